/**
 * A Worker for the tests of execute(): ends the first run of its group, then dies.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import type { TaskGroup, WorkerMessage } from "../../../benchmarks/experiment/worker.ts";
import { outcome, record } from "./fixtures.ts";

self.onmessage = () => {
  self.onmessage = ({ data: { tasks: [{ id }] } }: MessageEvent<TaskGroup>) => {
    const messages: WorkerMessage[] = [
      { id, kind: "epoch", record: record(0) },
      { id, kind: "outcome", outcome: { ...outcome, epoch: 0 } },
    ];
    for (const message of messages) self.postMessage(message);
    // What is posted just before its death, a Worker may take with it.
    setTimeout(() => {
      throw new Error("the device is gone");
    }, 500);
  };
};
