/**
 * The script of a Slurm array: each task does one share of the runs, by the command of the figure.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { resolve } from "node:path";
import { v8Flags } from "../../../network/engines/wasm/v8_flags.ts";
import type { Command } from "../command.ts";
import { isOnGpu, type WorkerEngine } from "../figure_engine.ts";
import { type TaskName, taskWords } from "../tasks.ts";

/** The root of the project. */
const ROOT = new URL("../../../", import.meta.url);

/** Runs of a figure that go to Slurm. */
export interface SlurmRuns {
  /** Its name, which is its task's too. */
  readonly figure: string;
  readonly command: Command;
  /** What the submitting machine chose; the others would choose by what they have. */
  readonly engine: WorkerEngine;
  /** Names of the data sets that the runs are on: the stand-in, where it took another's place. */
  readonly datasets: readonly string[];
}

/** The array of a job. */
export interface JobArray {
  /** Number of shares that the plan is cut into. */
  readonly shards: number;
  /** The shares to do, from 1, ascending. */
  readonly indices: readonly number[];
}

/** The text of the job's script, for a POSIX shell. */
export function jobScript(runs: SlurmRuns, { shards, indices }: JobArray): string {
  const { figure, engine, command: { jobs } } = runs;
  const words = [
    ...taskCommand(runs).map(quoted),
    ...(jobs === undefined && isOnGpu(engine)
      ? []
      : [`"--jobs=\${SLURM_CPUS_PER_TASK:-${jobs ?? 1}}"`]),
    `"--shard=$SLURM_ARRAY_TASK_ID/${shards}"`,
  ];
  // Slurm reads options until the first command: what a user typed stands behind it.
  return `#!/bin/sh
#SBATCH --job-name=implicit-bench-${figure}
#SBATCH --array=${indices.join(",")}
#SBATCH --cpus-per-task=${jobs ?? 1}
set -eu
cd ${quoted(Deno.cwd())}
exec ${words.join(" \\\n  ")}
`;
}

/** The figure's own command with the permissions of its task, as words. */
function taskCommand({ figure, command, engine, datasets }: SlurmRuns): string[] {
  const [, run, ...words] = taskWords(figure as TaskName);
  const script = words.pop()!;
  const chosen = ["--engine ", "--dataset "];
  const given = command.given.filter((flag) => !chosen.some((start) => flag.startsWith(start)));
  return [
    Deno.execPath(),
    run,
    `--v8-flags=${v8Flags(Deno.build.arch)}`,
    `--config=${path("deno.json")}`,
    ...words,
    ...(engine.blas ? ["--allow-ffi"] : []),
    path(script),
    ...given.map((flag) => flag.replace(" ", "=")),
    `--engine=${engine.name}`,
    `--dataset=${datasets.join(",")}`,
    ...(command.data === undefined ? [] : [`--data=${resolve(command.data)}`]),
    `--out=${resolve(command.out)}`,
    ...(command.checkpoint === undefined ? [] : [`--checkpoint=${command.checkpoint}`]),
  ];
}

function path(file: string): string {
  return fileURLToPath(new URL(file, ROOT));
}

/** A word that a POSIX shell takes as it stands. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
