/**
 * `deno task data [names…] [--out DIR]`: fetches and verifies the published data sets.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import {
  DataError,
  type Display,
  download,
  type RegisteredDataset,
  REGISTRY,
  streamDisplay,
} from "../data/mod.ts";
import { lineOf, UsageError } from "./experiment/errors.ts";

const HELP = `Fetches the published data sets and verifies them.

Usage: deno task data [names…] [--out DIR]

  names        any of ${Object.keys(REGISTRY).join(", ")}; all of them if left out
  --out DIR    the files go to DIR/data; out/data if left out
  --help       print this and stop
`;

/** Runs the command and returns its exit code: 1 if a set could not be had, 2 for bad usage. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { names, out, help } = readArguments(args);
    if (help) {
      console.log(HELP);
      return 0;
    }
    const datasets = names.length === 0 ? Object.values(REGISTRY) : names.map(registered);
    const display = streamDisplay(Deno.stderr);
    const failures = await fetchDatasets(datasets, { directory: join(out, "data"), display });
    return failures === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(lineOf(error));
    return 2;
  }
}

/**
 * Fetches data sets, one line a file; where one fails, the next is tried all the same.
 *
 * @returns The number of sets that failed.
 */
export async function fetchDatasets(
  datasets: readonly RegisteredDataset[],
  { directory, display }: { directory: string; display: Display },
): Promise<number> {
  let failures = 0;
  for (const { downloads, mirrors } of datasets) {
    try {
      for (const file of downloads) {
        const state = await download(file, { directory, mirrors, display });
        if (state === "present") display.line(`${file.path}: already there, SHA-256 verified`);
      }
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      display.line(lineOf(error));
      failures++;
    }
  }
  return failures;
}

function readArguments(args: readonly string[]): { names: string[]; out: string; help: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { out: { type: "string", default: "out" }, help: { type: "boolean" } },
    });
    return { names: positionals, out: values.out, help: values.help ?? false };
  } catch (error) {
    const [what] = lineOf(error).split(". "); // what follows is advice about positional arguments
    throw new UsageError(`${what}: the flags are --out DIR and --help`);
  }
}

function registered(name: string): RegisteredDataset {
  const found = Object.values(REGISTRY).find((dataset) => dataset.name === name);
  if (found !== undefined) return found;
  const nearest = closest(name, Object.keys(REGISTRY));
  throw new UsageError(`Unknown data set ${name}: did you mean ${nearest}?`);
}

if (import.meta.main) Deno.exit(await main(Deno.args));
