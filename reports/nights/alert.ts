/**
 * When a metric has changed: the two-sided alert.
 *
 * A night is compared with the distribution of its metric's nights so far, never with the night before
 * alone. A metric out of its range is under suspicion and is measured again that night, with other seeds,
 * and once more if these are out of range, too: only if both are, on the same side, it is a shift. From
 * then on the nights since the shift are the baseline.
 *
 * With metrics that vary normally from night to night, all together raise at most {@link FALSE_ALARMS} false
 * alarms a year: each night each metric is under suspicion with the chance {@link SUSPICION}, and each of
 * the {@link CONFIRMATIONS} confirms that with a chance that is set so that the number of metrics × 365
 * nights × all three chances is that number. Whether suspicions come singly or in a row makes no
 * difference to it. Tails heavier than normal make suspicions more frequent, not alarms: there the
 * confirmations decide.
 *
 * @module
 */

import { type Interval, median } from "../statistics.ts";
import { type Baseline, baselineOf, expectedRange } from "./baseline.ts";
import { type MeasuredMetric, metricsOf, toUnit, valueOf } from "./metrics.ts";
import type { Change, Night } from "./night.ts";
import {
  baselinePoints,
  type Point,
  type Regime,
  regimesOf,
  type Series,
  seriesOf,
} from "./regime.ts";

/** False alarms a year, over all metrics, that the alert is designed for. */
export const FALSE_ALARMS = 0.1;

/** The chance that a metric comes under suspicion in a night in which nothing changed. */
export const SUSPICION = 0.001;

/** How many times a metric is measured again, with other seeds each time, before it counts as shifted. */
export const CONFIRMATIONS = 2;

/** Nights that a baseline needs before anything is compared with it. */
export const LEAST_NIGHTS = 14;

/** The chance to confirm a false suspicion is never larger, however few the metrics. */
const LARGEST_CHANCE = 0.05;

/** The chance to be taken for still shifted, of a metric that is back where it was. */
const STILL_SHIFTED = 0.05;

/** The nights that a slight shift is looked for in together, and the way back from one. */
const SEVERAL = 5;

/** A metric under suspicion. */
export interface Suspicion extends Omit<Change, "metric" | "kind" | "again"> {
  readonly metric: MeasuredMetric;
  /** Of the values on the metric's scale. */
  readonly distribution: Baseline;
  /** Number of metrics that were looked at. */
  readonly metrics: number;
}

/** The metrics of the last night that are out of their range; `nights` are in order. */
export function suspicionsOf(nights: readonly Night[]): Suspicion[] {
  const tonight = tonightsSeries(nights);
  const { date } = nights[nights.length - 1];
  return tonight.flatMap((series) => suspicionOf(series, { metrics: tonight.length, date }) ?? []);
}

/** Whether a metric, measured again with other seeds, is out of the range on the same side. */
export function isConfirmedBy(
  { side, metrics, distribution }: Suspicion,
  again: MeasuredMetric,
): boolean {
  const value = valueOf(again);
  if (value === undefined) return side === "missing";
  const rate = FALSE_ALARMS / (365 * metrics * SUSPICION);
  const chance = Math.min(LARGEST_CHANCE, rate ** (1 / CONFIRMATIONS));
  // On one side, so that half of what lies outside counts.
  return sideOf(value, expectedRange(distribution, { outside: 2 * chance, nights: 1 })) === side;
}

/**
 * What came of a suspicion.
 *
 * @param again The metric as it was measured again. Fewer measurements than {@link CONFIRMATIONS}, be it
 *   that one lay in the range or that runs failed, make no shift.
 */
export function changeOf(suspicion: Suspicion, again: readonly MeasuredMetric[]): Change {
  const { metric, distribution: _, metrics: __, ...change } = suspicion;
  const confirmed = again.length === CONFIRMATIONS &&
    again.every((metric) => isConfirmedBy(suspicion, metric));
  return {
    ...change,
    metric: metric.id,
    kind: confirmed ? "shift" : "unconfirmed",
    again: again.flatMap(({ value }) => value ?? []),
  };
}

/**
 * The metrics of the last night that are back where they were before a shift: by the median of the last
 * five nights since. Only while the shifted nights are too few for a baseline of their own; later the way
 * back is a shift like any other.
 */
export function returnsOf(nights: readonly Night[]): Change[] {
  return tonightsSeries(nights).flatMap(({ metric, points, changes }) => {
    const { change, points: shifted, earlier } = regimesOf({ points, changes }).pop()!;
    const isNew = change?.kind === "shift" && shifted.length < LEAST_NIGHTS + SEVERAL;
    if (!isNew || shifted.length < SEVERAL || earlier.length < LEAST_NIGHTS) return [];
    const distribution = baselineOf(earlier.map(({ value }) => value), metric);
    const expected = expectedRange(distribution, { outside: STILL_SHIFTED, nights: SEVERAL });
    const found = median(shifted.slice(-SEVERAL).map(({ value }) => value));
    if (sideOf(found, expected) !== undefined) return [];
    // Of the five, those up to the last one that is still out of the range are not back.
    const ofOne = expectedRange(distribution, { outside: SUSPICION, nights: 1 });
    const lastOut = shifted.findLastIndex(({ value }) => sideOf(value, ofOne) !== undefined);
    const back = shifted.slice(Math.max(lastOut + 1, shifted.length - SEVERAL));
    if (back.length === 0) return [];
    return [{
      metric: metric.id,
      kind: "return",
      side: found < distribution.centre ? "below" : "above",
      since: back[0].date,
      nights: SEVERAL,
      expected: inUnit(expected, metric),
      found: toUnit(found, metric),
      baseline: span(earlier),
    }];
  });
}

/** The range that a night of a regime is expected in; undefined where its nights are too few. */
export function expectedIn(regime: Regime, metric: MeasuredMetric): Interval | undefined {
  const values = baselinePoints(regime).map(({ value }) => value);
  if (values.length < LEAST_NIGHTS) return undefined;
  const distribution = baselineOf(values, metric);
  return inUnit(expectedRange(distribution, { outside: SUSPICION, nights: 1 }), metric);
}

/** The series of the last night's metrics, up to that night. */
function tonightsSeries(nights: readonly Night[]): Series[] {
  const tonight = new Set(metricsOf(nights[nights.length - 1]).map(({ id }) => id));
  return seriesOf(nights).filter(({ metric }) => tonight.has(metric.id));
}

function suspicionOf(
  series: Series,
  { metrics, date }: { metrics: number; date: string },
): Suspicion | undefined {
  const { metric } = series;
  const points = baselinePoints(regimesOf(series).pop()!);
  if (metric.value === undefined) {
    const isUsual = series.missed.some((missed) => missed !== date && missed >= points[0]?.date);
    return isUsual ? undefined : missing(points, { metric, metrics, date });
  }
  // Tonight alone, for a large change; then the last nights together, for a slighter one.
  const looks = metric.sudden ? [1, SEVERAL] as const : [SEVERAL] as const;
  for (const nights of looks) {
    const before = points.slice(0, -nights);
    if (before.length < LEAST_NIGHTS) continue;
    const distribution = baselineOf(before.map(({ value }) => value), metric);
    const expected = expectedRange(distribution, { outside: SUSPICION / looks.length, nights });
    const found = median(points.slice(-nights).map(({ value }) => value));
    const side = sideOf(found, expected);
    if (side === undefined) continue;
    return {
      metric,
      metrics,
      distribution,
      side,
      since: beginOf(points.slice(LEAST_NIGHTS), distribution.centre),
      nights,
      expected: inUnit(expected, metric),
      found: toUnit(found, metric),
      baseline: span(before),
    };
  }
  return undefined;
}

/** A metric that every night of its baseline measured, but for tonight. */
function missing(
  points: readonly Point[],
  { metric, metrics, date }: { metric: MeasuredMetric; metrics: number; date: string },
): Suspicion | undefined {
  if (points.length < LEAST_NIGHTS) return undefined;
  const distribution = baselineOf(points.map(({ value }) => value), metric);
  const expected = expectedRange(distribution, { outside: SUSPICION, nights: 1 });
  return {
    metric,
    metrics,
    distribution,
    side: "missing",
    since: date,
    nights: 1,
    expected: inUnit(expected, metric),
    baseline: span(points),
  };
}

/**
 * The night at which a shift most likely began: the one from which on the sum of the deviations from the
 * centre, over the square root of their number, is the largest.
 */
function beginOf(points: readonly Point[], centre: number): string {
  let [sum, largest, begin] = [0, 0, points.length - 1];
  for (let i = points.length - 1; i >= 0; i--) {
    sum += points[i].value - centre;
    const size = Math.abs(sum) / Math.sqrt(points.length - i);
    if (size > largest) [largest, begin] = [size, i];
  }
  return points[begin].date;
}

function sideOf(value: number, { lower, upper }: Interval): "above" | "below" | undefined {
  if (value > upper) return "above";
  return value < lower ? "below" : undefined;
}

function span(points: readonly Point[]): Change["baseline"] {
  return { nights: points.length, from: points[0].date, to: points[points.length - 1].date };
}

function inUnit({ lower, upper }: Interval, metric: MeasuredMetric): Interval {
  return { lower: toUnit(lower, metric), upper: toUnit(upper, metric) };
}
