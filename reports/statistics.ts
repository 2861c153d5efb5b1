/**
 * Estimates over seeds: the mean with its 95 % t interval, differences, and whether they are more than
 * the spread.
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
  return estimateOf(mean, { standardError: Math.sqrt(variance / n), freedom: n - 1, n });
}

/** A mean with its 95 % interval, mean ± t(0.975; degrees of freedom)·standard error. */
function estimateOf(
  mean: number,
  { standardError, freedom, n }: { standardError: number; freedom: number; n: number },
): Required<Estimate> {
  const half = jstat.studentt.inv(0.975, freedom) * standardError;
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

/** The middle value, or the mean of the two in the middle; NaN of no values. */
export function median(values: readonly number[]): number {
  const ascending = [...values].sort((a, b) => a - b);
  const middle = ascending.length / 2;
  return (ascending[Math.ceil(middle) - 1] + ascending[Math.floor(middle)]) / 2;
}

/** From the least value to the largest. */
export function extent(values: readonly number[]): Interval {
  return { lower: Math.min(...values), upper: Math.max(...values) };
}

/** A power law y = c·xᵇ. */
export interface PowerLaw {
  /** c. */
  readonly factor: number;
  /** b; n is the number of points. */
  readonly exponent: Estimate;
}

/**
 * The power law through points (x, y), by least squares of ln y against ln x. The interval of the exponent
 * is its 95 % t interval with n − 2 degrees of freedom, which takes the logarithms' errors for independent
 * and alike; absent where n = 2, which says nothing of them.
 *
 * @throws {RangeError} If there are fewer than two different x, or a number is not positive.
 */
export function powerLaw(points: readonly { readonly x: number; readonly y: number }[]): PowerLaw {
  const wrong = points.flatMap(({ x, y }) => [x, y]).find((value) => !(value > 0));
  if (wrong !== undefined) throw new RangeError(`Expected positive numbers but found ${wrong}`);
  if (new Set(points.map(({ x }) => x)).size < 2) {
    throw new RangeError("Expected points at two places or more to fit a power law to");
  }
  const [x, y] = [points.map(({ x }) => Math.log(x)), points.map(({ y }) => Math.log(y))];
  const [meanX, meanY] = [average(x), average(y)];
  const squares = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const covariance = x.reduce((sum, value, i) => sum + (value - meanX) * (y[i] - meanY), 0);
  const slope = covariance / squares;
  const factor = Math.exp(meanY - slope * meanX);
  const [n, freedom] = [points.length, points.length - 2];
  if (freedom === 0) return { factor, exponent: { mean: slope, n } };
  const residuals = x.reduce(
    (sum, value, i) => sum + (y[i] - meanY - slope * (value - meanX)) ** 2,
    0,
  );
  const standardError = Math.sqrt(residuals / freedom / squares);
  return { factor, exponent: estimateOf(slope, { standardError, freedom, n }) };
}

/** Standard error √(p(1 − p)/N) of a share p, from 0 to 1, that was counted on N examples. */
export function standardErrorOfShare(p: number, examples: number): number {
  return Math.sqrt(p * (1 - p) / examples);
}

/** Whether two means are one, by a t test. */
export interface MeansTest {
  readonly name: "paired t" | "Welch t";
  /** Second mean minus first, with its 95 % interval; n is the number of pairs or of all values. */
  readonly difference: Required<Estimate>;
  /** Two-sided, of no difference. */
  readonly p: number;
}

/**
 * Student's t test of the differences second[i] − first[i], where both values of a pair come from the
 * same seed.
 *
 * @param options.resolution The least amount by which two values can differ, 0 if any. Rounding to it
 *   adds its variance, resolution²/12 for each of the two, so that few and coarse values which happen
 *   to differ by the same amount do not pass for values without spread.
 * @returns Undefined for fewer than two pairs, which say nothing of the spread.
 * @throws {RangeError} As {@link pairedDifference} does.
 */
export function pairedTest(
  first: readonly number[],
  second: readonly number[],
  { resolution = 0 }: { resolution?: number } = {},
): MeansTest | undefined {
  const difference = pairedDifference(second, first);
  if (difference.interval === undefined) return undefined;
  const { mean, n } = difference;
  const variance = standardError(difference) ** 2 + resolution ** 2 / 6 / n;
  return meansTest("paired t", { mean, variance, freedom: n - 1, n });
}

/**
 * Welch's t test of two means that share no seed.
 *
 * @param options.resolution As in {@link pairedTest}.
 * @returns Undefined where one of the two is of a single value, which says nothing of the spread.
 */
export function welchTest(
  first: Estimate,
  second: Estimate,
  { resolution = 0 }: { resolution?: number } = {},
): MeansTest | undefined {
  if (first.interval === undefined || second.interval === undefined) return undefined;
  const [a, b] = [first, second]
    .map((estimate) => standardError(estimate) ** 2 + resolution ** 2 / 12 / estimate.n);
  const variance = a + b;
  // Welch and Satterthwaite; without any spread there is none to share out.
  const freedom = variance === 0
    ? first.n + second.n - 2
    : variance ** 2 / (a ** 2 / (first.n - 1) + b ** 2 / (second.n - 1));
  const mean = second.mean - first.mean;
  return meansTest("Welch t", { mean, variance, freedom, n: first.n + second.n });
}

function meansTest(
  name: MeansTest["name"],
  { mean, variance, freedom, n }: { mean: number; variance: number; freedom: number; n: number },
): MeansTest {
  const standardError = Math.sqrt(variance);
  const difference = estimateOf(mean, { standardError, freedom, n });
  if (mean === 0) return { name, difference, p: 1 };
  // By the lower tail, which keeps its digits where p is tiny; a spread of 0 gives −∞ and p = 0.
  const p = standardError === 0
    ? 0
    : 2 * jstat.studentt.cdf(-Math.abs(mean) / standardError, freedom);
  return { name, difference, p };
}

/** The standard error that an estimate's interval was made from. */
function standardError({ mean, interval, n }: Estimate): number {
  if (interval === undefined) return 0;
  return (interval.upper - mean) / jstat.studentt.inv(0.975, n - 1);
}

/**
 * p-values by Holm's step-down method, in the order given: those of at most 0.05 are, with a chance of
 * 95 %, all right, however many tests there are and however they depend on each other.
 */
export function holm(values: readonly number[]): number[] {
  const ascending = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const adjusted = [...values];
  let least = 0;
  for (const [rank, i] of ascending.entries()) {
    least = Math.min(1, Math.max(least, (values.length - rank) * values[i]));
    adjusted[i] = least;
  }
  return adjusted;
}
