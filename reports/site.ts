/**
 * Writes the pages of a site: one figure's files, and the index over all of them.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { completeSpec } from "./chart/chart.ts";
import type { GradedClaim } from "./claims.ts";
import { compactRun, type PublishedFigure } from "./compact.ts";
import { csv } from "./csv.ts";
import { expandRun } from "./expand.ts";
import { figureFiles, inOrder, readDrawing, readSiteFigure } from "./figure_files.ts";
import { writeAtomically } from "./files.ts";
import { index } from "./page/index.ts";
import { page } from "./page/page.ts";
import { renderSvg } from "./render.ts";
import type { Report } from "./report.ts";
import type { FigureResult } from "./results.ts";
import { standaloneSvg } from "./standalone.ts";
import { warnings } from "./warnings.ts";

/** What was written of a figure. */
export interface WrittenReport {
  /** Path of the HTML page. */
  readonly page: string;
  readonly claims: readonly GradedClaim[];
  readonly warnings: readonly string[];
}

/**
 * Writes `<figure>.html`, `.svg`, `-dark.svg`, `.vl.json`, `.json` and `.csv` into a folder, which is
 * made where it is missing. Each file appears whole or not at all, and all follow from what is kept in
 * the `.json`: written again from there, they are the same bytes.
 *
 * @throws {Error} If the folder cannot be written to, or the figure cannot be drawn.
 */
export async function writeReport(
  directory: string,
  options: { readonly report: Report; readonly figure: FigureResult },
): Promise<WrittenReport> {
  const { report } = options;
  const runs = options.figure.runs.map(compactRun);
  const figure = { ...options.figure, runs: runs.map(expandRun) };
  const charts = report.charts(figure);
  const [main] = charts;
  const published: PublishedFigure = {
    ...figure,
    title: report.title,
    description: main.description,
    claims: report.claims(figure),
    warnings: warnings(figure),
    runs,
  };
  const svg = await renderSvg(completeSpec(main), main.description);
  const html = await page({ report, figure, charts, published });

  const path = (ending: string) => join(directory, figure.figure + ending);
  await Deno.mkdir(directory, { recursive: true });
  writeAtomically(path(".svg"), standaloneSvg(svg, "light"));
  writeAtomically(path("-dark.svg"), standaloneSvg(svg, "dark"));
  writeAtomically(path(".vl.json"), JSON.stringify(completeSpec(main), null, 1) + "\n");
  writeAtomically(path(".csv"), csv(report.records(figure)));
  writeAtomically(path(".html"), html);
  // Last, for the index takes a figure for written once this is there.
  writeAtomically(path(".json"), JSON.stringify(published) + "\n");
  return { page: path(".html"), claims: published.claims, warnings: published.warnings };
}

/**
 * Writes `index.html` over the figures of a folder and of the folders in it.
 *
 * @returns Its path.
 * @throws {Error} If a figure's results or drawing cannot be read.
 */
export async function writeIndex(directory: string): Promise<string> {
  const figures = inOrder(
    (await figureFiles(directory)).map((file) => ({
      figure: readSiteFigure(join(directory, file)),
      svg: readDrawing(join(directory, file)),
      page: file.replace(/json$/, "html"),
    })),
  );
  const path = join(directory, "index.html");
  const has = (page: string) => existsSync(join(directory, page));
  writeAtomically(path, index(figures, { nights: has("nights.html"), speed: has("bench.html") }));
  return path;
}
