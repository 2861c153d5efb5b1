/**
 * The history: a folder with a folder for each night, `<date>/`, that holds
 *
 * - `night.json`: the {@link Night};
 * - `<figure>.json`: the whole results of each figure, as they stand beside its page; older nights are
 *   {@link thinHistory thinned} and have none.
 *
 * Whatever else is in the folder is left alone.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { readTextFile, writeAtomically } from "../files.ts";
import { parseJson } from "../shape.ts";
import type { Night } from "./night.ts";
import { nightShape } from "./schema.ts";

/** The most bytes that are read of a night's record. */
const MOST_BYTES = 1 << 24;

/** A night's folder is named by its day. */
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The nights of a history, in order; none where the folder is not there.
 *
 * @throws {Error} If a night is damaged, of another version, or another day's; the message names its
 *   file.
 */
export function readHistory(directory: string): Night[] {
  return nightsIn(directory).map((date) => {
    const path = join(directory, date, "night.json");
    const night = readNight(path);
    if (night.date === date) return night;
    throw new Error(`Expected the night of ${date} in ${path} but found that of ${night.date}`);
  });
}

/**
 * Adds a night, or puts it in the place of an earlier try at it.
 *
 * @param results Paths of the files `<figure>.json` with its whole results.
 * @throws {Error} If the folder cannot be written to. The night's record comes last: without it there is
 *   no night.
 */
export function addNight(
  directory: string,
  { night, results }: { night: Night; results: Readonly<Record<string, string>> },
): void {
  const folder = join(directory, night.date);
  Deno.mkdirSync(folder, { recursive: true });
  for (const [figure, path] of Object.entries(results)) {
    writeAtomically(join(folder, `${figure}.json`), Deno.readFileSync(path));
  }
  writeAtomically(join(folder, "night.json"), JSON.stringify(night, null, 1) + "\n");
}

/**
 * Removes the whole results of all but the last nights; their records stay, and so does everything that
 * is not a figure of the night.
 *
 * @param keep Number of nights that are kept whole.
 * @returns Number of nights that lost results.
 */
export function thinHistory(directory: string, keep: number): number {
  const nights = readHistory(directory);
  const older = nights.slice(0, Math.max(0, nights.length - keep));
  return older.filter(({ date, figures }) => {
    const whole = figures.map(({ figure }) => join(directory, date, `${figure}.json`))
      .filter((path) => existsSync(path));
    for (const path of whole) Deno.removeSync(path);
    return whole.length > 0;
  }).length;
}

/** Days of which the folder holds a night, in order. */
function nightsIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return [...Deno.readDirSync(directory)]
    .filter(({ name, isDirectory }) => isDirectory && DATE.test(name))
    .map(({ name }) => name)
    .filter((date) => existsSync(join(directory, date, "night.json")))
    .sort();
}

function readNight(path: string): Night {
  try {
    return parseJson(readTextFile(path, MOST_BYTES), nightShape);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`Can't read ${path}: ${message}`, { cause: error });
  }
}
