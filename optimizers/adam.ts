/**
 * Adam: m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε), with
 * m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ).
 *
 * Kingma and Ba, "Adam: a method for stochastic optimization" (2015), Algorithm 1, with its defaults:
 * bias-corrected, ε outside the root and added after the correction. (The paper's shorter form, which
 * folds the correction into the step size, has another ε.)
 *
 * @module
 */

import { rule } from "./rule.ts";

/** Adam with step size `lr`; the state is the running averages m of gradients and v of their squares. */
export const adam = rule({
  name: "adam",
  hyper: { lr: 1e-3, beta1: 0.9, beta2: 0.999, eps: 1e-8 },
  state: ["m", "v"],
  update: `
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    corrected_m = m / (1 - beta1 ** t)
    corrected_v = v / (1 - beta2 ** t)
    w = w - lr * corrected_m / (sqrt(corrected_v) + eps)
  `,
});
