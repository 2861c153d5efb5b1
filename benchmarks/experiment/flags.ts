/**
 * Flags that change a figure's settings, and how their values are read.
 *
 * @module
 */

import { closest } from "fastest-levenshtein";
import { DATASET_NAMES } from "../../data/dataset.ts";
import type { EngineName } from "../../network/engines/mod.ts";
import { TFJS_BACKENDS } from "../../network/engines/tfjs/backends.ts";
import { UsageError } from "./errors.ts";
import type { Settings } from "./figure.ts";

/** A flag that changes settings. */
export interface Flag<S = object> {
  /** As typed, with its dashes. */
  readonly name: `--${string}`;
  /** What its value, or one item of its list, looks like in the help; missing for a switch. */
  readonly value?: string;
  /** Whether it takes a list: items with commas between them, or the flag again for each. */
  readonly list?: true;
  readonly help: string;
  /**
   * The settings that it changes; `text` is empty for a switch.
   *
   * @throws {UsageError} If the text is not a value that the flag can have.
   */
  parse(text: string): Partial<S> | Promise<Partial<S>>;
}

const ENGINES: readonly EngineName[] = ["webgpu", "wasm", "tfjs", "reference"];
const MOST_SEEDS = 1000;
const MOST_EPOCHS = 100_000;

/** The flags that every figure has. */
export const COMMON_FLAGS: readonly Flag<Settings>[] = [
  {
    name: "--dataset",
    value: "NAME",
    list: true,
    help: `data sets: ${DATASET_NAMES.join(", ")}`,
    parse: (text) => ({ datasets: names(text, { flag: "--dataset", of: DATASET_NAMES }) }),
  },
  {
    name: "--engine",
    value: "NAME",
    help: `what trains: ${ENGINES.join(", ")}; webgpu on a GPU, else wasm, if left out`,
    parse: (text) => ({ engine: oneOf(text, { flag: "--engine", of: ENGINES }) }),
  },
  {
    name: "--tfjs-backend",
    value: "NAME",
    help: `what --engine tfjs computes with: ${TFJS_BACKENDS.join(", ")}; wasm if left out`,
    parse: (text) => ({
      tfjsBackend: oneOf(text, { flag: "--tfjs-backend", of: TFJS_BACKENDS }),
    }),
  },
  {
    name: "--blas",
    help: "do the products of --engine wasm's wide layers with a BLAS library: see deno task blas",
    parse: () => ({ blas: true }),
  },
  {
    name: "--seeds",
    value: "N",
    help: "number of seeds, or the seeds themselves: 1,2,7",
    parse: (text) => ({ seeds: seeds(text) }),
  },
  {
    name: "--epochs",
    value: "N",
    help: "epoch limit",
    parse: (text) => ({
      epochs: wholeNumber(text, { flag: "--epochs", from: 1, to: MOST_EPOCHS }),
    }),
  },
];

/** The range of a flag's numbers. */
export interface NumberRange {
  readonly flag: string;
  readonly from: number;
  readonly to: number;
}

/** @throws {UsageError} If the text is not a whole number in the range. */
export function wholeNumber(text: string, { flag, from, to }: NumberRange): number {
  if (isWholeNumber(text, { from, to })) return Number(text);
  throw new UsageError(
    `Expected ${flag} to be a whole number from ${from} to ${to} but found ${shown(text)}`,
  );
}

/** @throws {UsageError} If the text is not a list of whole numbers in the range. */
export function wholeNumbers(text: string, { flag, from, to }: NumberRange): number[] {
  const items = text.split(",");
  const wrong = items.find((item) => !isWholeNumber(item, { from, to }));
  if (wrong === undefined) return items.map(Number);
  throw new UsageError(
    `Expected ${flag} to be whole numbers from ${from} to ${to} but found ${shown(wrong)}`,
  );
}

/** @throws {UsageError} If the text is not a list of finite numbers above 0. */
export function positiveNumbers(text: string, { flag }: { flag: string }): number[] {
  return text.split(",").map((item) => positiveNumber(item, { flag }));
}

/** @throws {UsageError} If the text is not a finite number above 0, in decimals or as 5e-4. */
export function positiveNumber(text: string, { flag }: { flag: string }): number {
  const value = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  if (value > 0 && value < Infinity) return value;
  throw new UsageError(`Expected ${flag} to be a number above 0 but found ${shown(text)}`);
}

/** @throws {UsageError} If the text is not one of the names. */
export function oneOf<Name extends string>(
  text: string,
  { flag, of }: { flag: string; of: readonly Name[] },
): Name {
  const found = of.find((name) => name === text);
  if (found !== undefined) return found;
  throw new UsageError(`Unknown ${flag} ${shown(text)}: did you mean ${closest(text, [...of])}?`);
}

function names<Name extends string>(
  text: string,
  options: { flag: string; of: readonly Name[] },
): Name[] {
  return unique(text.split(",").map((item) => oneOf(item, options)));
}

/** "3" is three seeds, 1, 2 and 3; "1,2,7" are the seeds themselves. */
function seeds(text: string): number[] {
  if (text.includes(",")) {
    return unique(wholeNumbers(text, { flag: "--seeds", from: 0, to: 2 ** 32 - 1 }));
  }
  const count = wholeNumber(text, { flag: "--seeds", from: 1, to: MOST_SEEDS });
  return Array.from({ length: count }, (_, i) => i + 1);
}

function isWholeNumber(text: string, { from, to }: { from: number; to: number }): boolean {
  return /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to;
}

/** The items of a list, each once. */
export function unique<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}

/** A value in an error: an empty one would not be seen. */
function shown(text: string): string {
  return text === "" ? "nothing" : text;
}
