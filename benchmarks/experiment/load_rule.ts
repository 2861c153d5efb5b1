/**
 * The update rule that a flag names: a built-in one, or a module of the user's that exports one.
 *
 * @module
 */

import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { builtin, type Rule } from "../../optimizers/mod.ts";
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
  if (Object.hasOwn(builtin, rule.name)) {
    throw new UsageError(
      `Expected the rule in ${text} to have a name of its own but found ${rule.name}, a built-in one`,
    );
  }
  return rule;
}

/**
 * The rules that a list names.
 *
 * @param options.hyper A hyper-parameter that each of them must have.
 * @throws {UsageError} As {@linkcode loadRule}, and where two different rules share a name.
 */
export async function loadRules(
  text: string,
  { flag, hyper }: { flag: string; hyper: string },
): Promise<Rule[]> {
  const rules = new Map<string, Rule>();
  for (const item of unique(text.split(","))) {
    const rule = await loadRule(item, { flag });
    if (!Object.hasOwn(rule.hyper, hyper)) {
      throw new UsageError(
        `Expected rule ${rule.name} to have the hyper-parameter ${hyper} but found ${
          Object.keys(rule.hyper).join(", ") || "none"
        }`,
      );
    }
    if (rules.has(rule.name)) {
      throw new UsageError(`Expected rules of different names but found ${rule.name} twice`);
    }
    rules.set(rule.name, rule);
  }
  return [...rules.values()];
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
