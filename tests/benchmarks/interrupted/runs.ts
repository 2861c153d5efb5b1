/**
 * Three small runs on the real store, a checkpoint after every epoch: what is interrupted, and what is not.
 *
 * @module
 */

import assert from "node:assert/strict";
import { encodeCheckpoint } from "../../../benchmarks/experiment/checkpoint.ts";
import type { HeldRun } from "../../../benchmarks/experiment/held_run.ts";
import { openLocks } from "../../../benchmarks/experiment/lock.ts";
import { optimizerSpec } from "../../../benchmarks/experiment/optimizer_spec.ts";
import { type PlannedRun, planOf } from "../../../benchmarks/experiment/plan.ts";
import { openStore, type Store } from "../../../benchmarks/experiment/store.ts";
import { engineId, train } from "../../../benchmarks/experiment/train.ts";
import type { Engine, EngineName } from "../../../network/engines/mod.ts";
import { adam, momentum, pathSgd } from "../../../optimizers/mod.ts";
import type { RunResult } from "../../../reports/results.ts";
import { sets, spec } from "../experiment/fixtures.ts";

/** More than the runs come to while they are killed. */
export const EPOCHS = 80;

/** When a process of its own is interrupted, and how. */
export interface Moment {
  readonly signal: "SIGKILL" | "SIGSTOP";
  /** Number of file operations before. */
  readonly after: number;
  /** Counts only those on files with this in their path. */
  readonly on?: string;
  /** Counts only those after each run has written a checkpoint. */
  readonly onceKept?: true;
}

/** A kill before a lock names its holder costs the next process this time; else it takes over at once. */
const LEASE_SECONDS = 1;

/** A run under each of three rules; the page tells them apart by their widths. */
export function planOn(engine: Engine): PlannedRun[] {
  return planOf([momentum, adam, pathSgd].map((rule, i) => ({
    ...spec,
    sizes: [3, 4 + i, 2],
    optimizer: optimizerSpec(rule, {
      hyper: { lr: 0.02 },
      schedule: { lr: "lr * 0.99 ** epoch" },
      epochs: EPOCHS,
      weightDecay: 0,
    }),
    norms: true,
    epochs: EPOCHS,
    zeroErrorEpochs: 2 * EPOCHS,
    engine: engineId(engine),
  })));
}

/**
 * Does the runs side by side, from where they stand in the store.
 *
 * @param onCheckpoint Told of each checkpoint that has been written.
 */
export async function doRuns(
  engine: Engine,
  { folder, onCheckpoint = () => {} }: { folder: string; onCheckpoint?: (id: string) => void },
): Promise<void> {
  const store = openStore(folder, console.error, { locks: openLocks(LEASE_SECONDS) });
  const runs = (await Promise.all(planOn(engine).map((planned) => held(store, planned)))).flat();
  const inStep = startingTogether(engine, runs.length);
  await Promise.all(
    runs.map(async (run) => {
      const { id, spec, from } = run.task;
      run.begin();
      const outcome = await train(spec, {
        engine: inStep,
        sets,
        ...(from && { from }),
        onEpoch: run.append,
        checkpoints: {
          decide: () => "checkpoint",
          onCheckpoint: (checkpoint) => {
            run.keep(encodeCheckpoint(id, checkpoint));
            onCheckpoint(id);
          },
        },
      });
      run.finish(outcome);
    }),
  );
}

/** A process of its own that does the runs. */
export function process(
  engine: EngineName,
  { folder, moment }: { folder: string; moment: Moment },
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-read",
      "--allow-write",
      "--allow-env=XDG_RUNTIME_DIR",
      "--allow-sys=hostname",
      "--allow-run", // to send itself a signal
      new URL("./process.ts", import.meta.url).href,
      ...[engine, folder, JSON.stringify(moment)],
    ],
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}

/** The finished runs without what differs from one computation to the next. */
export function determined(folder: string, plan: readonly PlannedRun[]): RunResult[] {
  const store = openStore(folder, assert.fail);
  return plan.map((run) => {
    const { epochs, outcome, ...rest } = store.load(run)!;
    return {
      ...rest,
      epochs: epochs.map((record) => ({ ...record, seconds: 0 })),
      outcome: { ...outcome!, seconds: 0, finished: "2026-01-02T03:04:05.000Z" },
    };
  });
}

/** The run under its lock, in a list; none where it is finished. */
async function held(store: Store, run: PlannedRun): Promise<HeldRun[]> {
  for (;;) {
    const claim = store.claim(run);
    if (claim.kind !== "taken") return claim.kind === "held" ? [claim.run] : [];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** An engine whose trainers are ready together, so that no run is far ahead of the others. */
function startingTogether(engine: Engine, count: number): Engine {
  const ready = Promise.withResolvers<void>();
  let opened = 0;
  return {
    ...engine,
    trainer: async (setup) => {
      const trainer = await engine.trainer(setup);
      if (++opened === count) ready.resolve();
      await ready.promise;
      return trainer;
    },
  };
}
