/**
 * Norms of a whole network (N, section 4). A threshold is an edge from a unit that is always 1 and is
 * counted in every one of them.
 *
 * @module
 */

import type { Network } from "./network.ts";
import { incomingNorms, pNorm } from "./p_norm.ts";
import { incomingPathNorms } from "./path_geometry.ts";

/**
 * The group norm μ_{p,q} (N, equation 3): the ℓ_q norm, over all hidden and output units, of the ℓ_p
 * norm of the edges into each. Roots taken, thresholds counted.
 *
 * q = ∞ is the largest unit's norm (equation 4), p = q = 1 overall ℓ_1 and p = q = 2 what weight decay
 * penalises.
 *
 * @param options.p Norm within a unit, from 1 to ∞.
 * @param options.q Norm over the units, from 1 to ∞.
 * @throws {RangeError} If p or q is less than 1.
 */
export function groupNorm(network: Network, { p, q }: { p: number; q: number }): number {
  const units = network.flatMap((layer) => {
    const ones = new Float64Array(layer.fanIn).fill(1);
    return Array.from(incomingNorms(layer, { from: ones, p }));
  });
  return pNorm(Float64Array.from(units), q);
}

/**
 * The path norm φ_p (N, equation 5): the ℓ_p norm of the path vector, whose coordinates are the
 * products of the weights along every path to an output. Root taken; thresholds counted, so that a
 * path starts at an input or at a threshold.
 *
 * Found by the nested sums below equation 5. Rescaling leaves it as it is. It is the minimum of
 * μ_{p,∞}^d over all rescalings (Lemma 4.1) for a network of depth d with one output and no
 * thresholds; with more outputs that minimum is the largest path norm of one output.
 *
 * @param p From 1 to ∞.
 * @throws {RangeError} If p is less than 1.
 */
export function pathNorm(network: Network, p: number): number {
  return pNorm(incomingPathNorms(network, p)[network.length], p);
}

/** The L2 norm of all parameters, μ_{2,2}: root taken, thresholds counted. */
export function parameterNorm(network: Network): number {
  return groupNorm(network, { p: 2, q: 2 });
}
