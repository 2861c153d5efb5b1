/**
 * Finds the files of a data set under a folder.
 *
 * @module
 */

import { join } from "node:path";
import { DataError } from "./errors.ts";
import type { DataFile, RegisteredDataset } from "./registered.ts";

/** Paths on disk, each with the data files that it holds: one, or all of them for an archive. */
export type Location = ReadonlyMap<string, readonly DataFile[]>;

/**
 * Finds the first of a data set's layouts that is there in full.
 *
 * @throws {DataError} If the folder isn't there, or has no layout in full; the error names the first
 *   missing file of one that is there in part, or else all the places that were looked at.
 */
export async function locate(dataset: RegisteredDataset, directory: string): Promise<Location> {
  await checkDirectory(directory);
  let partial: { found: string; missing: string } | undefined;
  for (const layout of dataset.layouts) {
    const location = locationOf(dataset, join(directory, layout));
    const present = new Map<string, boolean>();
    for (const path of location.keys()) present.set(path, await isFile(path));
    const paths = [...present.keys()];
    const found = paths.find((path) => present.get(path));
    const missing = paths.find((path) => !present.get(path));
    if (missing === undefined) return location;
    if (found !== undefined) partial ??= { found, missing };
  }
  if (partial !== undefined) {
    throw new DataError(
      `Expected ${partial.missing} beside ${partial.found} but found no such file`,
    );
  }
  const places = dataset.layouts.map((layout) => layout.replace("*", dataset.files[0].name));
  throw new DataError(
    `Expected the files of ${dataset.title} in ${directory} but found none of ${places.join(", ")}`,
  );
}

/** Puts each data file's name into a layout. */
function locationOf(dataset: RegisteredDataset, layout: string): Location {
  return Map.groupBy(dataset.files, (file) => layout.replace("*", file.name));
}

async function checkDirectory(directory: string): Promise<void> {
  let found: string | undefined;
  try {
    if (!(await Deno.stat(directory)).isDirectory) found = "a file";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) found = "nothing there";
    else found = error instanceof Error ? error.message : String(error);
  }
  if (found !== undefined) {
    throw new DataError(`Expected a data folder at ${directory} but found ${found}`);
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return false;
    }
    throw new DataError(
      `Expected to read ${path} but found: ${error instanceof Error ? error.message : error}`,
    );
  }
}
