/**
 * ℓ_p norms of the edges into units: what group norms and path norms are made of.
 *
 * @module
 */

import type { Layer } from "./network.ts";

/**
 * ‖x‖_p = (Σ |x_i|^p)^{1/p}, root taken; the largest |x_i| for p = ∞.
 *
 * Powers are taken of |x_i| / max |x|, so that nothing overflows whatever p is, and 2^k x has exactly
 * 2^k times the norm of x.
 *
 * @param p From 1 to ∞.
 * @throws {RangeError} If p is less than 1 or not a number.
 */
export function pNorm(x: Float64Array, p: number): number {
  if (!(p >= 1)) throw new RangeError(`Expected p of a norm to be at least 1 but found ${p}`);
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]));
  if (largest === 0 || largest === Infinity || p === Infinity) return largest;
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (Math.abs(x[i]) / largest) ** p;
  return largest * sum ** (1 / p);
}

/**
 * For each unit v of a layer, the ℓ_p norm of its incoming edges w_{u→v}, each times a number of the
 * unit u that it comes from, and of its threshold, an edge from a unit with the number 1.
 *
 * @param options.from The numbers of the units u, fan-in of them.
 * @returns Fan-out numbers.
 */
export function incomingNorms(
  layer: Layer,
  { from, p }: { from: Float64Array; p: number },
): Float64Array {
  const { fanIn, fanOut, weights, thresholds } = layer;
  const edges = new Float64Array(fanIn + 1);
  return thresholds.map((threshold, v) => {
    for (let u = 0; u < fanIn; u++) edges[u] = from[u] * weights[u * fanOut + v];
    edges[fanIn] = threshold;
    return pNorm(edges, p);
  });
}
