/**
 * The Worker that trains: takes the setup once, then one group of runs at a time.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { type Engine, openEngine } from "../../network/engines/mod.ts";
import type { EpochRecord, Outcome } from "../../reports/results.ts";
import { lineOf } from "./errors.ts";
import type { WorkerEngine } from "./figure_engine.ts";
import { groupEngines } from "./groups.ts";
import type { PlannedRun } from "./plan.ts";
import { DONE } from "./pool.ts";
import type { Sets } from "./sets.ts";
import { train } from "./train.ts";

/** What a Worker is told once. */
export interface WorkerSetup {
  readonly engine: WorkerEngine;
  /** The sets by `spec.data.hash`; their bytes are shared by all Workers. */
  readonly sets: Readonly<Record<string, Sets>>;
}

/** What a Worker tells of the run of this id. */
export type WorkerMessage =
  & { readonly id: string }
  & (
    | { readonly kind: "epoch"; readonly record: EpochRecord }
    | { readonly kind: "outcome"; readonly outcome: Outcome }
    | { readonly kind: "failure"; readonly reason: string }
  );

function tell(message: WorkerMessage | typeof DONE): void {
  self.postMessage(message);
}

self.onmessage = ({ data: { engine: { name, ...options }, sets } }: MessageEvent<WorkerSetup>) => {
  let engine: Promise<Engine> | undefined; // opened by the first runs, whose failure it then is
  self.onmessage = async ({ data: group }: MessageEvent<readonly PlannedRun[]>) => {
    engine ??= openEngine(name, options);
    const engines = engine.then((engine) => groupEngines(engine, group.length));
    await Promise.all(group.map(async ({ id, spec }, i) => {
      try {
        const outcome = await train(spec, {
          engine: (await engines)[i],
          sets: sets[spec.data.hash],
          onEpoch: (record) => tell({ id, kind: "epoch", record }),
        });
        tell({ id, kind: "outcome", outcome });
      } catch (error) {
        tell({ id, kind: "failure", reason: lineOf(error) });
      }
    }));
    tell(DONE);
  };
};
