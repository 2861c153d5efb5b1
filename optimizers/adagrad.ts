/**
 * AdaGrad: s ← s + g², w ← w − η g / (√s + ε).
 *
 * Duchi, Hazan and Singer, "Adaptive subgradient methods for online learning and stochastic
 * optimization" (2011), Figure 1 with the diagonal matrix H = δ I + diag(s)^{1/2}: the accumulator s
 * starts at 0 and ε (their δ) is added outside the root. (Other programs start s at 0.1 or put ε
 * inside.) N names AdaGrad without giving its ε; 10⁻⁸ is our choice, η = 0.01 the usual default.
 *
 * @module
 */

import { rule } from "./rule.ts";

/** AdaGrad with step size `lr`; the state is the sum s of squared gradients. */
export const adagrad = rule({
  name: "adagrad",
  hyper: { lr: 0.01, eps: 1e-8 },
  state: ["s"],
  update: `
    s = s + g * g
    w = w - lr * g / (sqrt(s) + eps)
  `,
});
