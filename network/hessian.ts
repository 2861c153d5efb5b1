/**
 * The Hessian ∇²C of a loss without its matrix: products with a vector, and its eigenvalue of largest
 * size, from gradients alone.
 *
 * @module
 */

import { layerSizes, type Network, zeroNetwork } from "./network.ts";
import type { Random } from "./random.ts";
import { combined, dot, length, moved } from "./vectors.ts";

/** ∇C at the given weights. */
export type GradientAt = (network: Network) => Network | Promise<Network>;

/**
 * ∇²C v by central differences, [∇C(ω + a v) − ∇C(ω − a v)] / 2a. The kinks of ReLUs within a v of ω
 * are smoothed over.
 *
 * @param options.direction v, not zero.
 * @param options.distance ‖a v‖.
 */
export async function hessianProduct(
  gradientAt: GradientAt,
  network: Network,
  { direction, distance }: { direction: Network; distance: number },
): Promise<Network> {
  const times = distance / length(direction);
  const ahead = await gradientAt(moved(network, { times, direction }));
  const behind = await gradientAt(moved(network, { times: -times, direction }));
  return combined([ahead, behind], ([a, b]) => (a - b) / (2 * times));
}

/** An estimate of an eigenvalue. */
export interface Eigenvalue {
  /** The Rayleigh quotient λ = vᵀ ∇²C v of the last unit vector v. */
  readonly value: number;
  /** ‖∇²C v − λ v‖: an eigenvalue lies within this distance of λ. */
  readonly residual: number;
  /**
   * ‖∇²C v‖, at most |λ₁|. Where a valley and a ridge are about as steep, as early in training, it is
   * near |λ₁| when the quotient lies between the two.
   */
  readonly size: number;
  /** Products taken: each is two gradients. */
  readonly products: number;
}

/** Share of ‖ω‖ that a product moves by: far above the rounding of single precision. */
const DISTANCE = 1e-3;

/**
 * The Hessian's eigenvalue of largest size by power iteration from a random vector: λ₁ of the condition
 * m·η·λ₁ ≪ 1 for S's term.
 *
 * @param network ω, not all zero.
 * @param options.random Stream of the first vector.
 * @param options.tolerance Ends once the residual is at most this share of |λ|; 0.01 where left out.
 * @param options.most Products after which it ends all the same; 100 where left out.
 */
export async function largestEigenvalue(
  gradientAt: GradientAt,
  network: Network,
  options: { random: Random; tolerance?: number; most?: number },
): Promise<Eigenvalue> {
  const { random, tolerance = 0.01, most = 100 } = options;
  const distance = DISTANCE * length(network);
  let direction = combined([zeroNetwork(layerSizes(network))], () => random.normal());
  for (let products = 1;; products++) {
    const times = 1 / length(direction);
    const unit = combined([direction], ([v]) => times * v);
    direction = await hessianProduct(gradientAt, network, { direction: unit, distance });
    const value = dot(unit, direction);
    const residual = length(moved(direction, { times: -value, direction: unit }));
    if (residual <= tolerance * Math.abs(value) || products === most) {
      return { value, residual, size: length(direction), products };
    }
  }
}
