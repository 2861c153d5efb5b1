/**
 * The optimizer as a run's spec writes it down, and the update rule that a spec means.
 *
 * @module
 */

import { builtin, type Rule } from "../../optimizers/mod.ts";
import type { RunSpec } from "../../reports/results.ts";

/** How a run updates its weights. */
export type OptimizerSpec = RunSpec["optimizer"];

/**
 * A built-in rule under a protocol that is written once for all rules: of its hyper-parameters and
 * schedule formulas, a rule gets those that it has.
 */
export function optimizerSpec(
  name: string,
  { hyper, schedule }: {
    hyper: Readonly<Record<string, number>>;
    schedule: Readonly<Record<string, string>>;
  },
): OptimizerSpec {
  const rule = builtin[name];
  const names = Object.keys(rule.hyper);
  return {
    name,
    update: rule.update,
    hyper: { ...rule.hyper, ...pick(hyper, names) },
    schedule: pick(schedule, names),
  };
}

/**
 * The update rule that a spec means.
 *
 * @throws {RangeError} If no built-in rule has this name and this formula.
 */
export function ruleOf({ name, update }: OptimizerSpec): Rule {
  const rule = builtin[name];
  if (rule === undefined) {
    const known = Object.keys(builtin).join(", ");
    throw new RangeError(`Expected an optimizer of ${known} but found ${name}`);
  }
  if (rule.update !== update) {
    throw new RangeError(`Expected the formula of ${name} but found ${update}`);
  }
  return rule;
}

function pick<Value>(
  from: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
