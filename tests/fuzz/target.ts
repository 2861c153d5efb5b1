/**
 * What is fuzzed: a parser, files for it, and what a right answer is.
 *
 * @module
 */

import type { Random } from "../../network/random.ts";

/** A parser under test. */
export interface Target {
  readonly name: string;
  /** A file, damaged at random. */
  readonly file: (random: Random) => Uint8Array | Promise<Uint8Array>;
  /**
   * Parses a file and asserts that the answer is right.
   *
   * @throws {Error} The parser's error, or an assertion's.
   */
  readonly parse: (file: Uint8Array) => void | Promise<void>;
}

/** One of several, at random. */
export function anyOf<T>(items: readonly T[], random: Random): T {
  return items[random.below(items.length)];
}
