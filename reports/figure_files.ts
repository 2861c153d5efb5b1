/**
 * The results of figures as files: `<figure>.json` beside `<figure>.vl.json`.
 *
 * @module
 */

import { basename, join } from "node:path";
import { DATASET_NAMES } from "../data/dataset.ts";
import type { PublishedFigure } from "./compact.ts";
import { readTextFile } from "./files.ts";
import { publishedFigure } from "./published_shape.ts";
import { REPORTS } from "./registry.ts";
import { parseJson } from "./shape.ts";

/**
 * The result files of a folder and of the folders in it, sorted: "width-sweep.json",
 * "mnist/width-sweep.json". Other JSON is passed over.
 *
 * @throws {Error} If a folder cannot be read.
 */
export async function figureFiles(folder: string): Promise<string[]> {
  const here = await namesIn(folder);
  const below = await Promise.all(
    here.filter((entry) => entry.isDirectory).map(async ({ name }) =>
      figuresAmong(await namesIn(join(folder, name))).map((file) => `${name}/${file}`)
    ),
  );
  return [...figuresAmong(here), ...below.flat()].sort();
}

async function namesIn(folder: string): Promise<Deno.DirEntry[]> {
  return await Array.fromAsync(Deno.readDir(folder));
}

function figuresAmong(entries: readonly Deno.DirEntry[]): string[] {
  const names = new Set(entries.map(({ name }) => name));
  return [...names].filter((name) => name.endsWith(".vl.json"))
    .map((name) => name.replace(/vl\.json$/, "json"))
    .filter((name) => names.has(name));
}

/** The most bytes that are read of a figure's results, and of its drawing. */
const MOST_BYTES = 1 << 28;

/**
 * The results of a figure, read from a file of any name.
 *
 * @throws {Error} If the file cannot be read, or holds something else.
 */
export function readFigure(path: string): PublishedFigure {
  const text = readTextFile(path, MOST_BYTES);
  try {
    return parseJson(text, publishedFigure);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error} in ${path}`);
  }
}

/**
 * The results of a figure, read from `<figure>.json`, which other files stand beside.
 *
 * @throws {Error} As {@linkcode readFigure}, and if it is another figure.
 */
export function readSiteFigure(path: string): PublishedFigure {
  const figure = readFigure(path);
  const expected = basename(path, ".json");
  if (figure.figure !== expected) {
    throw new Error(`Expected the figure ${expected} in ${path} but found ${figure.figure}`);
  }
  return figure;
}

/**
 * The drawing that stands beside a figure's results, as SVG.
 *
 * @throws {Error} If the file cannot be read.
 */
export function readDrawing(path: string): string {
  return readTextFile(path.replace(/json$/, "svg"), MOST_BYTES);
}

/** Figures in the order of the papers, those of one kind by their data; figures of others come last. */
export function inOrder<
  Entry extends { readonly figure: Pick<PublishedFigure, "figure" | "data"> },
>(
  entries: readonly Entry[],
): Entry[] {
  const reports = REPORTS.map((report) => report.figure);
  const place = (names: readonly string[], name: string | undefined) => {
    const at = names.indexOf(name ?? "");
    return at === -1 ? names.length : at;
  };
  return entries.toSorted((a, b) =>
    place(reports, a.figure.figure) - place(reports, b.figure.figure) ||
    place(DATASET_NAMES, a.figure.data[0]?.name) - place(DATASET_NAMES, b.figure.data[0]?.name)
  );
}
