/**
 * The optimizer as a run's spec writes it down, and the update rule that a spec means.
 *
 * @module
 */

import {
  type batchConjugateGradient,
  builtin,
  decayed,
  isBatch,
  isSwitch,
  type Optimizer,
  type Rule,
  rule as makeRule,
  rulesOf,
} from "../../optimizers/mod.ts";
import type { OptimizerSpec, RuleSpec } from "../../reports/results.ts";
import { lineOf, UsageError } from "./errors.ts";

/** What an experiment prescribes for all rules: of names that a rule does not have, it gets none. */
export interface Protocol {
  readonly hyper: Readonly<Record<string, number>>;
  /** Formulas in `epoch`. */
  readonly schedule: Readonly<Record<string, string>>;
  /** Epoch limit; rules are switched after half of it. */
  readonly epochs: number;
  /** λ of decoupled weight decay; 0 for none. */
  readonly weightDecay: number;
}

/**
 * An optimizer under a protocol.
 *
 * @throws {UsageError} If there is weight decay and an optimizer that can't have it.
 */
export function optimizerSpec(optimizer: Optimizer, protocol: Protocol): OptimizerSpec {
  if (isBatch(optimizer)) return batchSpec(optimizer, protocol);
  if (!isSwitch(optimizer)) return ruleSpec(optimizer, protocol);
  const { name, first, second } = optimizer;
  return {
    ...ruleSpec(first, protocol),
    name,
    state: first.state,
    successor: { after: Math.ceil(protocol.epochs / 2), rule: ruleSpec(second, protocol) },
  };
}

function batchSpec(
  { name, update, hyper }: typeof batchConjugateGradient,
  { weightDecay }: Protocol,
): OptimizerSpec {
  if (weightDecay !== 0) {
    throw new UsageError(`Expected ${name} without weight decay but found ${weightDecay}`);
  }
  return { name, update, hyper, schedule: {} };
}

function ruleSpec(plain: Rule, { hyper, schedule, weightDecay }: Protocol): RuleSpec {
  const rule = weightDecay === 0 ? plain : withDecay(plain, weightDecay);
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

function withDecay(rule: Rule, weightDecay: number): Rule {
  try {
    return decayed(rule, { weightDecay });
  } catch (error) {
    throw new UsageError(lineOf(error));
  }
}

/** The rule of a spec that trains in an epoch, counted from 1. */
export function ruleAt(optimizer: OptimizerSpec, epoch: number): RuleSpec {
  const { successor } = optimizer;
  return successor !== undefined && epoch > successor.after ? successor.rule : optimizer;
}

/**
 * The update rule that a spec means: the built-in one of its name, or, where the spec names the state,
 * one made anew from its formula.
 *
 * @throws {RangeError} If no built-in rule has this name, formula and geometry.
 * @throws {FormulaError} If the formula can't be used.
 */
export function ruleOf({ name, update, state, geometry, hyper }: RuleSpec): Rule {
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

/** An optimizer as a table of settings names it: what is no built-in rule with its formula. */
export function optimizerText(optimizer: Optimizer): string {
  if (isSwitch(optimizer)) {
    return rulesOf(optimizer).map(optimizerText).join(", after half of the epochs ");
  }
  const { name, update } = optimizer;
  return builtin[name] === optimizer ? name : `${name} (${update.replaceAll("\n", "; ")})`;
}

function geometryText(geometry: RuleSpec["geometry"]): string {
  return geometry === undefined ? "no path geometry" : `the path geometry with p = ${geometry.p}`;
}

function pick<Value>(
  from: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}
