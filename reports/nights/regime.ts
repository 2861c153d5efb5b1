/**
 * Which nights a metric is compared with: those since its last confirmed shift.
 *
 * @module
 */

import { type MeasuredMetric, metricsOf, valueOf } from "./metrics.ts";
import type { Change, Night } from "./night.ts";

/** A night's value on the metric's own scale: its logarithm where that is "log". */
export interface Point {
  readonly date: string;
  readonly value: number;
}

/** The nights of a metric from one change to the next. */
export interface Regime {
  /** The change that it begins with; none at the beginning. */
  readonly change?: Change;
  /** Nights in which the metric was measured, in order. */
  readonly points: readonly Point[];
  /** After a shift: the nights that it ended. After a return: the nights that it returned to. */
  readonly earlier: readonly Point[];
}

/** A metric over all nights. */
export interface Series {
  /** As the last night that has it describes it. */
  readonly metric: MeasuredMetric;
  /** Nights in which it was measured, in order. */
  readonly points: readonly Point[];
  /** Nights in which it could not be, though its figure was there. */
  readonly missed: readonly string[];
  /** Its confirmed changes, in order. */
  readonly changes: readonly Change[];
}

/** All metrics of the nights that have the last one's flags; `nights` are in order. */
export function seriesOf(nights: readonly Night[]): Series[] {
  interface Growing extends Series {
    readonly points: Point[];
    readonly missed: string[];
    readonly changes: Change[];
  }
  const series = new Map<string, Growing>();
  for (const night of nights.filter(({ protocol }) => protocol === nights.at(-1)?.protocol)) {
    for (const metric of metricsOf(night)) {
      const known = series.get(metric.id);
      const grown: Growing = { points: [], missed: [], changes: [], ...known, metric };
      series.set(metric.id, grown);
      const value = valueOf(metric);
      if (value === undefined) grown.missed.push(night.date);
      else grown.points.push({ date: night.date, value });
    }
    for (const change of night.changes.filter(({ kind }) => kind !== "unconfirmed")) {
      series.get(change.metric)?.changes.push(change);
    }
  }
  return [...series.values()];
}

/** The regimes of a metric, in order: at least one. */
export function regimesOf({ points, changes }: Pick<Series, "points" | "changes">): Regime[] {
  const regimes: Regime[] = [{ points, earlier: [] }];
  for (const change of changes) {
    const { points, ...last } = regimes.pop()!;
    const before = points.filter(({ date }) => date < change.since);
    const since = points.filter(({ date }) => date >= change.since);
    const ended = { ...last, points: before };
    const earlier = change.kind === "return" ? last.earlier : baselinePoints(ended);
    regimes.push(ended, { change, points: since, earlier });
  }
  return regimes;
}

/** The nights that a regime's further nights are compared with. */
export function baselinePoints({ change, points, earlier }: Regime): readonly Point[] {
  return change?.kind === "return" ? [...earlier, ...points] : points;
}
