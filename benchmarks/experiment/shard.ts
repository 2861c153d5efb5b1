/**
 * Shares of a plan, for several machines: each run in one of them.
 *
 * @module
 */

import { UsageError } from "./errors.ts";
import { secondsOf } from "./estimate.ts";
import type { PlannedRun } from "./plan.ts";

/** The `index`-th, from 1, of `count` shares. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Most shares of a plan. */
export const MOST_SHARDS = 1000;

/** @throws {UsageError} If the text is not a share such as 2/8. */
export function parseShard(text: string): Shard {
  const [index, count] = /^\d{1,4}\/\d{1,4}$/.test(text) ? text.split("/").map(Number) : [];
  if (index >= 1 && index <= count && count <= MOST_SHARDS) return { index, count };
  throw new UsageError(
    `Expected --shard to be I/N with 1 ≤ I ≤ N ≤ ${MOST_SHARDS} but found ${text}`,
  );
}

/** The runs of one share: see {@link sharesOf}. */
export function shareOf(runs: readonly PlannedRun[], { index, count }: Shard): PlannedRun[] {
  return sharesOf(runs, count)[index - 1];
}

/**
 * Cuts a plan into shares of nearly the same estimated time: each run, the longest first, goes to the
 * share that has the least to do. They depend on the plan alone, not on what is finished of it, so
 * that whoever does one knows it without the others.
 *
 * @returns `count` lists, each in the order of the plan.
 */
export function sharesOf(runs: readonly PlannedRun[], count: number): PlannedRun[][] {
  const seconds = new Map(runs.map((run) => [run, secondsOf(run.spec)]));
  const loads = Array<number>(count).fill(0);
  const share = new Map<PlannedRun, number>();
  for (const run of runs.toSorted((a, b) => seconds.get(b)! - seconds.get(a)!)) {
    const least = loads.indexOf(Math.min(...loads));
    loads[least] += seconds.get(run)!;
    share.set(run, least);
  }
  return loads.map((_, i) => runs.filter((run) => share.get(run) === i));
}
