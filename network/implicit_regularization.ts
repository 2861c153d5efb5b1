/**
 * The implicit regularization terms at fixed weights: what the modified loss C̃ adds to the loss C (S,
 * section 2), from the sums of one pass of mini-batch gradients.
 *
 * @module
 */

import type { GradientNorms } from "./gradient_norms.ts";
import type { Network } from "./network.ts";
import { dot } from "./vectors.ts";

/** SGD's term with the two parts that it splits into. */
export interface SgdTerms {
  /** η/(4m) Σ ‖∇C_k‖² (S, equation 1). */
  readonly term: number;
  /** η/4 ‖∇C‖², the part that full-batch descent has too (S, equation 2). */
  readonly fullBatch: number;
  /** η/(4m) Σ ‖∇C_k − ∇C‖², the part that comes of mini-batches (S, equation 2). */
  readonly miniBatch: number;
  /** |term − fullBatch − miniBatch| / term: rounding alone; 0 where the term is 0. */
  readonly gap: number;
}

/**
 * SGD's implicit regularization term over one pass of m mini-batches without replacement.
 *
 * It is the difference between the loss and the one whose gradient flow the mean iterate follows, to
 * order (mη)², as long as m·η·λ₁ ≪ 1 for the Hessian's largest eigenvalue λ₁.
 *
 * @param stepSize η.
 */
export function sgdTerms(norms: GradientNorms, stepSize: number): SgdTerms {
  const { batches, squares, mean, deviations } = norms;
  const term = stepSize / (4 * batches) * squares;
  const fullBatch = stepSize / 4 * dot(mean, mean);
  const miniBatch = stepSize / (4 * batches) * deviations;
  const gap = term === 0 ? 0 : Math.abs(term - fullBatch - miniBatch) / term;
  return { term, fullBatch, miniBatch, gap };
}

/**
 * RMSProp's term as S prints it: η/(4m) Σ ‖s ⊙ ∇C_k‖², s being the running average of squared
 * gradients itself and not 1/√s, which RMSProp multiplies gradients by.
 *
 * @param norms Measured with s as their scale.
 * @param stepSize η.
 * @throws {RangeError} If they were measured without.
 */
export function rmspropTerm({ batches, scaled }: GradientNorms, stepSize: number): number {
  if (scaled === undefined) {
    throw new RangeError("Expected gradient norms scaled by s but found none");
  }
  return stepSize / (4 * batches) * scaled;
}

/** The hyper-parameters of an RMSProp step g / D(s), s ← ρ s + (1 − ρ) g². */
export interface RmspropStep {
  /** Step size η. */
  readonly stepSize: number;
  /** ρ. */
  readonly decay: number;
  /** ε, above 0. */
  readonly eps: number;
  /**
   * Where ε stands: "outside" the root, D = √s + ε, as in this suite's rule and in most libraries; or
   * "inside", D = √(s + ε), as in the backward error analysis of Cattaneo et al.
   */
  readonly placement: "inside" | "outside";
}

/** One coordinate of full-batch RMSProp as backward error analysis has it; see {@link coordinateOf}. */
export interface RmspropCoordinate {
  /** D: the flow moves the weight by −g/D. */
  readonly denominator: number;
  /** c: of the term that the flow has beside g. */
  readonly coefficient: number;
  /** φ_ε(g), whose derivative is g/D and whose value at 0 is 0; |g| where ε is small. */
  readonly size: number;
}

/**
 * The backward error of full-batch RMSProp at one coordinate.
 *
 * Once s has forgotten its start, the iterates follow, to order η², the flow
 *
 *     dω_j/dt = −[g_j + η c_j (∇²C u)_j] / D_j,  u_j = g_j / D_j,
 *     c_j = r_j/2 − (1 − r_j) ρ/(1 − ρ),         r_j = 1 − d ln D_j / d ln |g_j|,
 *
 * with D at s = g², so that r is ε/(g² + ε) with ε inside the root and ε/(|g| + ε) outside. It holds
 * where s hardly changes within its memory: η ρ/(1 − ρ) |(∇²C u)_j| ≪ D_j.
 *
 * Inside: Cattaneo, Klusowski and Shigida, "On the implicit bias of Adam" (2024), with β₁ = 0; outside:
 * the same expansion.
 */
export function coordinateOf(gradient: number, step: RmspropStep): RmspropCoordinate {
  const { decay, eps, placement } = step;
  const size = Math.abs(gradient);
  const memory = decay / (1 - decay);
  if (placement === "inside") {
    const denominator = Math.sqrt(size ** 2 + eps);
    const share = eps / denominator ** 2;
    return {
      denominator,
      coefficient: share / 2 - (1 - share) * memory,
      size: size ** 2 / (denominator + Math.sqrt(eps)), // D − √ε without its cancellation
    };
  }
  const denominator = size + eps;
  const share = eps / denominator;
  return {
    denominator,
    coefficient: share / 2 - (1 - share) * memory,
    size: size - eps * Math.log1p(size / eps),
  };
}

/** What backward error analysis says of full-batch RMSProp at fixed weights. */
export interface RmspropBackwardError {
  /**
   * c_j over the coordinates whose gradient is not exactly zero; 0 where all are. Where c_j < 0 the
   * flow seeks large gradients. It varies from coordinate to coordinate, so that no one function is
   * the modified loss.
   */
  readonly coefficient: { readonly least: number; readonly mean: number; readonly largest: number };
  /**
   * η Σ_j c_j φ_ε(g_j), the coefficients taken as fixed. −η ρ/(1 − ρ) ‖∇C‖₁ where ε is small; where it
   * is large η/(4ε) ‖∇C‖² (outside; η/(4√ε) inside), as of descent with the step η/ε.
   */
  readonly term: number;
  /**
   * Σ_j s_j / ‖∇C‖², which the analysis takes as 1: full batches, after some 1/(1 − ρ) steps. Where
   * mini-batches make it much larger, the term is not what the run follows. 0 where the gradient is.
   */
  readonly noise: number;
}

/**
 * The term of full-batch RMSProp by backward error analysis (see {@link coordinateOf}).
 *
 * @param norms Of which the mean gradient ∇C is used.
 * @param options.s The running average of squared gradients.
 */
export function rmspropBackwardError(
  { mean: gradient }: GradientNorms,
  { step, s }: { step: RmspropStep; s: Network },
): RmspropBackwardError {
  let [least, largest] = [Infinity, -Infinity];
  let [sum, count, weighted] = [0, 0, 0];
  for (const { weights, thresholds } of gradient) {
    for (const part of [weights, thresholds]) {
      for (const g of part) {
        if (g === 0) continue;
        const { coefficient, size } = coordinateOf(g, step);
        least = Math.min(least, coefficient);
        largest = Math.max(largest, coefficient);
        sum += coefficient;
        count++;
        weighted += coefficient * size;
      }
    }
  }
  const coefficient = count === 0
    ? { least: 0, mean: 0, largest: 0 }
    : { least, mean: sum / count, largest };
  const noise = count === 0 ? 0 : total(s) / dot(gradient, gradient);
  return { coefficient, term: step.stepSize * weighted, noise };
}

/** Σ over all coordinates. */
function total(network: Network): number {
  const add = (sum: number, value: number) => sum + value;
  return network.reduce(
    (sum, { weights, thresholds }) => thresholds.reduce(add, weights.reduce(add, sum)),
    0,
  );
}
