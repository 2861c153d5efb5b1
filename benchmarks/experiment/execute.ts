/**
 * Carries out a plan on this machine: in each Worker one run, or one group of runs, at a time; every
 * result into the store. Other processes may be at the same plan: each run is done by one of them.
 *
 * @module
 */

import type { RunResult } from "../../reports/results.ts";
import { STOP_SECONDS, type Task } from "./checkpoint.ts";
import type { WorkerEngine } from "./figure_engine.ts";
import { type HeldRun, LostRunError } from "./held_run.ts";
import { runBytes, workersFor } from "./memory.ts";
import type { PlannedRun } from "./plan.ts";
import { type Crash, work } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { queueRuns } from "./queue.ts";
import type { Sets } from "./sets.ts";
import type { Store } from "./store.ts";
import type { TaskGroup, WorkerMessage, WorkerSetup } from "./worker.ts";

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
  /** Stops the runs in progress after their epochs, with a checkpoint; what is finished stays. */
  readonly signal: AbortSignal;
}

/**
 * Does the runs that the store does not hold yet and returns all results in the plan's order, those of
 * other processes too. A run that an error stopped has a `failure`; one that the signal stopped has neither
 * that nor an outcome.
 *
 * @throws {StoreError} If the store can't be written; what it holds by then stays.
 */
export async function execute(
  plan: readonly PlannedRun[],
  { worker, together, sets, store, jobs, fresh, checkpointSeconds, progress, signal }:
    ExecuteOptions,
): Promise<RunResult[]> {
  const outcomes = new Map(plan.map((run) => [run.id, store.load(run)?.outcome]));
  const undone = plan.filter((run) => fresh || outcomes.get(run.id) === undefined);
  const queue = queueRuns(undone, {
    store,
    together,
    ...(fresh && { replaced: outcomes }),
    onFinished: progress.elsewhere,
    onWait: progress.waits,
  });
  // By task, not by id: a run that was lost may be held again, while its first Worker is still at it.
  const held = new Map<Task, HeldRun>();
  const failures = new Map<string, string>();

  function fail(run: HeldRun, { reason, report }: Crash): void {
    run.fail(report);
    failures.set(run.task.id, reason);
    held.delete(run.task);
    progress.failed(run.task, reason);
  }

  function receive(run: HeldRun, message: WorkerMessage): void {
    switch (message.kind) {
      case "epoch":
        run.append(message.record);
        return progress.epoch(run.task, message.record);
      case "checkpoint":
        return run.keep(message.file);
      case "outcome":
        run.finish(message.outcome);
        held.delete(run.task);
        return progress.ended(run.task, message.outcome);
      case "failure":
        return fail(run, message);
    }
  }

  /** Does what writes a run's files, unless another process has taken it over. */
  function whileHeld(run: HeldRun, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof LostRunError)) throw error;
      run.release();
      held.delete(run.task);
      queue.putBack(run.task);
      progress.lost(run.task);
    }
  }

  async function next(signal: AbortSignal): Promise<TaskGroup | undefined> {
    const group = await queue.next(signal);
    if (group === undefined) return undefined;
    for (const run of group) held.set(run.task, run);
    for (const run of group) {
      progress.started(run.task);
      whileHeld(run, run.begin);
    }
    return { tasks: group.map(({ task }) => task), unwritten: new SharedArrayBuffer(4) };
  }

  function bytesOf({ id, spec }: PlannedRun): number {
    const resumed = !fresh && store.resumesAfter(id) !== undefined;
    return runBytes(spec, { sets: sets[spec.data.hash], resumed });
  }

  const stopping = new SharedArrayBuffer(4);
  const stop = () => void Atomics.store(new Int32Array(stopping), 0, 1);
  signal.addEventListener("abort", stop, { once: true });
  progress.begin(undone, plan.length - undone.length);
  try {
    await work<TaskGroup, WorkerMessage>({
      script: new URL("./worker.ts", import.meta.url),
      setup: { engine: worker, sets, checkpointSeconds, stopping } satisfies WorkerSetup,
      workers: workersFor(undone, { jobs, together, bytesOf, note: progress.note }),
      next,
      signal,
      graceSeconds: STOP_SECONDS,
      onMessage: ({ tasks, unwritten }, message) => {
        const run = held.get(tasks.find(({ id }) => id === message.id)!);
        if (run !== undefined) whileHeld(run, () => receive(run, message));
        if (message.kind === "checkpoint") Atomics.sub(new Int32Array(unwritten), 0, 1);
        // Where all runs of a group have been taken over, training goes on for nobody.
        return message.kind !== "epoch" || tasks.some((task) => held.has(task));
      },
      onCrash: ({ tasks }, crash) => {
        for (const task of tasks) {
          const run = held.get(task);
          if (run !== undefined) whileHeld(run, () => fail(run, crash));
        }
      },
    });
  } finally {
    for (const run of held.values()) run.release();
    signal.removeEventListener("abort", stop);
    progress.end();
  }

  return plan.map((run) => {
    const stored = store.load(run) ?? { id: run.id, spec: run.spec, epochs: [] };
    const failure = failures.get(run.id);
    return stored.outcome || failure === undefined ? stored : { ...stored, failure };
  });
}
