/**
 * Decoupled weight decay in front of an update rule: w ← w − η λ w, beside the rule's own step.
 *
 * Loshchilov and Hutter, "Decoupled weight decay regularization" (2019), Algorithms 1 and 2 with a
 * schedule multiplier of 1. Every weight decays, thresholds too: they are edges from a unit that is
 * always 1. For SGD it is the gradient of the L2 term λ/2 ‖w‖² in the loss. For other rules it is not:
 * momentum would carry the term's gradient along, and adaptive rules would divide it by their scales.
 *
 * Shrinking all weights alike commutes with rescaling the units, so that a rescaling invariant rule stays
 * one: N, Theorem 5.1, holds for Path-SGD with decoupled weight decay, and would not with an L2 term.
 *
 * @module
 */

import { type Rule, rule as makeRule } from "./rule.ts";

/** Name of λ among the hyper-parameters. */
const LAMBDA = "weight_decay";

/**
 * A rule with weight decay. It keeps its name, its geometry and its state.
 *
 * @param options.weightDecay λ, finite and at least 0; with 0 the rule does what it did.
 * @throws {RangeError} If λ is not, if the rule has no step size `lr` that λ is multiplied by, or if it
 *   has a hyper-parameter `weight_decay` already.
 */
export function decayed(rule: Rule, { weightDecay }: { weightDecay: number }): Rule {
  const { name, hyper, state, update, geometry } = rule;
  if (!(weightDecay >= 0 && weightDecay < Infinity)) {
    throw new RangeError(
      `Expected the weight decay to be finite and at least 0 but found ${weightDecay}`,
    );
  }
  if (!Object.hasOwn(hyper, "lr")) {
    const found = Object.keys(hyper).join(", ") || "none";
    throw new RangeError(
      `Expected rule ${name} to have the hyper-parameter lr, for weight decay, but found ${found}`,
    );
  }
  if (Object.hasOwn(hyper, LAMBDA)) {
    throw new RangeError(
      `Expected rule ${name} to have no weight decay but found the hyper-parameter ${LAMBDA}`,
    );
  }
  const made = makeRule({
    name,
    hyper: { ...hyper, [LAMBDA]: weightDecay },
    state,
    update: `w = w - lr * ${LAMBDA} * w\n${update}`,
  });
  return { ...made, ...(geometry && { geometry }) };
}
