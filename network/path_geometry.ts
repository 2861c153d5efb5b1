/**
 * The geometry of Path-SGD (N, section 5, Algorithm 1): how much a network's paths depend on an edge.
 *
 * γ_in(v) sums Π |w|^p over all paths from an input to v, γ_out(v) over all paths from v to an output.
 * Here both are kept as their p-th roots, which are norms: they are multiplied by c, not by c^p, where
 * a unit is rescaled by c, so that networks unbalanced over many decades do not overflow. A threshold
 * is an edge from a unit that is always 1 and has γ_in = 1.
 *
 * Everything is safe while the roots lie within 10^±150. Where rescalings are by powers of two, the
 * results are exact rescalings of each other, for every p.
 *
 * @module
 */

import { layerSizes, type Network, zeroNetwork } from "./network.ts";
import { incomingNorms, pNorm } from "./p_norm.ts";

/** The geometry's one parameter, as an update rule carries it. */
export interface PathGeometry {
  /** p of the path norm, from 1; N uses 2. */
  readonly p: number;
}

/** 1 / γ_p(e) of one layer's edges u → v as the product of a number of u and a number of v. */
export interface ReciprocalScales {
  /** γ_in(u)^{−2/p}, fan-in of them, then the 1 of the thresholds; 0 where γ_in is 0. */
  readonly from: Float64Array;
  /** γ_out(v)^{−2/p}, fan-out of them; 0 where γ_out is 0. */
  readonly into: Float64Array;
}

/**
 * γ_in(v)^{1/p}: the ℓ_p norm of the path vector into each unit (Algorithm 1, line 4).
 *
 * @returns One array for each of the layers [D, H1, …, C]; the inputs' is all 1.
 * @throws {RangeError} If p is less than 1.
 */
export function incomingPathNorms(network: Network, p: number): Float64Array[] {
  const norms: Float64Array[] = [new Float64Array(network[0].fanIn).fill(1)];
  for (const [l, layer] of network.entries()) {
    norms.push(incomingNorms(layer, { from: norms[l], p }));
  }
  return norms;
}

/**
 * γ_out(v)^{1/p}: the ℓ_p norm of the path vector out of each unit (Algorithm 1, line 5).
 *
 * @returns One array for each of the layers [D, H1, …, C]; the outputs' is all 1.
 * @throws {RangeError} If p is less than 1.
 */
export function outgoingPathNorms(network: Network, p: number): Float64Array[] {
  const norms: Float64Array[] = [new Float64Array(network[network.length - 1].fanOut).fill(1)];
  for (const { fanIn, fanOut, weights } of network.toReversed()) {
    const [above] = norms;
    const below = new Float64Array(fanIn);
    const edges = new Float64Array(fanOut);
    for (let u = 0; u < fanIn; u++) {
      for (let v = 0; v < fanOut; v++) edges[v] = weights[u * fanOut + v] * above[v];
      below[u] = pNorm(edges, p);
    }
    norms.unshift(below);
  }
  return norms;
}

/**
 * γ_p(e) = (γ_in(u) γ_out(v))^{2/p} of every edge u → v (N, equation 9; Algorithm 1, line 7).
 *
 * @returns The scales, laid out like the network.
 * @throws {RangeError} If p is less than 1.
 */
export function edgeScales(network: Network, { p }: PathGeometry): Network {
  const incoming = incomingPathNorms(network, p);
  const outgoing = outgoingPathNorms(network, p);
  const scales = zeroNetwork(layerSizes(network));
  for (const [l, { fanOut, weights, thresholds }] of scales.entries()) {
    for (let e = 0; e < weights.length; e++) {
      weights[e] = (incoming[l][Math.floor(e / fanOut)] * outgoing[l + 1][e % fanOut]) ** 2;
    }
    for (let v = 0; v < fanOut; v++) thresholds[v] = outgoing[l + 1][v] ** 2;
  }
  return scales;
}

/**
 * 1 / γ_p(e) of every layer in the form that an engine multiplies gradients by.
 *
 * A unit that no path of weights other than zero reaches, or leaves, has γ = 0 and gets 0 here: its
 * edges get no update (their gradient is zero as well).
 *
 * @throws {RangeError} If p is less than 1.
 */
export function reciprocalScales(network: Network, { p }: PathGeometry): ReciprocalScales[] {
  const incoming = incomingPathNorms(network, p);
  const outgoing = outgoingPathNorms(network, p);
  return network.map((_, l) => ({
    from: Float64Array.from([...incoming[l], 1], reciprocalSquare),
    into: outgoing[l + 1].map(reciprocalSquare),
  }));
}

/**
 * The path-normalised gradient g / γ_p(e) (N, equation 8), 0 where γ is 0.
 *
 * @param network The weights that γ is taken of.
 * @param gradient ∂L/∂w, laid out like the network.
 * @throws {RangeError} If p is less than 1.
 */
export function pathGradient(
  network: Network,
  gradient: Network,
  geometry: PathGeometry,
): Network {
  const scales = reciprocalScales(network, geometry);
  return gradient.map(({ fanIn, fanOut, weights, thresholds }, l) => {
    const { from, into } = scales[l];
    return {
      fanIn,
      fanOut,
      weights: weights.map((g, e) => g * from[Math.floor(e / fanOut)] * into[e % fanOut]),
      thresholds: thresholds.map((g, v) => g * from[fanIn] * into[v]),
    };
  });
}

function reciprocalSquare(norm: number): number {
  return norm === 0 ? 0 : 1 / norm ** 2;
}
