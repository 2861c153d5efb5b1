/**
 * The optimizer as a run's spec writes it down, and the update rule that a spec means.
 *
 * @module
 */

import { builtin, type Rule, rule as makeRule } from "../../optimizers/mod.ts";
import type { RunSpec } from "../../reports/results.ts";

/** How a run updates its weights. */
export type OptimizerSpec = RunSpec["optimizer"];

/**
 * A rule under a protocol that is written once for all rules: of its hyper-parameters and schedule
 * formulas, a rule gets those that it has.
 */
export function optimizerSpec(
  rule: Rule,
  { hyper, schedule }: {
    hyper: Readonly<Record<string, number>>;
    schedule: Readonly<Record<string, string>>;
  },
): OptimizerSpec {
  const names = Object.keys(rule.hyper);
  return {
    name: rule.name,
    update: rule.update,
    ...(isBuiltin(rule) ? {} : { state: rule.state }),
    ...(rule.geometry && { geometry: rule.geometry }),
    hyper: { ...rule.hyper, ...pick(hyper, names) },
    schedule: pick(schedule, names),
  };
}

/**
 * The update rule that a spec means: the built-in one of its name, or, where the spec names the state,
 * the user's own, made anew from its formula.
 *
 * @throws {RangeError} If no built-in rule has this name, formula and geometry.
 * @throws {FormulaError} If a user's formula can't be used.
 */
export function ruleOf({ name, update, state, geometry, hyper }: OptimizerSpec): Rule {
  if (state !== undefined) {
    return { ...makeRule({ name, hyper, state, update }), ...(geometry && { geometry }) };
  }
  const found = builtin[name];
  if (found === undefined) {
    const known = Object.keys(builtin).join(", ");
    throw new RangeError(`Expected an optimizer of ${known} but found ${name}`);
  }
  if (found.update !== update) {
    throw new RangeError(`Expected the formula of ${name} but found ${update}`);
  }
  if (found.geometry?.p !== geometry?.p) {
    throw new RangeError(
      `Expected ${geometryText(found.geometry)} of ${name} but found ${geometryText(geometry)}`,
    );
  }
  return found;
}

/** Whether a rule is one of the built-in ones and not a user's own. */
function isBuiltin(rule: Rule): boolean {
  return builtin[rule.name] === rule;
}

/** A rule as a table of settings names it: a user's own with its formula. */
export function ruleText(rule: Rule): string {
  return isBuiltin(rule) ? rule.name : `${rule.name} (${rule.update.replaceAll("\n", "; ")})`;
}

function geometryText(geometry: OptimizerSpec["geometry"]): string {
  return geometry === undefined ? "no path geometry" : `the path geometry with p = ${geometry.p}`;
}

function pick<Value>(
  from: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
