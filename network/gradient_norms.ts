/**
 * The mini-batch gradients of one pass at fixed weights, summed up: what the implicit regularization
 * terms are made of (S, section 2, equations 1 and 2).
 *
 * @module
 */

import { layerSizes, type Network, zeroNetwork } from "./network.ts";

/** Mini-batch gradients ∇C_1 … ∇C_m at the same weights, summed up. */
export interface GradientNorms {
  /** Number of mini-batches m. */
  readonly batches: number;
  /** Σ_k ‖∇C_k‖². */
  readonly squares: number;
  /** ∇C = (1/m) Σ_k ∇C_k, in which every mini-batch counts alike, a smaller last one too. */
  readonly mean: Network;
  /** Σ_k ‖∇C_k − ∇C‖², accumulated as deviations and not as a difference of sums. */
  readonly deviations: number;
  /** Σ_k ‖s ⊙ ∇C_k‖²; present where s was given. */
  readonly scaled?: number;
}

/**
 * Sums up gradients one by one, in float64 and one pass (Welford's update of mean and deviations).
 *
 * @param gradients ∇C_1 … ∇C_m, each laid out like the network; at least one.
 * @param scale s, one factor an edge.
 * @throws {RangeError} If there is no gradient.
 */
export function gradientNorms(gradients: Iterable<Network>, scale?: Network): GradientNorms {
  let mean: Network | undefined;
  let [batches, squares, deviations, scaled] = [0, 0, 0, 0];
  for (const gradient of gradients) {
    mean ??= zeroNetwork(layerSizes(gradient));
    batches++;
    for (const [l, layer] of gradient.entries()) {
      for (const part of ["weights", "thresholds"] as const) {
        const [g, m, s] = [layer[part], mean[l][part], scale?.[l][part]];
        for (let e = 0; e < g.length; e++) {
          squares += g[e] ** 2;
          if (s) scaled += (s[e] * g[e]) ** 2;
          const before = g[e] - m[e];
          m[e] += before / batches;
          deviations += before * (g[e] - m[e]);
        }
      }
    }
  }
  if (mean === undefined) throw new RangeError("Expected at least one gradient but found none");
  return { batches, squares, mean, deviations, ...(scale && { scaled }) };
}
