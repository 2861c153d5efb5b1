/**
 * What keeps the claims about a data set from being graded.
 *
 * @module
 */

import { MINIMUM_SEEDS } from "../claims.ts";
import { count, list, plural } from "../format.ts";
import type { Comparison, Contender } from "./comparison.ts";

/** Why nothing is graded on the stand-in. */
export const STAND_IN =
  "The built-in stand-in took the place of the data: nothing is said of the real one.";

/** Two contenders of one data set whose runs all ended well, so that seeds can be paired. */
export type Pair = readonly [Contender, Contender];

/** The pair of these contenders or, in words, what keeps it from being compared. */
export function pairOf(
  comparison: Comparison,
  [first, second]: readonly [Contender | undefined, Contender | undefined],
): Pair | string {
  if (first === undefined || second === undefined) {
    return "Not all the curves that this compares were run.";
  }
  return obstacleTo(comparison, [first, second]) ?? [first, second];
}

/**
 * Why nothing can be measured of these contenders, if so. What is left of a contender with holes is
 * not graded: which runs are missing may well depend on how they went.
 */
function obstacleTo(comparison: Comparison, all: Pair): string | undefined {
  if (comparison.standIn) return STAND_IN;
  const missing = missingRuns(all);
  if (missing !== undefined) return missing;
  const diverged = all.filter((contender) => contender.diverged.length > 0);
  if (diverged.length > 0) return `Runs diverged: ${counted(diverged, "diverged")}.`;
  if (comparison.seeds.length < MINIMUM_SEEDS) {
    return `${plural(comparison.seeds.length, "seed")}: a claim is graded on at least ` +
      `${MINIMUM_SEEDS}.`;
  }
  return undefined;
}

/** Which runs of these contenders failed, have not ended or were never begun, if any. */
export function missingRuns(contenders: readonly Contender[]): string | undefined {
  const missing = contenders.filter((contender) => contender.missing.length > 0);
  if (missing.length === 0) return undefined;
  return `Runs failed or missing: ${counted(missing, "missing")}.`;
}

/** Why what was measured says nothing of the published data set, if so. */
export function subsetCaveat({ title, subsets }: Comparison): string | undefined {
  if (subsets.length === 0) return undefined;
  const files = subsets.map((file) =>
    `${count(file.records)} of ${count(file.publishedRecords)} records of ${file.name}`
  );
  return `This is a subset of ${title} (${list(files)}); the claim is about the published set.`;
}

function counted(contenders: readonly Contender[], fate: "missing" | "diverged"): string {
  return list(contenders.map((contender) => `${contender.label} (${contender[fate].length})`));
}
