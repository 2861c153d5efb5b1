/**
 * A share of a figure's runs, for one of several machines.
 *
 * @module
 */

import { plural } from "../../reports/format.ts";
import { type CarryOutOptions, here } from "./executors.ts";
import type { Figure, Settings } from "./figure.ts";
import type { PlannedRun } from "./plan.ts";
import { type FigurePlan, plannedRuns } from "./run_figure.ts";
import { type Shard, shareOf } from "./shard.ts";
import { unfinishedOf } from "./unfinished.ts";

/** A share of a stage's runs. */
export interface PlannedShare {
  /** The stage, from 0. */
  readonly stage: number;
  /** All runs of the stage. */
  readonly all: readonly PlannedRun[];
  /** Those of the share. */
  readonly runs: readonly PlannedRun[];
  /** Whether no further runs will be planned from the results of these. */
  readonly complete: boolean;
}

/**
 * The share of the first stage that is not finished, or of the last one. A command does a share of one
 * stage: the next one is for all machines again.
 */
export function plannedShare<S extends Settings>(
  figure: Figure<S>,
  { plan, shard }: { plan: FigurePlan<S>; shard: Shard },
): PlannedShare {
  const { stages } = plannedRuns(figure, plan);
  const last = stages.length - 1;
  const found = stages.findIndex((runs) => unfinishedOf(runs, plan.store).length > 0);
  const stage = found < 0 ? last : found;
  const all = stages[stage];
  return { stage, all, runs: shareOf(all, shard), complete: stage === last };
}

/**
 * Does a share of the runs, and says how far the plan is and what comes next. It writes no page.
 *
 * @returns "failed" where an error stopped a run; undefined if the signal came first.
 */
export async function runShard<S extends Settings>(
  figure: Figure<S>,
  { shard, ...options }: CarryOutOptions<S> & { shard: Shard },
): Promise<"done" | "failed" | undefined> {
  const { command: { out, given }, plan, signal } = options;
  const share = plannedShare(figure, { plan, shard });
  const done = await here(share.runs, options);
  if (signal.aborted) return undefined;
  const finished = done.filter(({ outcome }) => outcome !== undefined).length;
  const left = unfinishedOf(share.all, plan.store).length;
  const stage = share.complete ? "" : ` of stage ${share.stage + 1}`;
  const collect = ["deno task collect --from DIR,… --out", out, figure.report.figure, ...given]
    .join(" ");
  console.log(
    `Shard ${shard.index}/${shard.count}${stage}: ${finished} of ${plural(done.length, "run")} ` +
      `finished, ${share.all.length - left} of all ${share.all.length}.\n` +
      nextText({ share, left, collect }),
  );
  return finished === done.length ? "done" : "failed";
}

function nextText(
  { share: { complete }, left, collect }: { share: PlannedShare; left: number; collect: string },
): string {
  const when = left === 0 ? "All are finished" : "When all are finished";
  return complete
    ? `${when}, this writes the page, with --from where shards have folders of their own:\n` +
      `  ${collect}`
    : `${when}, the same command does its share of the runs that are planned on them. Where ` +
      `shards have folders of their own, this collects their runs first:\n  ${collect}`;
}
