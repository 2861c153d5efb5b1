/**
 * A Worker for the tests of the pool: says what it was set up with and counts its jobs.
 *
 * @module
 */

/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

import { DONE } from "../../../benchmarks/experiment/pool.ts";

self.onmessage = ({ data: setup }: MessageEvent<string>) => {
  let jobs = 0;
  self.onmessage = ({ data: job }: MessageEvent<string>) => {
    jobs++;
    if (job === "die") throw new Error("it was too much");
    if (job === "hang") return;
    const answer = () => {
      self.postMessage(`${setup} ${job} ${jobs}`);
      if (job !== "chatty") self.postMessage(DONE);
    };
    if (job === "slow") setTimeout(answer, 100);
    else answer();
  };
};
