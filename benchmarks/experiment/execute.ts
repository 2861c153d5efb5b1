/**
 * Carries out a plan on this machine: in each Worker one run, or one group of runs, at a time; every
 * result into the store.
 *
 * @module
 */

import type { RunResult } from "../../reports/results.ts";
import type { Task } from "./checkpoint.ts";
import { secondsUntil } from "./estimate.ts";
import type { WorkerEngine } from "./figure_engine.ts";
import { groupRuns } from "./groups.ts";
import type { PlannedRun } from "./plan.ts";
import { work } from "./pool.ts";
import type { Progress } from "./progress.ts";
import type { Sets } from "./sets.ts";
import type { Store } from "./store.ts";
import type { WorkerMessage, WorkerSetup } from "./worker.ts";

/** What a plan is carried out with. */
export interface ExecuteOptions {
  readonly worker: WorkerEngine;
  /** Whether the engine trains runs of one setup together. */
  readonly together: boolean;
  /** The examples of each `spec.data.hash`, in shared memory: see {@link shareSets}. */
  readonly sets: Readonly<Record<string, Sets>>;
  readonly store: Store;
  /** Number of runs, or groups of runs, side by side. */
  readonly jobs: number;
  /** Whether runs that the store holds are done again, and others from their beginning. */
  readonly fresh: boolean;
  /** Least seconds between two checkpoints of a run. */
  readonly checkpointSeconds: number;
  readonly progress: Progress;
  /** Stops the runs in progress; what is finished stays in the store, and so do checkpoints. */
  readonly signal: AbortSignal;
}

/**
 * Does the runs that the store does not hold yet and returns all results in the plan's order. A run
 * that an error stopped has a `failure`; one that the signal stopped has neither that nor an outcome.
 */
export async function execute(
  plan: readonly PlannedRun[],
  { worker, together, sets, store, jobs, fresh, checkpointSeconds, progress, signal }:
    ExecuteOptions,
): Promise<RunResult[]> {
  const finished = new Set(fresh ? [] : plan.filter((run) => store.load(run)?.outcome));
  // The longest first: a long run that starts last would leave the other cores idle.
  const waiting = plan.filter((run) => !finished.has(run))
    .map((run): Task => {
      const from = fresh ? undefined : store.checkpoint(run);
      return { ...run, ...(from && { from }) };
    })
    .sort((a, b) => secondsUntil(b.spec.epochs, b) - secondsUntil(a.spec.epochs, a));
  const groups = together ? groupRuns(waiting) : waiting.map((run) => [run]);
  const unfinished = new Map(waiting.map((run) => [run.id, run]));
  const failures = new Map<string, string>();
  const fail = (run: Task, reason: string) => {
    unfinished.delete(run.id);
    failures.set(run.id, reason);
    progress.failed(run, reason);
  };

  progress.begin(waiting, finished.size);
  await work<readonly Task[], WorkerMessage>(groups, {
    script: new URL("./worker.ts", import.meta.url),
    setup: { engine: worker, sets, checkpointSeconds } satisfies WorkerSetup,
    workers: jobs,
    signal,
    onStart: (group) => {
      for (const run of group) {
        store.begin(run, run.from);
        progress.started(run);
      }
    },
    onMessage: (_, message) => {
      const run = unfinished.get(message.id)!;
      switch (message.kind) {
        case "epoch":
          store.append(run.id, message.record);
          return progress.epoch(run, message.record);
        case "checkpoint":
          return store.keep(run.id, message.file);
        case "outcome":
          unfinished.delete(run.id);
          store.finish(run.id, message.outcome);
          return progress.ended(run, message.outcome);
        case "failure":
          return fail(run, message.reason);
      }
    },
    onCrash: (group, reason) => {
      for (const run of group) if (unfinished.has(run.id)) fail(run, reason);
    },
  });
  progress.end();

  return plan.map((run) => {
    const stored = store.load(run) ?? { id: run.id, spec: run.spec, epochs: [] };
    const failure = failures.get(run.id);
    return failure === undefined ? stored : { ...stored, failure };
  });
}
