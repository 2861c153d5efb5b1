/**
 * Estimates over seeds as rows of a chart.
 *
 * @module
 */

import type { Estimate } from "../statistics.ts";
import { drawn, type Row } from "./chart.ts";
import { extentRows } from "./layers.ts";

/** One seed's value at a place of a chart. */
export interface SeedValue {
  readonly seed: number;
  readonly value: number;
}

/**
 * The rows of a series at one place: its estimate with both bands, and a row for each seed where there
 * are several.
 *
 * @param place Panel, series and the value on the horizontal axis.
 * @param options.values At least one.
 * @param options.mean How a mean is estimated: arithmetic or geometric.
 */
export function estimateRows(
  place: Row,
  options: { values: readonly SeedValue[]; mean: (values: readonly number[]) => Estimate },
): Row[] {
  const values = options.values.map(({ value }) => value);
  const { mean, interval, n } = options.mean(values);
  const estimate = {
    kind: "estimate",
    ...place,
    mean: drawn(mean),
    // Bands of no height where one seed says nothing of the spread.
    lower: drawn(interval?.lower ?? mean),
    upper: drawn(interval?.upper ?? mean),
    least: drawn(Math.min(...values)),
    largest: drawn(Math.max(...values)),
    n,
  };
  if (n === 1) return [estimate];
  return [
    estimate,
    ...options.values.map(({ seed, value }) => ({
      kind: "seed",
      ...place,
      seed,
      mean: drawn(value),
    })),
  ];
}

/**
 * Rows of a panel with what its axes need: with each estimate the `floor` at which bands end on a
 * logarithmic axis, the panel's least positive number; where there is none, an extent.
 *
 * @param place Of the extent on the horizontal axis.
 */
export function withFloor(
  rows: readonly Row[],
  { panel, place }: { panel: string; place: Row },
): Row[] {
  const floor = Math.min(
    ...rows.flatMap(({ mean, lower, least }) => [mean, lower, least].map(Number))
      .filter((value) => value > 0),
  );
  if (floor === Infinity) return [...rows, ...extentRows(panel, place)];
  return rows.map((row) => row.kind === "estimate" ? { ...row, floor } : row);
}
