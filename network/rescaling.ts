/**
 * Rescaling (N, section 3): networks with other weights that compute the same function.
 *
 * @module
 */

import { layerSizes, type Network } from "./network.ts";
import type { Random } from "./random.ts";

/** The rescaling ρ_{c,v} (N, equation 1). */
export interface Rescaling {
  /** The hidden layer of v, from 0: `network[layer]` holds the edges into v. */
  readonly layer: number;
  /** v, from 0. */
  readonly unit: number;
  /** c > 0. */
  readonly factor: number;
}

/**
 * Applies rescalings one after the other: ρ_{c,v} multiplies the edges into v and its threshold by c
 * and divides the edges out of v by c.
 *
 * @returns A new network, which computes the same function.
 * @throws {RangeError} If a rescaling names a unit that is not hidden, or c is not positive and finite.
 */
export function rescale(network: Network, rescalings: readonly Rescaling[]): Network {
  const rescaled = structuredClone(network);
  for (const rescaling of rescalings) {
    check(network, rescaling);
    const { layer, unit, factor } = rescaling;
    const into = rescaled[layer];
    for (let e = unit; e < into.weights.length; e += into.fanOut) into.weights[e] *= factor;
    into.thresholds[unit] *= factor;
    const { fanOut, weights } = rescaled[layer + 1];
    for (let e = unit * fanOut; e < (unit + 1) * fanOut; e++) weights[e] /= factor;
  }
  return rescaled;
}

/**
 * The rescalings that unbalance a network (N, Figure 3): hidden units are drawn with replacement, each
 * with a factor 10 c, c log-normal(0, 1).
 *
 * @param sizes Layer sizes [D, H1, …, C].
 * @param random Stream that the units and factors are drawn from.
 * @param options.draws Number of draws; N takes 2000.
 * @throws {RangeError} If there is no hidden layer.
 */
export function unbalancing(
  sizes: readonly number[],
  random: Random,
  { draws = 2000 }: { draws?: number } = {},
): Rescaling[] {
  const hidden = sizes.slice(1, -1).flatMap((count, layer) =>
    Array.from({ length: count }, (_, unit) => ({ layer, unit }))
  );
  if (hidden.length === 0) {
    throw new RangeError(`Expected a hidden layer but found layer sizes [${sizes.join(", ")}]`);
  }
  return Array.from({ length: draws }, () => ({
    ...hidden[random.below(hidden.length)],
    factor: 10 * Math.exp(random.normal()),
  }));
}

/**
 * The same rescalings with each factor replaced by the power of two nearest on a logarithmic scale.
 * Multiplying and dividing by those is exact in floating point.
 */
export function toPowersOfTwo(rescalings: readonly Rescaling[]): Rescaling[] {
  return rescalings.map((rescaling) => ({
    ...rescaling,
    factor: 2 ** Math.round(Math.log2(rescaling.factor)),
  }));
}

/** The unbalanced start (N, Figure 3): a network after {@linkcode unbalancing}, as a new network. */
export function unbalanced(
  network: Network,
  random: Random,
  options: { draws?: number } = {},
): Network {
  return rescale(network, unbalancing(layerSizes(network), random, options));
}

function check(network: Network, { layer, unit, factor }: Rescaling): void {
  const units = layer < network.length - 1 ? network[layer]?.fanOut ?? 0 : 0;
  if (!Number.isInteger(unit) || unit < 0 || unit >= units) {
    throw new RangeError(
      `Expected a hidden unit of layer sizes [${layerSizes(network).join(", ")}] ` +
        `but found unit ${unit} of hidden layer ${layer}`,
    );
  }
  if (!(factor > 0 && factor < Infinity)) {
    throw new RangeError(
      `Expected a rescaling factor to be positive and finite but found ${factor}`,
    );
  }
}
