/**
 * SGD with momentum (the heavy ball): v ← m v − η g, w ← w + v.
 *
 * Polyak, "Some methods of speeding up the convergence of iteration methods" (1964), in the form of
 * Sutskever, Martens, Dahl and Hinton, "On the importance of initialization and momentum in deep
 * learning" (2013), equations 1 and 2. The step size is inside the velocity: where it decays, past
 * gradients keep the step size that they were taken with. (PyTorch's variant v ← m v + g,
 * w ← w − η v is the same only while η is constant.) N names momentum without giving the form; both
 * defaults are the values at its epoch 0.
 *
 * @module
 */

import { rule } from "./rule.ts";

/** SGD with step size `lr` and momentum `momentum`; the state is the velocity v. */
export const momentum = rule({
  name: "momentum",
  hyper: { lr: 0.1, momentum: 0.5 },
  state: ["v"],
  update: `
    v = momentum * v - lr * g
    w = w + v
  `,
});
