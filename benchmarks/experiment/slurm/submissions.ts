/**
 * Submissions to Slurm, as they are kept. Each has a folder of its own, `<figure>-<stage>-<n>/`:
 *
 * - `job.sh`: the script of the array;
 * - `<i>.log`: what the task of share i printed;
 * - `job.json`: job and runs of the {@link Submission}, by which a later command finds it.
 *
 * @module
 */

import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readTextFile, writeAtomically } from "../../../reports/files.ts";
import { list, matching, object, parseJson } from "../../../reports/shape.ts";
import { UsageError } from "../errors.ts";
import { submit } from "./commands.ts";

/** A job that was submitted. */
export interface Submission {
  /** The job's id. */
  readonly job: string;
  /** Ids of the runs that it is to finish. */
  readonly runs: readonly string[];
  readonly directory: string;
}

/**
 * Submits a script with its runs.
 *
 * @param folder The folder of all submissions.
 * @throws {UsageError} If Slurm does not take it; nothing is left of it then.
 */
export async function submitScript(
  folder: string,
  { name, script, runs, options }: {
    /** Figure and stage. */
    name: string;
    script: string;
    runs: readonly string[];
    /** Further options of sbatch. */
    options: readonly string[];
  },
): Promise<Submission> {
  if (folder.includes("\\")) {
    throw new UsageError(
      `Expected --out without \\, which Slurm takes for itself, but found ${folder}`,
    );
  }
  const directory = newFolder(folder, name);
  try {
    writeAtomically(join(directory, "job.sh"), script);
    const log = join(directory.replaceAll("%", "%%"), "%a.log"); // Slurm fills in what follows a %
    const job = await submit("job.sh", { options: [`--output=${log}`, ...options], directory });
    writeAtomically(join(directory, "job.json"), JSON.stringify({ job, runs }) + "\n");
    return { job, runs, directory };
  } catch (error) {
    if (!existsSync(join(directory, "job.json"))) rmSync(directory, { recursive: true });
    throw error;
  }
}

/** The submissions of a figure's stage, oldest first. */
export function submissionsOf(folder: string, name: string): Submission[] {
  return numbersOf(folder, name).flatMap((number) => {
    const directory = join(folder, `${name}-${number}`);
    return readSubmission(directory) ?? [];
  });
}

const kept = object<Omit<Submission, "directory">>({
  job: matching(/^\d+$/, "a job's number"),
  runs: list(matching(/^[0-9a-f]{16}$/, "a run's id")),
});

/** The most bytes that are read of `job.json`. */
const MOST_BYTES = 1 << 24;

/** What a folder says of its job; undefined where there is none, or none that could be asked for. */
function readSubmission(directory: string): Submission | undefined {
  try {
    return { ...parseJson(readTextFile(join(directory, "job.json"), MOST_BYTES), kept), directory };
  } catch {
    return undefined;
  }
}

/** Makes the next folder of a name. */
function newFolder(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true });
  const directory = join(folder, `${name}-${Math.max(0, ...numbersOf(folder, name)) + 1}`);
  mkdirSync(directory);
  return directory;
}

function numbersOf(folder: string, name: string): number[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((found) => found.startsWith(`${name}-`))
    .map((found) => found.slice(name.length + 1))
    .filter((rest) => /^\d+$/.test(rest))
    .map(Number)
    .sort((a, b) => a - b);
}
