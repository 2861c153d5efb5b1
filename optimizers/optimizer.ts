/**
 * What a network may be trained with: a rule, a switch of rules, or batch conjugate gradient.
 *
 * @module
 */

import { batchConjugateGradient } from "./conjugate_gradient.ts";
import type { Rule } from "./rule.ts";
import type { Switch } from "./switch.ts";

/** What trains a network. */
export type Optimizer = Rule | Switch | typeof batchConjugateGradient;

/** Whether rules are switched. */
export function isSwitch(optimizer: Optimizer): optimizer is Switch {
  return "second" in optimizer;
}

/** Whether all examples are taken at once, and no rule. */
export function isBatch(optimizer: Optimizer): optimizer is typeof batchConjugateGradient {
  return optimizer === batchConjugateGradient;
}

/** The rules of an optimizer in the order in which they train. */
export function rulesOf(optimizer: Optimizer): Rule[] {
  if (isSwitch(optimizer)) return [optimizer.first, optimizer.second];
  return isBatch(optimizer) ? [] : [optimizer];
}
