/**
 * Stochastic gradient descent: w ← w − η g, g the gradient of the mean loss over the mini-batch
 * (N, section 3: Δw = −η ∇L(w)).
 *
 * @module
 */

import { rule } from "./rule.ts";

/** Plain SGD with step size `lr`. */
export const sgd = rule({
  name: "sgd",
  hyper: { lr: 0.1 },
  update: `
    w = w - lr * g
  `,
});
