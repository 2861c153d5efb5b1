/**
 * Pages made again from their results.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { figureOf } from "./expand.ts";
import { figureFiles, readSiteFigure } from "./figure_files.ts";
import { reportOf } from "./registry.ts";
import { writeIndex, writeReport } from "./site.ts";
import { rewriteSpeed } from "./speed/site.ts";

/**
 * Writes all files of every figure in a folder, and in the folders in it, again from the figures'
 * results, those of the speed benchmark where it lies there, and the index over them.
 *
 * @param note Is told the path of each page as it is written.
 * @throws {Error} If the folder holds no figure, results cannot be read, or a figure is none of the
 *   suite's; what was written by then is whole.
 */
export async function rebuild(folder: string, note: (page: string) => void): Promise<void> {
  const files = await figureFiles(folder);
  if (files.length === 0) {
    throw new Error(`Expected the results of figures in ${folder} but found none`);
  }
  for (const file of files) {
    const path = join(folder, file);
    const figure = figureOf(readSiteFigure(path));
    const report = reportOf(figure.figure);
    if (report === undefined) {
      throw new Error(`Expected a figure of the suite in ${path} but found ${figure.figure}`);
    }
    note((await writeReport(dirname(path), { report, figure })).page);
  }
  const speed = await rewriteSpeed(folder);
  if (speed !== undefined) note(speed);
  note(await writeIndex(folder));
}
