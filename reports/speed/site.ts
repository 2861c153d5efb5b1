/**
 * Writes the results of the speed benchmark and their page.
 *
 * @module
 */

import { join } from "node:path";
import { csv } from "../csv.ts";
import { writeAtomically } from "../files.ts";
import { NAME, speedPage } from "./page.ts";
import type { SpeedResults } from "./results.ts";
import { stepRecords } from "./tables.ts";

/**
 * Writes `bench.html`, `.csv` and `.json` into a folder, which is made where it is missing.
 *
 * @returns Path of the page.
 * @throws {Error} If the folder cannot be written to.
 */
export async function writeSpeed(directory: string, results: SpeedResults): Promise<string> {
  const path = (extension: string) => join(directory, `${NAME}.${extension}`);
  const page = await speedPage(results);
  await Deno.mkdir(directory, { recursive: true });
  writeAtomically(path("csv"), csv(stepRecords(results)));
  writeAtomically(path("json"), JSON.stringify(results) + "\n");
  writeAtomically(path("html"), page);
  return path("html");
}
