/**
 * A set of results to be compared with another: the figures of a folder, or a single one.
 *
 * @module
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import { figureOf } from "../expand.ts";
import { figureFiles, inOrder, readFigure } from "../figure_files.ts";
import type { GradedClaim } from "../claims.ts";
import type { FigureResult } from "../results.ts";

/** A figure of a set. */
export interface SetFigure {
  /** What it is matched by: the path of its results within the set, without their ending. */
  readonly name: string;
  readonly title: string;
  readonly figure: FigureResult;
  /** As they were graded when the results were written. */
  readonly claims: readonly GradedClaim[];
}

/** The results under a path. */
export interface ResultSet {
  /** The path as it was given. */
  readonly path: string;
  /** Whether the path is that of a figure's results rather than of a folder. */
  readonly isFile: boolean;
  /** In the order of the papers. */
  readonly figures: readonly SetFigure[];
}

/**
 * Reads a set: `<figure>.json`, a folder of such files, or the folder that a command had as `--out`.
 *
 * @throws {Error} If there is no such file or folder, it holds no figure, or a figure cannot be read.
 */
export async function readSet(path: string): Promise<ResultSet> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new Error(`Expected a folder or the results of a figure at ${path} but found nothing`);
  }
  if (!found.isDirectory()) return { path, isFile: true, figures: [readSetFigure(path)] };
  const site = join(path, "site");
  const isOut = statSync(site, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const folder = isOut ? site : path;
  const files = await figureFiles(folder);
  if (files.length === 0) {
    throw new Error(`Expected the results of figures in ${folder} but found none`);
  }
  const figures = inOrder(
    files.map((file) => ({
      ...readSetFigure(join(folder, file)),
      name: file.replace(/\.json$/, ""),
    })),
  );
  return { path, isFile: false, figures };
}

function readSetFigure(path: string): SetFigure {
  const published = readFigure(path);
  const { title, claims, figure: name } = published;
  return { name, title, figure: figureOf(published), claims };
}

/**
 * Two sets with their figures named alike. Where one is a single figure, of the other the one of the same
 * kind is taken, whatever folder it lies in.
 *
 * @throws {Error} If they have no figure in common, or several could be meant.
 */
export function matched(first: ResultSet, second: ResultSet): [ResultSet, ResultSet] {
  const [a, b] = first.isFile
    ? [first, onlyOfKind(second, first)]
    : second.isFile
    ? [onlyOfKind(first, second), second]
    : [first, second];
  const names = new Set(a.figures.map(({ name }) => name));
  if (!b.figures.some(({ name }) => names.has(name))) {
    const list = ({ figures }: ResultSet) => figures.map(({ name }) => name).join(", ");
    throw new Error(
      `Expected a figure that both have but found ${list(first)} in ${first.path} and ` +
        `${list(second)} in ${second.path}`,
    );
  }
  return [a, b];
}

/** A set without figures of another kind than the single one, and named as that is. */
function onlyOfKind(set: ResultSet, { figures: [single] }: ResultSet): ResultSet {
  const alike = set.figures.filter(({ figure }) => figure.figure === single.figure.figure);
  if (alike.length > 1) {
    throw new Error(
      `Expected one figure ${single.name} in ${set.path} but found ` +
        alike.map(({ name }) => name).join(", "),
    );
  }
  return alike.length === 0
    ? set
    : { ...set, figures: alike.map((entry) => ({ ...entry, name: single.name })) };
}
