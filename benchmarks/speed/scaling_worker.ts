/**
 * The Worker that trains a network of its own beside others: takes the setup once, then a number of
 * seconds, and answers with the examples that it trained on in a second.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { DONE } from "../experiment/pool.ts";
import { inTraining, stepsOf, type Training } from "./training.ts";

/** What a Worker is told once. */
export interface ScalingWorkerSetup {
  readonly training: Training;
  /** The number of Workers that start together. */
  readonly workers: number;
  /** Two numbers of 4 bytes: how many Workers are ready, and whether all are. */
  readonly start: SharedArrayBuffer;
}

self.onmessage = ({ data: setup }: MessageEvent<ScalingWorkerSetup>) => {
  self.onmessage = async ({ data: seconds }: MessageEvent<number>) => {
    const { training } = setup;
    const network = await inTraining("wasm", training);
    startTogether(setup);
    const start = performance.now();
    let [examples, elapsed] = [0, 0];
    while (elapsed < 1000 * seconds) {
      await network.time(stepsOf(training));
      examples += training.examples;
      elapsed = performance.now() - start;
    }
    network.close();
    self.postMessage(1000 * examples / elapsed);
    self.postMessage(DONE);
  };
};

/** Waits until every Worker has come here. */
function startTogether({ workers, start }: ScalingWorkerSetup): void {
  const [READY, ALL] = [0, 1];
  const state = new Int32Array(start);
  if (Atomics.add(state, READY, 1) + 1 < workers) {
    Atomics.wait(state, ALL, 0);
    return;
  }
  Atomics.store(state, ALL, 1);
  Atomics.notify(state, ALL);
}
