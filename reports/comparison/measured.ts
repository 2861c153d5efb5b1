/**
 * Claims with what was measured for them, or with what kept it from being measured.
 *
 * @module
 */

import type { Claim, GradedClaim, Verdict } from "../claims.ts";
import type { Estimate } from "../statistics.ts";
import type { Comparison } from "./comparison.ts";
import { subsetCaveat } from "./obstacles.ts";

/** What the runs on one data set say of a claim. */
export interface Measured {
  readonly comparison: Comparison;
  readonly effect: Estimate;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly unit: string;
}

/** A measured claim: inconclusive on a subset, and where the seeds do not decide. */
export function measured(claim: Claim, { comparison, effect, ...grade }: Measured): GradedClaim {
  const caveat = subsetCaveat(comparison);
  const undecided = grade.verdict === "inconclusive"
    ? "The seeds do not decide: an interval reaches across the limit."
    : undefined;
  return {
    ...claim,
    verdict: caveat === undefined ? grade.verdict : "inconclusive",
    reason: [grade.reason, caveat ?? undecided].filter((part) => part !== undefined).join(" "),
    ...numbers(effect),
    unit: grade.unit,
  };
}

/** An estimate as a grade holds it. */
export function numbers({ mean, interval, n }: Estimate) {
  return { effect: mean, ...(interval && { interval }), seeds: n };
}

/** A claim that could not be measured, and why. */
export function ungraded(
  claim: Claim,
  { reason, unit }: { readonly reason: string; readonly unit: string },
): GradedClaim {
  return { ...claim, verdict: "inconclusive", reason, unit, seeds: 0 };
}
