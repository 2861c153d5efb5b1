/**
 * Update rules: an optimizer is one formula over one weight.
 *
 * The formula is a list of lines `name = formula`, carried out in order for each weight:
 *
 * - `w` is the weight, `g` the gradient of the mini-batch loss, `t` the step count from 1;
 * - the names of `state` are kept from step to step, one number a weight, zero at the start;
 * - the names of `hyper` are the hyper-parameters;
 * - any other name that a line assigns is local to the update.
 *
 * A threshold is an edge from a unit that is always 1, so it is updated as every weight is.
 *
 * @module
 */

import type { PathGeometry } from "../network/path_geometry.ts";
import { type Assignment, FormulaError, namesIn, parseAssignments } from "./expression.ts";

/** What a rule is written as. */
export interface RuleDefinition {
  readonly name: string;
  /** Hyper-parameters with their defaults. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Names of the state; none when left out. */
  readonly state?: readonly string[];
  /** The formula. */
  readonly update: string;
}

/** An update rule, parsed and checked. */
export interface Rule {
  readonly name: string;
  /** Hyper-parameters with their defaults. */
  readonly hyper: Readonly<Record<string, number>>;
  /** Names of the state, each zero at the start. */
  readonly state: readonly string[];
  /** The formula as written, without its indentation. */
  readonly update: string;
  /** The formula's lines. */
  readonly assignments: readonly Assignment[];
  /** The path geometry in front of the rule: g stands for g / γ_p(e) (N, equation 8). */
  readonly geometry?: PathGeometry;
}

/** Names that mean something in every rule. */
const RESERVED = ["w", "g", "t"];

/** What a rule's name may be: it stands in tables, in charts and on terminals. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,100}$/u;

/**
 * Makes an update rule from its formula.
 *
 * @example Gradient descent
 * ```ts
 * import assert from "node:assert/strict";
 * import { rule } from "./rule.ts";
 *
 * const descent = rule({ name: "descent", hyper: { lr: 0.1 }, update: "w = w - lr * g" });
 * assert.deepEqual(descent.state, []);
 * ```
 * @throws {FormulaError} If the formula does not parse, reads an unknown name, assigns `g`, `t` or a
 *   hyper-parameter, never assigns `w` or a state, leaves a local unread, or divides by a literal
 *   zero. The message ends with line and column.
 * @throws {RangeError} If the rule's name is empty, long or has control characters, a name is used twice
 *   or a hyper-parameter is not a finite number.
 */
export function rule(definition: RuleDefinition): Rule {
  const { name, hyper, state = [] } = definition;
  if (!NAME.test(name)) {
    throw new RangeError(
      `Expected the name of a rule to be a line of 1 to 100 characters but found ` +
        JSON.stringify(name),
    );
  }
  const names = [...RESERVED, ...Object.keys(hyper), ...state];
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  if (twice !== undefined) {
    throw new RangeError(`Expected each name of rule ${name} once but found ${twice} twice`);
  }
  for (const [key, value] of Object.entries(hyper)) {
    if (!Number.isFinite(value)) {
      throw new RangeError(
        `Expected ${key} of rule ${name} to be a finite number but found ${value}`,
      );
    }
  }
  const update = withoutIndentation(definition.update);
  const assignments = parseAssignments(update);
  checkNames(assignments, { hyper: Object.keys(hyper), state });
  return { name, hyper, state, update, assignments };
}

function checkNames(
  assignments: readonly Assignment[],
  names: { hyper: readonly string[]; state: readonly string[] },
): void {
  const known = new Set([...RESERVED, ...names.hyper, ...names.state]);
  const fixed = new Set(["g", "t", ...names.hyper]);
  const unread = new Map<string, Assignment>();
  for (const assignment of assignments) {
    const { target, value, place } = assignment;
    for (const { name, place } of namesIn(value)) {
      if (!known.has(name)) throw new FormulaError(`Unknown name ${name}`, place);
      unread.delete(name);
    }
    if (fixed.has(target)) throw new FormulaError(`${target} can't be assigned`, place);
    if (target !== "w" && !names.state.includes(target)) unread.set(target, assignment);
    known.add(target);
  }
  for (const name of ["w", ...names.state]) {
    if (!assignments.some(({ target }) => target === name)) {
      throw new FormulaError(`${name} is never assigned`, { line: 1, column: 1 });
    }
  }
  for (const { target, place } of unread.values()) {
    throw new FormulaError(`${target} is assigned but never read`, place);
  }
}

function withoutIndentation(text: string): string {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "").join("\n");
}
