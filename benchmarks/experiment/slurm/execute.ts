/**
 * Carries out the runs of a stage by a Slurm array: a task a share of them.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { plural } from "../../../reports/format.ts";
import type { RunResult } from "../../../reports/results.ts";
import type { PlannedRun } from "../plan.ts";
import { standardError } from "../progress.ts";
import { sharesOf } from "../shard.ts";
import type { Store } from "../store.ts";
import { unfinishedLines, unfinishedOf } from "../unfinished.ts";
import { queuedTasks } from "./commands.ts";
import { jobScript, type SlurmRuns } from "./job.ts";
import { SLURM_SHARDS, type SlurmOptions } from "./options.ts";
import { type Submission, submissionsOf, submitScript } from "./submissions.ts";
import { waitForJob } from "./wait.ts";

/** What a stage is handed to Slurm with. */
export interface SlurmStage extends SlurmRuns {
  /** From 0. */
  readonly stage: number;
  readonly slurm: SlurmOptions;
  readonly store: Store;
  /** Ends the waiting; the jobs go on. */
  readonly signal: AbortSignal;
}

/**
 * Does the runs that the store does not hold yet and returns all results in the plan's order. Where a
 * job of an earlier command is still at some of them, it is waited for before anything is submitted.
 *
 * @returns "done" where runs are under way and the command doesn't wait for them; "failed" where jobs
 *   left runs unfinished, which is said. Once the signal came, it is of no account.
 */
export async function executeOnSlurm(
  planned: readonly PlannedRun[],
  stage: SlurmStage,
): Promise<RunResult[] | "done" | "failed"> {
  const { slurm: { wait }, store, signal } = stage;
  for (const submission of await underWay(planned, stage)) {
    note(stage, `Slurm job ${submission.job} of an earlier command is still at it.`);
    if (!wait) return "done";
    await waitFor(submission, { planned, stage });
    if (signal.aborted) return "failed";
  }
  const waiting = unfinishedOf(planned, store);
  if (waiting.length > 0) {
    const submission = await submitRuns(waiting, { planned, stage });
    if (!wait) return "done";
    await waitFor(submission, { planned, stage });
    if (signal.aborted) return "failed";
    const left = unfinishedOf(planned, store);
    if (left.length > 0) {
      console.error(leftText(left, { planned, stage, submission }));
      return "failed";
    }
  }
  return planned.map((run) => store.load(run)!);
}

/** A plan on its way through Slurm. */
interface Stage {
  readonly planned: readonly PlannedRun[];
  readonly stage: SlurmStage;
}

/** The jobs of earlier commands that are to finish some of the runs and have not ended. */
async function underWay(planned: readonly PlannedRun[], stage: SlurmStage): Promise<Submission[]> {
  const waiting = new Set(unfinishedOf(planned, stage.store).map(({ id }) => id));
  const jobs: Submission[] = [];
  for (const submission of submissionsOf(folderOf(stage), labelOf(stage))) {
    if (!submission.runs.some((id) => waiting.has(id))) continue;
    const tasks = await queuedTasks(submission.job);
    if (typeof tasks !== "string" && tasks.running + tasks.waiting > 0) jobs.push(submission);
  }
  return jobs;
}

/** Submits the shares of the plan that the runs are in. */
async function submitRuns(
  waiting: readonly PlannedRun[],
  { planned, stage }: Stage,
): Promise<Submission> {
  const shares = sharesOf(planned, shardsOf({ planned, stage }));
  const indices = shares.flatMap((share, i) =>
    share.some((run) => waiting.includes(run)) ? [i + 1] : []
  );
  const submission = await submitScript(folderOf(stage), {
    name: labelOf(stage),
    script: jobScript(stage, { shards: shares.length, indices }),
    runs: waiting.map(({ id }) => id),
    options: stage.slurm.sbatch,
  });
  const goesOn = stage.slurm.wait
    ? ""
    : " The same command without --no-wait waits for them and goes on from there.";
  note(
    stage,
    `Slurm job ${submission.job}: ${plural(indices.length, "task")} for ` +
      `${plural(waiting.length, "run")}, logs in ${submission.directory}.${goesOn}`,
  );
  return submission;
}

async function waitFor({ job }: Submission, { planned, stage }: Stage): Promise<void> {
  const { command, store, signal } = stage;
  let left = planned;
  await waitForJob({
    job,
    runs: planned.length,
    finished: () => {
      left = unfinishedOf(left, store);
      return planned.length - left.length;
    },
    ...(command.quiet ? {} : { screen: standardError }),
    signal,
  });
  if (signal.aborted) console.error(`Slurm job ${job} goes on; scancel ${job} ends it.`);
}

/** What jobs left unfinished, and where to read why. */
function leftText(
  left: readonly PlannedRun[],
  { planned, stage, submission }: Stage & { submission: Submission },
): string {
  const shares = sharesOf(planned, shardsOf({ planned, stage }));
  const log = (run: PlannedRun) => ` (${shares.findIndex((share) => share.includes(run)) + 1}.log)`;
  return [
    `${left.length} of ${plural(planned.length, "run")} are unfinished after Slurm job ` +
    `${submission.job}; the same command submits them again. The logs are in ${submission.directory}:`,
    ...unfinishedLines(left, { store: stage.store, more: log }),
  ].join("\n");
}

/** Number of shares of the plan: one a run as far as that goes. */
function shardsOf({ planned, stage }: Stage): number {
  return stage.slurm.shards ?? Math.min(SLURM_SHARDS, planned.length);
}

function folderOf({ command }: SlurmStage): string {
  return join(resolve(command.out), "slurm");
}

function labelOf({ figure, stage }: SlurmStage): string {
  return `${figure}-${stage + 1}`;
}

function note({ command: { quiet } }: SlurmStage, line: string): void {
  if (!quiet) console.error(line);
}
