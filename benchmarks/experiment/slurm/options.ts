/**
 * What a command line says of Slurm.
 *
 * @module
 */

import { UsageError } from "../errors.ts";
import { wholeNumber } from "../flags.ts";
import { MOST_SHARDS } from "../shard.ts";

/** How runs are handed to Slurm. */
export interface SlurmOptions {
  /** Number of shares that a plan is cut into, one a task of the array. */
  readonly shards?: number;
  /** Further options of sbatch, one a word. */
  readonly sbatch: readonly string[];
  /** Whether the command goes on until the runs are finished. */
  readonly wait: boolean;
}

/** Most tasks of an array where the command doesn't say how many. */
export const SLURM_SHARDS = 32;

/** @throws {UsageError} If a flag has a value that it can't have. */
export function parseSlurm(values: ReadonlyMap<string, string>): SlurmOptions {
  const shards = values.get("--shards");
  return {
    ...(shards === undefined
      ? {}
      : { shards: wholeNumber(shards, { flag: "--shards", from: 1, to: MOST_SHARDS }) }),
    sbatch: sbatchOptions(values.get("--sbatch") ?? ""),
    wait: !values.has("--no-wait"),
  };
}

/**
 * Words between blanks: no shell reads them, so none can be more than an option of sbatch. What is no
 * option would be taken for the script to run.
 */
function sbatchOptions(text: string): string[] {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const other = words.find((word) => !/^--?[a-z]/i.test(word));
  if (other === undefined) return words;
  throw new UsageError(
    `Expected --sbatch to be options such as --partition=main but found ${other}`,
  );
}
