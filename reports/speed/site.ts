/**
 * Writes the results of the speed benchmark and their page.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { completeSpec } from "../chart/chart.ts";
import { csv } from "../csv.ts";
import { readTextFile, writeAtomically } from "../files.ts";
import { renderSvg } from "../render.ts";
import { parseJson } from "../shape.ts";
import { standaloneSvg } from "../standalone.ts";
import { NAME, speedPage } from "./page.ts";
import { widthRatiosChart } from "./ratios_chart.ts";
import type { SpeedResults } from "./results.ts";
import { speedResults } from "./shape.ts";
import { stepRecords } from "./tables.ts";

/** The most bytes that are read of results. */
const MOST_BYTES = 1 << 26;

/**
 * Writes `bench.html`, `.csv` and `.json` into a folder, which is made where it is missing, and the chart
 * against H, where there is one, as `bench.svg` and `bench-dark.svg`.
 *
 * @returns Path of the page.
 * @throws {Error} If the folder cannot be written to.
 */
export async function writeSpeed(directory: string, results: SpeedResults): Promise<string> {
  const path = (extension: string) => join(directory, `${NAME}.${extension}`);
  const page = await speedPage(results);
  const chart = widthRatiosChart(results);
  await Deno.mkdir(directory, { recursive: true });
  if (chart !== undefined) {
    const svg = await renderSvg(completeSpec(chart), chart.description);
    writeAtomically(path("svg"), standaloneSvg(svg, "light"));
    writeAtomically(join(directory, `${NAME}-dark.svg`), standaloneSvg(svg, "dark"));
  }
  writeAtomically(path("csv"), csv(stepRecords(results)));
  writeAtomically(path("json"), JSON.stringify(results) + "\n");
  writeAtomically(path("html"), page);
  return path("html");
}

/**
 * Writes the files again from the `bench.json` of a folder.
 *
 * @returns Path of the page; undefined where there is no `bench.json`.
 * @throws {Error} If it holds something else.
 */
export async function rewriteSpeed(directory: string): Promise<string | undefined> {
  const path = join(directory, `${NAME}.json`);
  if (!existsSync(path)) return undefined;
  const text = readTextFile(path, MOST_BYTES);
  try {
    return await writeSpeed(directory, parseJson(text, speedResults));
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error} in ${path}`);
  }
}
