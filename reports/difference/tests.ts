/**
 * Whether what changed from one set of results to another is more than the spread over seeds.
 *
 * @module
 */

import { type GradedClaim, MINIMUM_SEEDS, type Verdict } from "../claims.ts";
import {
  type Estimate,
  estimate,
  geometricEstimate,
  type Interval,
  type MeansTest,
  pairedTest,
  welchTest,
} from "../statistics.ts";
import type { Curve, MeasuredQuantity } from "./curves.ts";

/**
 * The p, Holm's correction made, up to which a difference is more than spread: of claims and of curves
 * each, so that both together find something where nothing changed once in twenty times at most.
 */
export const LEVEL = 0.025;

/**
 * "same": not a digit differs; "within spread" and "beyond spread": by a test; "not tested": too few
 * seeds, or nothing to measure, on a side.
 */
export type Finding = "same" | "within spread" | "beyond spread" | "not tested";

/** How much something changed, and by which test that is judged. */
export interface Change {
  /** Second minus first. */
  readonly effect: number;
  /** 95 % interval of the effect. */
  readonly interval: Interval;
  readonly unit: string;
  readonly test: MeansTest["name"];
  /** Number of pairs, or of all values where there are none. */
  readonly n: number;
  /** Two-sided, before any correction. */
  readonly p: number;
}

/** A quantity of a curve in two sets. */
export interface QuantityChange {
  readonly quantity: string;
  /** Means over seeds, geometric where the quantity spans decades. */
  readonly first: number;
  readonly second: number;
  /** Absent where there is no test; then {@link finding} is known without one. */
  readonly change?: Change;
  readonly finding?: Finding;
}

/** A claim in two sets. */
export interface ClaimChange {
  readonly id: string;
  readonly sentence: string;
  readonly verdicts: readonly [Verdict, Verdict];
  readonly effects: readonly [number | undefined, number | undefined];
  readonly unit: string;
  /** As in {@link QuantityChange}. */
  readonly change?: Change;
  readonly finding?: Finding;
}

/** The quantities that both sets have of a curve, and the runs that diverged. */
export function quantityChanges(first: Curve, second: Curve): QuantityChange[] {
  const changes = first.quantities.flatMap((quantity) => {
    const other = second.quantities.find(({ name }) => name === quantity.name);
    return other === undefined ? [] : [quantityChange(quantity, other)];
  });
  return [...changes, ...divergence(first, second)];
}

function quantityChange(first: MeasuredQuantity, second: MeasuredQuantity): QuantityChange {
  const paired = [...first.values.keys()].filter((seed) => second.values.has(seed));
  const isPaired = paired.length > 1;
  const [a, b] = [first, second].map(({ values }) =>
    isPaired ? paired.map((seed) => values.get(seed) as number) : [...values.values()]
  );
  // A ratio where there is one; of a loss that is exactly zero there is none.
  const isRatio = first.decades && [...a, ...b].every((value) => value > 0);
  const mean = (values: readonly number[]) => (isRatio ? geometricEstimate : estimate)(values).mean;
  const means = { quantity: first.name, first: mean(a), second: mean(b) };
  const isSame = first.values.size === second.values.size &&
    [...first.values].every(([seed, value]) => second.values.get(seed) === value);
  if (isSame) return { ...means, finding: "same" };

  const [x, y] = isRatio ? [a.map(Math.log), b.map(Math.log)] : [a, b];
  const { resolution } = first;
  const test = isPaired
    ? pairedTest(x, y, { resolution })
    : welchTest(estimate(x), estimate(y), { resolution });
  if (test === undefined) return { ...means, finding: "not tested" };
  const unit = resolution > 0 ? "points" : "";
  return { ...means, change: isRatio ? ratioChange(test) : changeOf(test, unit) };
}

/** A change of logarithms in percent of the first value. */
function ratioChange(test: MeansTest): Change {
  const percentOf = (logarithm: number) => 100 * Math.expm1(logarithm);
  const { effect, interval: { lower, upper }, ...rest } = changeOf(test, "%");
  const interval = { lower: percentOf(lower), upper: percentOf(upper) };
  return { ...rest, effect: percentOf(effect), interval };
}

function changeOf({ name, difference, p }: MeansTest, unit: string): Change {
  const { mean, interval, n } = difference;
  return { effect: mean, interval, unit, test: name, n, p };
}

/** Runs that diverged: beyond spread without a test where all of one set did and none of the other. */
function divergence(first: Curve, second: Curve): QuantityChange[] {
  const counts = { first: first.diverged.length, second: second.diverged.length };
  if (counts.first === 0 && counts.second === 0) return [];
  const isSame = first.diverged.join() === second.diverged.join();
  const all = ({ seeds, diverged }: Curve) => diverged.length === seeds.length;
  const isClear = Math.min(first.seeds.length, second.seeds.length) >= MINIMUM_SEEDS &&
    (all(first) && counts.second === 0 || all(second) && counts.first === 0);
  const finding = isSame ? "same" : isClear ? "beyond spread" : "not tested";
  return [{ quantity: "diverged runs", ...counts, finding }];
}

/** A claim as two sets grade it. The effects of the seeds are not kept, so that none are paired. */
export function claimChange(first: GradedClaim, second: GradedClaim): ClaimChange {
  const claim = {
    id: first.id,
    sentence: second.sentence,
    verdicts: [first.verdict, second.verdict],
    effects: [first.effect, second.effect],
    unit: second.unit,
  } as const;
  const isSameVerdict = first.verdict === second.verdict;
  if (first.exact && second.exact) {
    return { ...claim, finding: isSameVerdict ? "same" : "beyond spread" };
  }
  if (isSameVerdict && first.effect === second.effect) return { ...claim, finding: "same" };
  const [a, b] = [first, second].map(effectOf);
  const hasSpread = (effect: Estimate | undefined) =>
    effect?.interval !== undefined && effect.interval.upper > effect.interval.lower;
  // Without any spread, of counts such as epochs, a test would take any difference for certain.
  const test = a && b && (hasSpread(a) || hasSpread(b)) ? welchTest(a, b) : undefined;
  if (test === undefined) return { ...claim, finding: "not tested" };
  return { ...claim, change: first.geometric ? ratioChange(test) : changeOf(test, claim.unit) };
}

/** What was estimated for a claim, in logarithms where the mean is geometric. */
function effectOf({ effect, interval, seeds, geometric }: GradedClaim): Estimate | undefined {
  if (effect === undefined || interval === undefined) return undefined;
  const scale = geometric ? Math.log : (value: number) => value;
  const { lower, upper } = interval;
  return {
    mean: scale(effect),
    interval: { lower: scale(lower), upper: scale(upper) },
    n: seeds,
  };
}
