/**
 * Who does the runs of a stage: this process, a Slurm array, or nobody any more.
 *
 * @module
 */

import { plural } from "../../reports/format.ts";
import type { RunResult } from "../../reports/results.ts";
import { CHECKPOINT_SECONDS } from "./checkpoint.ts";
import type { Command } from "./command.ts";
import { execute } from "./execute.ts";
import type { Settings } from "./figure.ts";
import type { PlannedRun } from "./plan.ts";
import { showProgress, silent, standardError } from "./progress.ts";
import { type FigurePlan, setsByHash } from "./run_figure.ts";
import { executeOnSlurm } from "./slurm/execute.ts";
import type { SlurmOptions } from "./slurm/options.ts";
import { unfinishedLines, unfinishedOf } from "./unfinished.ts";

/** What the runs of a figure are carried out with. */
export interface CarryOutOptions<S extends Settings> {
  readonly command: Command;
  readonly plan: FigurePlan<S>;
  /** Stops the runs; what is finished stays stored, and so do checkpoints. */
  readonly signal: AbortSignal;
}

/** What the runs of a stage are carried out with. */
export interface StageOptions<S extends Settings> extends CarryOutOptions<S> {
  /** Name of the figure. */
  readonly figure: string;
  /** From 0. */
  readonly stage: number;
}

/**
 * Carries out the runs of a stage.
 *
 * @returns The results in the plan's order; "done" or "failed" where there are none yet, or not all,
 *   which the executor has said. Of no account once the signal came.
 */
export type Executor = <S extends Settings>(
  planned: readonly PlannedRun[],
  options: StageOptions<S>,
) => Promise<RunResult[] | "done" | "failed">;

/** The executor that a command line names. */
export function executorOf({ slurm }: Command): Executor {
  return slurm === undefined ? here : onSlurm(slurm);
}

/** Does the runs in this process. */
export function here<S extends Settings>(
  planned: readonly PlannedRun[],
  { command, plan, signal }: CarryOutOptions<S>,
): Promise<RunResult[]> {
  return execute(planned, {
    worker: plan.worker,
    together: plan.engine.trainers !== undefined,
    sets: setsByHash(plan),
    store: plan.store,
    jobs: plan.jobs,
    fresh: command.fresh,
    checkpointSeconds: command.checkpoint ?? CHECKPOINT_SECONDS,
    progress: command.quiet ? silent : showProgress(standardError),
    signal,
  });
}

/** Hands the runs to Slurm. */
function onSlurm(slurm: SlurmOptions): Executor {
  return (planned, { figure, stage, command, plan, signal }) => {
    const { worker: engine, store } = plan;
    const datasets = plan.data[stage].map(({ spec }) => spec.name);
    const options = { figure, stage, command, slurm, engine, datasets, store, signal };
    return executeOnSlurm(planned, options);
  };
}

/** Does no run: what the store lacks is listed. */
export function fromStore<S extends Settings>(
  planned: readonly PlannedRun[],
  { figure, plan: { store, data }, stage }: StageOptions<S>,
): Promise<RunResult[] | "failed"> {
  const left = unfinishedOf(planned, store);
  if (left.length === 0) return Promise.resolve(planned.map((run) => store.load(run)!));
  const further = stage === data.length - 1 ? "" : "; others are planned on them";
  const heading = `${figure}: ${left.length} of ${plural(planned.length, "run")} are not finished`;
  console.error([`${heading}${further}.`, ...unfinishedLines(left, { store })].join("\n"));
  return Promise.resolve("failed");
}
