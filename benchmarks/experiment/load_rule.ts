/**
 * The update rule that a flag names: a built-in one, or a module of the user's that exports one; or two
 * of them, to be switched.
 *
 * @module
 */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  batchConjugateGradient,
  builtin,
  type Optimizer,
  type Rule,
  rulesOf,
  switching,
} from "../../optimizers/mod.ts";
import { lineOf, UsageError } from "./errors.ts";
import { oneOf, unique } from "./flags.ts";

/**
 * The rule of a name, or of a module's path, relative to the working folder: its default export, else
 * the only rule that it exports.
 *
 * @param text A path has a slash in it or ends as a module does.
 * @throws {UsageError} If there is no such rule, the module can't be loaded, or its rule can't be
 *   used; a formula's error ends with line and column.
 */
export async function loadRule(text: string, { flag }: { flag: string }): Promise<Rule> {
  if (!isPath(text)) return builtin[oneOf(text, { flag, of: Object.keys(builtin) })];
  const rules = rulesIn(await importModule(text));
  if (rules.length !== 1) {
    throw new UsageError(
      `Expected ${text} to export one update rule, or one as its default, but found ${rules.length}`,
    );
  }
  const [rule] = rules;
  if ([...Object.keys(builtin), batchConjugateGradient.name].includes(rule.name)) {
    throw new UsageError(
      `Expected the rule in ${text} to have a name of its own but found ${rule.name}, a built-in one`,
    );
  }
  return rule;
}

/** What {@linkcode loadOptimizer} takes, as a flag's help lists it. */
export const KNOWN_OPTIMIZERS = Object.keys(builtin).join(", ") +
  ", a module: ./my_rule.ts, or one for each half of the epochs: adam-to-sgd";

/** Two rules to be switched, "adam-to-sgd": the first is a built-in one's name or a module's path. */
const SWITCH = new RegExp(`^(${Object.keys(builtin).join("|")}|.*\\.(?:ts|js|mjs))-to-(.+)$`);

/**
 * A rule, or, written "adam-to-sgd" or "./my_rule.ts-to-sgd", a switch from one to another.
 *
 * @throws {UsageError} As {@linkcode loadRule}.
 */
export async function loadOptimizer(text: string, { flag }: { flag: string }): Promise<Optimizer> {
  const both = SWITCH.exec(text);
  if (both === null) return await loadRule(text, { flag });
  const [first, second] = [await loadRule(both[1], { flag }), await loadRule(both[2], { flag })];
  return switching(first, second);
}

/**
 * The optimizers that a list names.
 *
 * @param options.hyper A hyper-parameter that each of their rules must have.
 * @throws {UsageError} As {@linkcode loadRule}, and where two different optimizers share a name.
 */
export async function loadOptimizers(
  text: string,
  { flag, hyper }: { flag: string; hyper: string },
): Promise<Optimizer[]> {
  const optimizers = new Map<string, Optimizer>();
  for (const item of unique(text.split(","))) {
    const optimizer = await loadOptimizer(item, { flag });
    for (const rule of rulesOf(optimizer)) checkHyper(rule, hyper);
    const { name } = optimizer;
    if (optimizers.has(name)) {
      throw new UsageError(`Expected rules of different names but found ${name} twice`);
    }
    optimizers.set(name, optimizer);
  }
  return [...optimizers.values()];
}

/** @throws {UsageError} If the rule has no hyper-parameter of this name. */
function checkHyper(rule: Rule, name: string): void {
  if (Object.hasOwn(rule.hyper, name)) return;
  const found = Object.keys(rule.hyper).join(", ") || "none";
  throw new UsageError(
    `Expected rule ${rule.name} to have the hyper-parameter ${name} but found ${found}`,
  );
}

function isPath(text: string): boolean {
  return /[/\\]|\.(ts|js|mjs)$/.test(text);
}

async function importModule(path: string): Promise<Record<string, unknown>> {
  try {
    return await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw new UsageError(`Expected an update rule in ${path} but found an error${reason(error)}`);
  }
}

/** What is wrong with a module; where it does not parse, with the place that Deno adds as last line. */
function reason(error: unknown): string {
  const line = lineOf(error);
  if (!(error instanceof Error)) return `: ${line}`;
  if (error.name === "FormulaError") return ` in its formula: ${line}`;
  const place = /:(\d+):(\d+)$/.exec(error.message);
  return place === null ? `: ${line}` : `: ${line} (line ${place[1]}, column ${place[2]})`;
}

function rulesIn(module: Record<string, unknown>): Rule[] {
  if (isRule(module.default)) return [module.default];
  return [...new Set(Object.values(module).filter(isRule))];
}

/** Whether this is what `rule()` makes; in the module, that may be another copy of the function. */
function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null &&
    ["name", "hyper", "state", "update", "assignments"].every((key) => key in value);
}
