/**
 * Parses damaged files, all in one process, and prints a line of JSON for each parser. Arguments: the
 * number of files for each, and the parsers, all of them if none is named:
 * `deno run -RWE tests/fuzz/batch.ts 50000 mat tar.gz`.
 *
 * @module
 */

import { AssertionError } from "node:assert/strict";
import { DataError } from "../../data/errors.ts";
import { stream } from "../../network/random.ts";
import { dataTargets } from "./data_targets.ts";
import { storeTargets } from "./store_targets.ts";
import type { Target } from "./target.ts";

/** What came of a parser's files. */
export interface Tally {
  readonly name: string;
  /** Files that were parsed, and rightly. */
  readonly right: number;
  /** Files that were refused with an error that tells the user why. */
  readonly refused: number;
  /** One line for each other file, with its seed. */
  readonly failures: readonly string[];
  /** The most bytes that the process held after any of its files. */
  readonly bytes: number;
}

async function fuzz({ name, file, parse }: Target, files: number): Promise<Tally> {
  let [right, refused, bytes] = [0, 0, 0];
  const failures: string[] = [];
  for (let seed = 1; seed <= files; seed++) {
    if (seed % 100 === 1) console.error(`${name} from seed ${seed}`); // to find the one that hangs
    try {
      await parse(await file(stream(seed, name)));
      right++;
    } catch (error) {
      if (isClear(error)) refused++;
      else failures.push(`${name}, seed ${seed}: ${error}`);
    }
    const { rss, external } = Deno.memoryUsage();
    bytes = Math.max(bytes, rss, external);
  }
  return { name, right, refused, failures, bytes };
}

/** Whether an error is the project's own and says in one line what was expected and what was found. */
function isClear(error: unknown): boolean {
  return error instanceof Error && !(error instanceof AssertionError) &&
    [DataError, Error].some((type) => error.constructor === type) &&
    /^Expected [^\n]+ but found[^\n]+$/.test(error.message) && error.message.length < 600 &&
    !/undefined|\[object|NaN/.test(error.message);
}

if (import.meta.main) {
  const [files, ...names] = Deno.args;
  for (const target of [...dataTargets, ...storeTargets]) {
    if (names.length > 0 && !names.includes(target.name)) continue;
    console.log(JSON.stringify(await fuzz(target, Number(files))));
  }
}
