/**
 * Flags as they are typed: which there are, and the text of each.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import { UsageError } from "./errors.ts";

/** A flag as it is typed and explained. */
export interface Option {
  readonly name: `--${string}`;
  /** Its short form, a letter. */
  readonly short?: string;
  readonly value?: string;
  /** Whether it takes a list: items with commas between them, or the flag again for each. */
  readonly list?: true;
  readonly help: string;
}

/**
 * The text of each flag that is there; a switch has an empty one.
 *
 * @throws {UsageError} If a flag is unknown, given twice though it takes no list, or lacks its value.
 */
export function readFlags(args: readonly string[], known: readonly Option[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const token of tokensOf(args, known)) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      throw new UsageError(`Expected flags only but found ${token.value}`);
    }
    const flag = known.find(({ name }) => name === `--${token.name}`);
    if (flag === undefined) throw unknownFlag(token.rawName, known);
    const before = values.get(flag.name);
    if (before !== undefined && !flag.list) {
      throw new UsageError(`Expected ${flag.name} once but found it twice`);
    }
    const value = valueOf(flag, token.value);
    values.set(flag.name, before === undefined ? value : `${before},${value}`);
  }
  return values;
}

/** The words of a command line, each with its place, told apart by the flags that there are. */
export function tokensOf(args: readonly string[], known: readonly Option[]) {
  const options = Object.fromEntries(
    known.map(({ name, value, short }) => [
      name.slice(2),
      {
        type: value === undefined ? "boolean" as const : "string" as const,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  // Strict, its own errors would not name the nearest flag.
  return parseArgs({ args: [...args], options, strict: false, tokens: true }).tokens;
}

function valueOf({ name, value }: Option, found: string | undefined): string {
  if (value === undefined && found !== undefined) {
    throw new UsageError(`Expected ${name} without a value but found ${found}`);
  }
  if (value !== undefined && !found) {
    throw new UsageError(`Expected ${name} ${value} but found no value`);
  }
  return found ?? "";
}

function unknownFlag(name: string, known: readonly Option[]): UsageError {
  const nearest = closest(name, known.map((flag) => flag.name));
  return new UsageError(`Unknown flag ${name}: did you mean ${nearest}?`);
}
