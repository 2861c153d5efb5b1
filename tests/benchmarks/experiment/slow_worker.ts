/**
 * A Worker for the tests of execute(): "trains" the runs of a group in step, an epoch in 0.4 seconds.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { DONE } from "../../../benchmarks/experiment/pool.ts";
import type { TaskGroup, WorkerMessage } from "../../../benchmarks/experiment/worker.ts";
import { outcome, record } from "./fixtures.ts";

function tell(message: WorkerMessage | typeof DONE): void {
  self.postMessage(message);
}

self.onmessage = () => {
  self.onmessage = async ({ data: { tasks } }: MessageEvent<TaskGroup>) => {
    for (let epoch = 0; epoch <= outcome.epoch; epoch++) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      for (const { id } of tasks) tell({ id, kind: "epoch", record: record(epoch) });
    }
    for (const { id } of tasks) tell({ id, kind: "outcome", outcome });
    tell(DONE);
  };
};
