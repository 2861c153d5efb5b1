/**
 * What a paper says, as data, and how a claim is graded from the runs.
 *
 * A verdict is never read off a mean alone. The effect is estimated over seeds, paired where two
 * widths or two stopping criteria share one, and its 95 % interval is held against a limit that
 * stands in the claim's rule: wholly on the claimed side → reproduced, wholly on the other side →
 * not reproduced, across the limit → inconclusive.
 *
 * @module
 */

import type { Estimate, Interval } from "./statistics.ts";

/** The least number of seeds that a claim is graded on. */
export const MINIMUM_SEEDS = 3;

/**
 * The training error that counts as zero: one example in a thousand. The paper names no tolerance, and
 * a drawing whose axis spans several percent cannot tell so little from zero.
 */
export const ZERO_TRAINING_ERROR = 0.001;

/** How a claim fared. */
export type Verdict = "reproduced" | "not reproduced" | "inconclusive";

/** A claim of a paper. */
export interface Claim {
  /** Unique within the figure, e.g. "mnist-does-not-rise". */
  readonly id: string;
  /** The claim in one sentence. */
  readonly sentence: string;
  /** The paper's own words. */
  readonly quote: string;
  /** Where the paper says so. */
  readonly place: string;
  /** What is measured, in words. */
  readonly measure: string;
  /** What the measured effect must satisfy, in words, its limit among them. */
  readonly rule: string;
  /**
   * Whether it is about something computed: no data set, seed or run has a part in it, and so none can
   * be missing.
   */
  readonly exact?: true;
}

/** What the runs say of a claim. */
export interface Grade {
  readonly verdict: Verdict;
  /** One or two sentences. */
  readonly reason: string;
  /** The measured effect; absent where nothing could be measured. */
  readonly effect?: number;
  /** 95 % interval of the effect over seeds. */
  readonly interval?: Interval;
  /** Whether the effect is a geometric mean: then the interval is symmetric in logarithms. */
  readonly geometric?: true;
  /** Unit of effect and interval. */
  readonly unit: string;
  /** Number of seeds that the effect was measured over. */
  readonly seeds: number;
}

/** A claim and its grade. */
export interface GradedClaim extends Claim, Grade {}

/** The verdict on "the effect is less than the limit". */
export function verdictBelow(effect: Estimate, limit: number): Verdict {
  if (effect.n < MINIMUM_SEEDS || effect.interval === undefined) return "inconclusive";
  if (effect.interval.upper <= limit) return "reproduced";
  if (effect.interval.lower > limit) return "not reproduced";
  return "inconclusive";
}

/** The verdict on "the effect is greater than the limit". */
export function verdictAbove(effect: Estimate, limit: number): Verdict {
  if (effect.n < MINIMUM_SEEDS || effect.interval === undefined) return "inconclusive";
  if (effect.interval.lower > limit) return "reproduced";
  if (effect.interval.upper <= limit) return "not reproduced";
  return "inconclusive";
}

/** The verdict on a claim of two parts that must both hold. */
export function verdictOfBoth(first: Verdict, second: Verdict): Verdict {
  const parts = [first, second];
  if (parts.includes("not reproduced")) return "not reproduced";
  return parts.includes("inconclusive") ? "inconclusive" : "reproduced";
}
