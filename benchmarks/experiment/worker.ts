/**
 * The Worker that trains: takes the setup once, then one run at a time.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { type Engine, type EngineName, openEngine } from "../../network/engines/mod.ts";
import type { EpochRecord, Outcome } from "../../reports/results.ts";
import { lineOf } from "./errors.ts";
import type { PlannedRun } from "./plan.ts";
import { DONE } from "./pool.ts";
import type { Sets } from "./sets.ts";
import { train } from "./train.ts";

/** What a Worker is told once. */
export interface WorkerSetup {
  readonly engine: EngineName;
  /** The sets by `spec.data.hash`; their bytes are shared by all Workers. */
  readonly sets: Readonly<Record<string, Sets>>;
}

/** What a Worker tells of a run. */
export type WorkerMessage =
  | { readonly kind: "epoch"; readonly record: EpochRecord }
  | { readonly kind: "outcome"; readonly outcome: Outcome }
  | { readonly kind: "failure"; readonly reason: string };

function tell(message: WorkerMessage | typeof DONE): void {
  self.postMessage(message);
}

self.onmessage = ({ data: setup }: MessageEvent<WorkerSetup>) => {
  let engine: Promise<Engine> | undefined; // opened by the first run, whose failure it then is
  self.onmessage = async ({ data: { spec } }: MessageEvent<PlannedRun>) => {
    try {
      engine ??= openEngine(setup.engine);
      const outcome = await train(spec, {
        engine: await engine,
        sets: setup.sets[spec.data.hash],
        onEpoch: (record) => tell({ kind: "epoch", record }),
      });
      tell({ kind: "outcome", outcome });
    } catch (error) {
      tell({ kind: "failure", reason: lineOf(error) });
    }
    tell(DONE);
  };
};
