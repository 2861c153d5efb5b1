/**
 * Quantities against epochs: what a panel draws of a comparison.
 *
 * @module
 */

import { drawn, type Row } from "../chart/chart.ts";
import { extentRows } from "../chart/layers.ts";
import { meanAndHalf, plural, significant, significantInterval } from "../format.ts";
import type { EpochRecord, RunResult } from "../results.ts";
import { estimate, geometricEstimate } from "../statistics.ts";
import type { Comparison, Contender } from "./comparison.ts";

/** Something that every epoch records. */
export interface Quantity {
  /** As a panel is named after it. */
  readonly name: string;
  /** Title of its axis, with its unit; null where the panel's name says it. */
  readonly axis: string | null;
  /** The value after an epoch, in the axis' unit; absent where it was not recorded. */
  value(record: EpochRecord): number | undefined;
  /** Whether it spans decades: then its mean is geometric and its axis logarithmic. */
  readonly decades: boolean;
}

/** The mean loss on the training set: the objective of N, equation 2. */
export const objective: Quantity = {
  name: "objective",
  axis: "Cross-entropy",
  value: (record) => record.train.loss,
  decades: true,
};

/** Share of wrong predictions on the training set. */
export const trainingError: Quantity = {
  name: "training error",
  axis: "Error (%)",
  value: (record) => 100 * record.train.error,
  decades: false,
};

/** Share of wrong predictions on the test set. */
export const testError: Quantity = {
  name: "test error",
  axis: "Error (%)",
  value: (record) => 100 * record.test.error,
  decades: false,
};

/** ℓ2-path norm φ₂ (N, equation 5). */
export const pathNorm: Quantity = {
  name: "path norm φ₂",
  axis: null,
  value: (record) => record.norms?.path,
  decades: true,
};

/** Euclidean norm of all weights and thresholds. */
export const l2Norm: Quantity = {
  name: "L2 norm",
  axis: null,
  value: (record) => record.norms?.l2,
  decades: true,
};

/** The name of the panel of a quantity on a data set. */
export function panelName(comparison: Comparison, quantity: Quantity): string {
  return `${comparison.title}: ${quantity.name}`;
}

/**
 * A quantity after epochs 0, 1, … of each run. A run that has ended keeps its last value, so that all
 * lists are of one length.
 */
export function curvesOf(runs: readonly RunResult[], quantity: Quantity): number[][] {
  const curves = runs.map((run) =>
    run.epochs.map((record) => quantity.value(record)).filter((value) => value !== undefined)
  ).filter((curve) => curve.length > 0);
  const length = Math.max(0, ...curves.map((curve) => curve.length));
  return curves.map((curve) => Array.from({ length }, (_, epoch) => valueAt(curve, epoch)));
}

/** The value of a curve after an epoch; one that has ended keeps its last value. */
export function valueAt(curve: readonly number[], epoch: number): number {
  return curve[Math.min(epoch, curve.length - 1)];
}

/** The rows of one panel. */
export function curveRows(comparison: Comparison, quantity: Quantity): Row[] {
  const panel = panelName(comparison, quantity);
  const estimates = comparison.contenders.flatMap((contender) =>
    meanCurve(contender, quantity).map((point) => ({ series: contender.label, ...point }))
  );
  const floor = Math.min(
    ...estimates.flatMap(({ mean, interval }) => [mean, interval?.lower ?? mean])
      .filter((value) => value > 0),
  );
  const rows: Row[] = estimates.map(({ series, epoch, mean, interval }) => ({
    kind: "estimate",
    panel,
    series,
    epoch,
    mean: drawn(mean),
    // A band of no height where one seed says nothing of the spread.
    lower: drawn(interval?.lower ?? mean),
    upper: drawn(interval?.upper ?? mean),
    floor: drawn(floor),
  }));
  const empty = floor === Infinity ? extentRows(panel, { epoch: 0 }) : [];
  return [...rows, ...empty, ...notInMean(comparison, panel)];
}

/** The mean over finished seeds after each epoch; it ends where it reaches zero for good. */
function meanCurve(contender: Contender, quantity: Quantity) {
  const curves = curvesOf(contender.finished, quantity);
  const mean = quantity.decades ? geometricEstimate : estimate;
  const points = (curves[0] ?? []).map((_, epoch) => ({
    epoch,
    ...mean(curves.map((curve) => curve[epoch])),
  }));
  const end = 1 + points.findLastIndex((point) => point.mean > 0);
  return points.slice(0, end + 1);
}

/** A mark for each run that diverged, at the epoch at which it did, or is missing, at the start. */
function notInMean(comparison: Comparison, panel: string): Row[] {
  return comparison.contenders.flatMap((contender) => {
    const { label, diverged, missing } = contender;
    const mark = { kind: "mark", panel, series: label };
    return [
      ...diverged.map((run) => ({
        ...mark,
        epoch: run.outcome?.epoch ?? 0,
        text: `${label}: seed ${run.spec.seed} diverged`,
      })),
      ...missing.map((seed) => ({
        ...mark,
        epoch: 0,
        text: `${label}: seed ${seed} failed or missing`,
      })),
    ];
  });
}

/** Where a quantity's curves end: mean ± half the 95 % interval over the finished seeds. */
export function finalValue(contender: Contender, quantity: Quantity): string {
  const values = curvesOf(contender.finished, quantity).map((curve) => curve[curve.length - 1]);
  if (values.length === 0) return "–";
  if (quantity.decades) {
    const { mean, interval } = geometricEstimate(values);
    return interval === undefined
      ? significant(mean)
      : `${significant(mean)} (${significantInterval(interval)})`;
  }
  return meanAndHalf(estimate(values));
}

/** How the curves come from the runs, for below a title. */
export function bandInWords(all: readonly Comparison[]): string {
  const warning = all.some((comparison) => comparison.standIn) ? "Not real data. " : "";
  const seeds = Math.max(...all.map((comparison) => comparison.seeds.length));
  return seeds === 1
    ? `${warning}One seed, so there is no band`
    : `${warning}Mean over ${plural(seeds, "seed")}, band: 95 % t interval`;
}
