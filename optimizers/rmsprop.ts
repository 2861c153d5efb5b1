/**
 * RMSProp: s ← ρ s + (1 − ρ) g², w ← w − η g / (√s + ε).
 *
 * Tieleman and Hinton, "Lecture 6.5 – rmsprop" (COURSERA: Neural Networks for Machine Learning, lecture
 * 6e, 2012), with ρ = 0.9. The lecture divides by √s alone; ε is added outside the root. The average s
 * starts at 0 without bias correction, so that the first steps are 1 / √(1 − ρ) times as long as η.
 * There is no centring and no momentum. η = 0.001 is S's step size.
 *
 * @module
 */

import { rule } from "./rule.ts";

/** RMSProp with step size `lr`; the state is the running average s of squared gradients. */
export const rmsprop = rule({
  name: "rmsprop",
  hyper: { lr: 1e-3, decay: 0.9, eps: 1e-8 },
  state: ["s"],
  update: `
    s = decay * s + (1 - decay) * g * g
    w = w - lr * g / (sqrt(s) + eps)
  `,
});
