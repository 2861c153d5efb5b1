/**
 * What a metric's nights so far lead to expect of the next one. Everything is robust: a few nights far
 * off move neither the centre nor the spread by much.
 *
 * @module
 */

import jstat from "jstat";
import { type Interval, median } from "../statistics.ts";

/** How the values of a metric's nights are distributed. */
export interface Baseline {
  /** Number of nights. */
  readonly nights: number;
  /** Their median. */
  readonly centre: number;
  /** Standard deviation of a night: see {@link baselineOf}. */
  readonly spread: number;
}

/** How often a value of the same distribution may lie outside, and of how many nights it is the median. */
export interface RangeOptions {
  /** Chance to lie outside on either side, both together. */
  readonly outside: number;
  readonly nights: 1 | 5;
}

/** Standard deviation of a normal distribution over its median and over its mean absolute deviation. */
const OVER_MEDIAN_DEVIATION = 1.4826;
const OVER_MEAN_DEVIATION = Math.sqrt(Math.PI / 2);

/** Variance of the median of 1 and of 5 normal values, in variances of one. */
const MEDIAN_VARIANCE = { 1: 1, 5: 0.2868 } as const;

/**
 * The baseline of a metric. The spread is the larger of two robust ones: the median absolute deviation
 * ignores up to half of the nights, which is too many where values often tie; the mean absolute deviation
 * does not, and grows with heavy tails. It is never less than the resolution.
 *
 * @param values One a night, at least one.
 */
export function baselineOf(
  values: readonly number[],
  { resolution }: { resolution: (centre: number) => number },
): Baseline {
  const centre = median(values);
  const deviations = values.map((value) => Math.abs(value - centre));
  const mean = deviations.reduce((sum, deviation) => sum + deviation, 0) / values.length;
  const spread = Math.max(
    OVER_MEDIAN_DEVIATION * median(deviations),
    OVER_MEAN_DEVIATION * mean,
    resolution(centre),
  );
  return { nights: values.length, centre, spread };
}

/**
 * The range in which a further night of the same distribution is expected, or the median of five
 * further nights: centre ± t·spread·√(v + π/(2k)), where v is the variance of that night or median, and
 * π/(2k) that of the centre over k nights. The degrees of freedom of t are k/2, for a robust spread
 * varies more than a standard deviation.
 */
export function expectedRange(
  { nights: k, centre, spread }: Baseline,
  { outside, nights }: RangeOptions,
): Interval {
  const t: number = jstat.studentt.inv(1 - outside / 2, Math.max(1, Math.floor(k / 2)));
  const half = t * spread * Math.sqrt(MEDIAN_VARIANCE[nights] + Math.PI / (2 * k));
  return { lower: centre - half, upper: centre + half };
}
