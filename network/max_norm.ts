/**
 * Max-norm regularization: a bound on the norm of each hidden unit's incoming edges (Srebro and
 * Shraibman 2005; the group norm μ_{2,∞} of N, section 3).
 *
 * @module
 */

import type { Network } from "./network.ts";

/**
 * Scales the edges into every hidden unit, its threshold among them, down to an ℓ2 norm of at most
 * `bound`, in place. Edges of a smaller norm stay as they are, and so do those of the output units.
 *
 * @param bound Above 0.
 */
export function projectToMaxNorm(network: Network, bound: number): void {
  for (const { fanIn, fanOut, weights, thresholds } of network.slice(0, -1)) {
    for (let v = 0; v < fanOut; v++) {
      let squares = thresholds[v] ** 2;
      for (let u = 0; u < fanIn; u++) squares += weights[u * fanOut + v] ** 2;
      const norm = Math.sqrt(squares);
      if (!(norm > bound)) continue;
      thresholds[v] *= bound / norm;
      for (let u = 0; u < fanIn; u++) weights[u * fanOut + v] *= bound / norm;
    }
  }
}
