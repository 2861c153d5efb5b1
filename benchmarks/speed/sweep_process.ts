/**
 * A process that does the width sweep with one of the project's engines: each line of standard input is
 * `{"flags"}`, those of its command; the answer is a line too, a `Done`, or `{"failure"}`. The seconds
 * are those of the runs: data are loaded before.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";
import type { RunResult } from "../../reports/results.ts";
import { lineOf } from "../experiment/errors.ts";
import { here } from "../experiment/executors.ts";
import { type Done, type Ended, planSweep } from "./sweep_plan.ts";

for await (const line of createInterface({ input: process.stdin })) {
  const { flags } = JSON.parse(line);
  const answer = await sweep(flags).catch((error) => ({ failure: lineOf(error) }));
  console.log(JSON.stringify(answer));
}

async function sweep(flags: readonly string[]): Promise<Done> {
  const { runs, ...planned } = await planSweep(flags, () => {});
  const { signal } = new AbortController();
  const start = performance.now();
  const results = await here(runs, { ...planned, signal });
  return { seconds: (performance.now() - start) / 1000, runs: results.flatMap(endedOf) };
}

/** A run that has an end. */
function endedOf({ spec, epochs, outcome }: RunResult): Ended[] {
  const last = epochs.at(-1);
  if (outcome === undefined || last === undefined) return [];
  return [{ width: spec.sizes[1], epochs: outcome.epoch, testError: last.test.error }];
}
