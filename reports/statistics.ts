/**
 * Estimates over seeds: the mean with its 95 % t interval, and paired differences.
 *
 * @module
 */

import jstat from "jstat";

/** A closed range of numbers. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** What n values say of the mean of the population that they were drawn from. */
export interface Estimate {
  readonly mean: number;
  /** 95 % t interval of the mean; absent where n = 1, which says nothing of the spread. */
  readonly interval?: Interval;
  /** Number of values. */
  readonly n: number;
}

/**
 * The mean of the values and its 95 % interval, mean ± t(0.975; n − 1)·s/√n, with s the sample
 * standard deviation.
 *
 * @throws {RangeError} If there is no value, or one is not finite.
 */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length;
  if (n === 0) {
    throw new RangeError("Expected at least one value to estimate a mean but found none");
  }
  const wrong = values.find((value) => !Number.isFinite(value));
  if (wrong !== undefined) throw new RangeError(`Expected finite values but found ${wrong}`);

  const mean = average(values);
  if (n === 1) return { mean, n };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const t: number = jstat.studentt.inv(0.975, n - 1);
  const half = t * Math.sqrt(variance / n);
  return { mean, interval: { lower: mean - half, upper: mean + half }, n };
}

/**
 * The mean of first[i] − second[i], where both values of a pair come from the same seed.
 *
 * @throws {RangeError} If the two lists are not of one length, or {@link estimate} refuses them.
 */
export function pairedDifference(first: readonly number[], second: readonly number[]): Estimate {
  if (first.length !== second.length) {
    throw new RangeError(
      `Expected as many values in both lists but found ${first.length} and ${second.length}`,
    );
  }
  return estimate(first.map((value, i) => value - second[i]));
}

/**
 * The geometric mean of the values and its 95 % interval: both found of the logarithms, so that the
 * interval stays positive on a logarithmic axis. Where a value is zero the mean is zero, without one.
 *
 * @throws {RangeError} If a value is negative, or {@link estimate} refuses the values.
 */
export function geometricEstimate(values: readonly number[]): Estimate {
  const negative = values.find((value) => value < 0);
  if (negative !== undefined) {
    throw new RangeError(`Expected values of at least 0 but found ${negative}`);
  }
  if (values.includes(0)) return { mean: 0, n: values.length };
  const { mean, interval, n } = estimate(values.map(Math.log));
  if (interval === undefined) return { mean: Math.exp(mean), n };
  const { lower, upper } = interval;
  return { mean: Math.exp(mean), interval: { lower: Math.exp(lower), upper: Math.exp(upper) }, n };
}

/** The arithmetic mean; NaN of no values. */
export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
