/**
 * What S draws, and what stands beside it.
 *
 * @module
 */

import { l2Norm, type Quantity, testError, trainingError } from "../comparison/curves.ts";
import type { Comparison } from "../comparison/comparison.ts";
import type { LossQuantity } from "./equal_loss.ts";

/** S, Figure 1: errors on the training set as it is trained on, its noise included. */
export const figure1: Quantity = { ...trainingError, name: "training error (Figure 1)" };

/** S, Figure 2. */
export const figure2: Quantity = { ...testError, name: "test error (Figure 2)" };

/** Errors on the training examples before noise was added to them. */
export const cleanError: Quantity = {
  name: "error without the noise",
  axis: "Error (%)",
  value: ({ clean }) => clean && 100 * clean.error,
  decades: false,
};

/** η/(4m) Σ ‖∇C_k‖² (S, equation 1), whatever the optimizer. */
export const sgdTerm: Quantity = {
  name: "equation (1)'s term",
  axis: "η/(4m) Σ ‖∇Cₖ‖²",
  value: ({ terms }) => terms?.sgd.term,
  decades: true,
};

/** η/(4m) Σ ‖s ⊙ ∇C_k‖², as S prints it for RMSProp. */
export const rmspropTerm: Quantity = {
  name: "S's own term",
  axis: "η/(4m) Σ ‖s ⊙ ∇Cₖ‖²",
  value: ({ terms }) => terms?.rmsprop,
  decades: true,
};

/** A term without its factor η, for runs of different step sizes. */
export function overStep(term: Quantity): LossQuantity {
  return {
    ...term,
    name: `${term.name} over η`,
    axis: term.axis?.replace("η/(4m)", "1/(4m)") ?? null,
    overStep: true,
  };
}

/** S, Figure 3: each method's own term as S defines it. */
export const figure3: Quantity = {
  name: "implicit regularization term (Figure 3)",
  axis: "S's term of each method",
  value: ({ terms }) => terms?.rmsprop ?? terms?.sgd.term,
  decades: true,
};

/** S, Figure 4. */
export const figure4: Quantity = { ...l2Norm, name: "L2 norm (Figure 4)" };

/** η/4 ‖∇C‖² (S, equation 2). */
export const fullBatchTerm: Quantity = {
  name: "part of the full batch",
  axis: "η/4 ‖∇C‖²",
  value: ({ terms }) => terms?.sgd.fullBatch,
  decades: true,
};

/** η/(4m) Σ ‖∇C_k − ∇C‖² (S, equation 2). */
export const miniBatchTerm: Quantity = {
  name: "part of the mini-batches",
  axis: "η/(4m) Σ ‖∇Cₖ − ∇C‖²",
  value: ({ terms }) => terms?.sgd.miniBatch,
  decades: true,
};

/** The methods that S gives a term of, for Figure 3. */
export function withTerm(comparison: Comparison): Comparison {
  const contenders = comparison.contenders
    .filter(({ optimizer }) => optimizer === "sgd" || optimizer === "rmsprop");
  return { ...comparison, contenders };
}
