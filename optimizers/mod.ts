/**
 * Update rules, schedules, and the language that they are written in.
 *
 * @module
 */

import { adagrad } from "./adagrad.ts";
import { adam } from "./adam.ts";
import { momentum } from "./momentum.ts";
import { path, pathSgd } from "./path.ts";
import { rmsprop } from "./rmsprop.ts";
import type { Rule } from "./rule.ts";
import { sgd } from "./sgd.ts";

export {
  batchConjugateGradient,
  conjugateGradient,
  type ConjugateGradientConstants,
  type Iterate,
  type Objective,
} from "./conjugate_gradient.ts";
export { FormulaError } from "./expression.ts";
export { isBatch, isSwitch, type Optimizer, rulesOf } from "./optimizer.ts";
export { type Rule, rule, type RuleDefinition } from "./rule.ts";
export { type Schedule, scheduled } from "./schedule.ts";
export { type Switch, switching } from "./switch.ts";
export { decayed } from "./weight_decay.ts";
export { adagrad, adam, momentum, path, pathSgd, rmsprop, sgd };

/** The built-in rules by name. */
export const builtin: Readonly<Record<string, Rule>> = {
  sgd,
  momentum,
  adagrad,
  rmsprop,
  adam,
  "path-sgd": pathSgd,
};
