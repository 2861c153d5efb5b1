/**
 * Losses of one example: ℓ(s, c) for scores s of C classes and the label c, and its gradient.
 *
 * These float64 functions are the reference that every engine is tested against.
 *
 * @module
 */

/** The losses there are. */
export type LossName = "truncated-cross-entropy" | "cross-entropy" | "squared";

/**
 * A loss ℓ(s, c).
 *
 * @param scores s, C of them.
 * @param label c, from 0 to C − 1.
 * @param gradient Receives ∂ℓ/∂s, C of them.
 * @returns ℓ(s, c).
 */
export type Loss = (scores: Float64Array, label: number, gradient: Float64Array) => number;

/** Margin at which the truncated loss leaves the exponential (N, footnote 2). */
export const TRUNCATION = -11;
/** Margin from which on the truncated loss is exactly zero (N, footnote 2). */
export const ZERO_FROM = -13;

/** The losses by name. */
export const losses: Readonly<Record<LossName, Loss>> = {
  "truncated-cross-entropy": softMaxLoss({ term: truncatedExp, slope: truncatedExpSlope }),
  "cross-entropy": softMaxLoss({ term: scaledExp, slope: scaledExp }),
  "squared": squared,
};

/**
 * ℓ(s, c) = ln Σ_i f(s_i − s_c), with f = exp for the soft-max cross-entropy and the f of N,
 * footnote 2, for the truncated one.
 *
 * With m = max_i (s_i − s_c) ≥ 0 the sum is eᵐ (1 + rest), so the loss is m + ln(1 + rest) and
 * neither overflows nor loses a small rest. `term` and `slope` give f(x) e⁻ᵐ and f′(x) e⁻ᵐ.
 */
function softMaxLoss(f: {
  term: (x: number, m: number) => number;
  slope: (x: number, m: number) => number;
}): Loss {
  return (scores, label, gradient) => {
    let top = 0;
    for (let i = 1; i < scores.length; i++) if (scores[i] > scores[top]) top = i;
    const m = scores[top] - scores[label];
    let rest = 0;
    for (let i = 0; i < scores.length; i++) {
      if (i !== top) rest += f.term(scores[i] - scores[label], m);
    }
    let others = 0;
    for (let i = 0; i < scores.length; i++) {
      gradient[i] = f.slope(scores[i] - scores[label], m) / (1 + rest);
      if (i !== label) others += gradient[i];
    }
    gradient[label] = -others; // the term of the label itself is the constant f(0)
    return m + Math.log1p(rest);
  };
}

function scaledExp(x: number, m: number): number {
  return Math.exp(x - m);
}

/** f(x) e⁻ᵐ: f(x) = eˣ for x ≥ −11, e⁻¹¹ [x + 13]₊² / 4 below (N, footnote 2). */
function truncatedExp(x: number, m: number): number {
  return x >= TRUNCATION
    ? Math.exp(x - m)
    : Math.exp(TRUNCATION - m) * Math.max(0, x - ZERO_FROM) ** 2 / 4;
}

/** f′(x) e⁻ᵐ. */
function truncatedExpSlope(x: number, m: number): number {
  return x >= TRUNCATION
    ? Math.exp(x - m)
    : Math.exp(TRUNCATION - m) * Math.max(0, x - ZERO_FROM) / 2;
}

/** ½ ‖s − e_c‖² against the label's unit vector (S, section 1.1). */
function squared(scores: Float64Array, label: number, gradient: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < scores.length; i++) {
    gradient[i] = scores[i] - (i === label ? 1 : 0);
    sum += gradient[i] ** 2 / 2;
  }
  return sum;
}
