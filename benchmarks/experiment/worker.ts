/**
 * The Worker that trains: takes the setup once, then one group of runs at a time.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { type Engine, openEngine } from "../../network/engines/mod.ts";
import type { EpochRecord, Outcome } from "../../reports/results.ts";
import { checkpointClock, encodeCheckpoint, type Task } from "./checkpoint.ts";
import { lineOf, reportOf } from "./errors.ts";
import type { WorkerEngine } from "./figure_engine.ts";
import { groupEngines } from "./groups.ts";
import { DONE } from "./pool.ts";
import type { Sets } from "./sets.ts";
import { StoppedError, train } from "./train.ts";

/** What a Worker is told once. */
export interface WorkerSetup {
  readonly engine: WorkerEngine;
  /** The sets by `spec.data.hash`; their bytes are shared by all Workers. */
  readonly sets: Readonly<Record<string, Sets>>;
  /** Least seconds between two checkpoints. */
  readonly checkpointSeconds: number;
  /** A flag, 4 bytes: not 0 once runs are to stop after the epoch that they are at. */
  readonly stopping: SharedArrayBuffer;
}

/** Runs that a Worker does side by side. */
export interface TaskGroup {
  readonly tasks: readonly Task[];
  /** How many of their checkpoints were sent and are still to be written: 4 bytes. */
  readonly unwritten: SharedArrayBuffer;
}

/** What a Worker tells of the run of this id. */
export type WorkerMessage =
  & { readonly id: string }
  & (
    | { readonly kind: "epoch"; readonly record: EpochRecord }
    | { readonly kind: "checkpoint"; readonly file: Uint8Array<ArrayBuffer> }
    | { readonly kind: "outcome"; readonly outcome: Outcome }
    | { readonly kind: "failure"; readonly reason: string; readonly report: string }
  );

/** @param moved What goes over to the other thread without a copy. */
function tell(message: WorkerMessage | typeof DONE, moved: Transferable[] = []): void {
  self.postMessage(message, moved);
}

self.onmessage = ({ data: setup }: MessageEvent<WorkerSetup>) => {
  const { engine: { name, ...options }, sets, checkpointSeconds } = setup;
  const stopping = new Int32Array(setup.stopping);
  let engine: Promise<Engine> | undefined; // opened by the first runs, whose failure it then is
  self.onmessage = async ({ data: group }: MessageEvent<TaskGroup>) => {
    const { tasks } = group;
    const unwritten = new Int32Array(group.unwritten);
    engine ??= openEngine(name, options);
    const engines = engine.then((engine) => groupEngines(engine, tasks.length));
    const decide = checkpointClock(checkpointSeconds, {
      isStopping: () => Atomics.load(stopping, 0) !== 0,
      isBehind: () => Atomics.load(unwritten, 0) > 0,
    });
    await Promise.all(tasks.map(async ({ id, spec, from }, i) => {
      try {
        const outcome = await train(spec, {
          engine: (await engines)[i],
          sets: sets[spec.data.hash],
          ...(from && { from }),
          onEpoch: (record) => tell({ id, kind: "epoch", record }),
          checkpoints: {
            decide,
            onCheckpoint: (checkpoint) => {
              const file = encodeCheckpoint(id, checkpoint);
              Atomics.add(unwritten, 0, 1);
              tell({ id, kind: "checkpoint", file }, [file.buffer]);
            },
          },
        });
        tell({ id, kind: "outcome", outcome });
      } catch (error) {
        if (error instanceof StoppedError) return;
        tell({ id, kind: "failure", reason: lineOf(error), report: reportOf(error) });
      }
    }));
    tell(DONE);
  };
};
