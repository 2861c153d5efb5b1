/**
 * Writes the pages of a site: one figure's files, and the index over all of them.
 *
 * @module
 */

import { basename, join } from "node:path";
import { completeSpec } from "./chart/chart.ts";
import type { GradedClaim } from "./claims.ts";
import { compactRun, type PublishedFigure } from "./compact.ts";
import { csv } from "./csv.ts";
import { readTextFile, writeAtomically } from "./files.ts";
import { index, type IndexEntry } from "./page/index.ts";
import { page } from "./page/page.ts";
import { publishedFigure } from "./published_shape.ts";
import { renderSvg } from "./render.ts";
import type { Report } from "./report.ts";
import type { FigureResult } from "./results.ts";
import { parseJson } from "./shape.ts";
import { standaloneSvg } from "./standalone.ts";
import { warnings } from "./warnings.ts";

/** The most bytes that are read of a figure's results, and of its drawing. */
const MOST_BYTES = 1 << 28;

/** What was written of a figure. */
export interface WrittenReport {
  /** Path of the HTML page. */
  readonly page: string;
  readonly claims: readonly GradedClaim[];
  readonly warnings: readonly string[];
}

/**
 * Writes `<figure>.html`, `.svg`, `.vl.json`, `.json` and `.csv` into a folder, which is made where
 * it is missing. Each file appears whole or not at all.
 *
 * @throws {Error} If the folder cannot be written to, or the figure cannot be drawn.
 */
export async function writeReport(
  directory: string,
  options: { readonly report: Report; readonly figure: FigureResult },
): Promise<WrittenReport> {
  const { report, figure } = options;
  const charts = report.charts(figure);
  const [main] = charts;
  const published: PublishedFigure = {
    ...figure,
    title: report.title,
    description: main.description,
    claims: report.claims(figure),
    warnings: warnings(figure),
    runs: figure.runs.map(compactRun),
  };
  const svg = await renderSvg(completeSpec(main), main.description);
  const html = await page({ report, figure, charts, published });

  const path = (extension: string) => join(directory, `${figure.figure}.${extension}`);
  await Deno.mkdir(directory, { recursive: true });
  writeAtomically(path("svg"), standaloneSvg(svg));
  writeAtomically(path("vl.json"), JSON.stringify(completeSpec(main), null, 1) + "\n");
  writeAtomically(path("csv"), csv(report.records(figure)));
  writeAtomically(path("html"), html);
  // Last, for the index takes a figure for written once this is there.
  writeAtomically(path("json"), JSON.stringify(published) + "\n");
  return { page: path("html"), claims: published.claims, warnings: published.warnings };
}

/**
 * Writes `index.html` over the figures that a folder holds.
 *
 * @returns Its path.
 * @throws {Error} If a `.json` of the folder is not a figure's.
 */
export async function writeIndex(directory: string): Promise<string> {
  const figures: IndexEntry[] = [];
  for await (const { name } of Deno.readDir(directory)) {
    if (!name.endsWith(".json") || name.endsWith(".vl.json")) continue;
    figures.push(readFigure(join(directory, name)));
  }
  figures.sort((a, b) => a.figure.figure < b.figure.figure ? -1 : 1);
  const path = join(directory, "index.html");
  writeAtomically(path, index(figures));
  return path;
}

/** @throws {Error} If the file or the drawing beside it can't be read, or is not of a figure. */
function readFigure(path: string): IndexEntry {
  const figure = parsePublished(readTextFile(path, MOST_BYTES), path);
  const expected = basename(path, ".json");
  if (figure.figure !== expected) {
    throw new Error(`Expected the figure ${expected} in ${path} but found ${figure.figure}`);
  }
  return { figure, svg: readTextFile(path.replace(/json$/, "svg"), MOST_BYTES) };
}

function parsePublished(text: string, path: string): PublishedFigure {
  try {
    return parseJson(text, publishedFigure);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error} in ${path}`);
  }
}
