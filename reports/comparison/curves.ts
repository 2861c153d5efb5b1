/**
 * Quantities against epochs: what a panel draws of a comparison.
 *
 * @module
 */

import type { Row } from "../chart/chart.ts";
import type { Band } from "../chart/bands.ts";
import { estimateRows, withFloor } from "../chart/estimates.ts";
import { meanAndHalf, plural, significant, significantInterval } from "../format.ts";
import type { EpochRecord, RunResult } from "../results.ts";
import { type Estimate, estimate, geometricEstimate } from "../statistics.ts";
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
  const rows = comparison.contenders.flatMap((contender) =>
    contenderRows(contender, { panel, quantity })
  );
  return [
    ...withFloor(rows, { panel, place: { epoch: 0 } }),
    ...notInMean(comparison, panel),
  ];
}

/** The rows of one curve over the finished seeds; it ends where its mean reaches zero for good. */
function contenderRows(
  { label, finished }: Contender,
  { panel, quantity }: { panel: string; quantity: Quantity },
): Row[] {
  const runs = finished.filter((run) =>
    run.epochs.some((record) => quantity.value(record) !== undefined)
  );
  const curves = curvesOf(runs, quantity);
  const mean = meanOf(quantity);
  const length = 2 +
    (curves[0] ?? []).findLastIndex((_, epoch) =>
      mean(curves.map((curve) => curve[epoch])).mean > 0
    );
  return (curves[0] ?? []).slice(0, length).flatMap((_, epoch) =>
    estimateRows({ panel, series: label, epoch }, {
      values: curves.map((curve, i) => ({ seed: runs[i].spec.seed, value: curve[epoch] })),
      mean,
    })
  );
}

/** How the mean of a quantity is estimated. */
export function meanOf({ decades }: Quantity): (values: readonly number[]) => Estimate {
  return decades ? geometricEstimate : estimate;
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
export function curvesInWords(all: readonly Comparison[]): string {
  const warning = all.some((comparison) => comparison.standIn) ? "Not real data. " : "";
  const seeds = mostSeeds(all);
  return seeds === 1
    ? `${warning}One seed, so there is no band`
    : `${warning}Mean over ${plural(seeds, "seed")}`;
}

/**
 * The bands that curves over these seeds can have, first the one to open with. Rescalings of different
 * seeds differ by orders of magnitude, so that an interval of a mean over few unbalanced starts is wider
 * than anything that was measured: there, the range comes first.
 */
export function curveBands(all: readonly Comparison[]): Band[] {
  if (mostSeeds(all) === 1) return [];
  const unbalanced = all.some(({ contenders }) =>
    contenders.some(({ initialization }) => initialization === "unbalanced")
  );
  return unbalanced ? ["range", "interval", "seeds"] : ["interval", "range", "seeds"];
}

/** For a caption: why a chart of these curves opens with the range; nothing where it does not. */
export function rangeInWords(all: readonly Comparison[]): string {
  return curveBands(all)[0] !== "range"
    ? ""
    : "The band opens from the least to the largest seed: rescalings differ by orders of magnitude, " +
      "and an interval of a mean over few of them is wider than anything measured. ";
}

function mostSeeds(all: readonly Comparison[]): number {
  return Math.max(...all.map((comparison) => comparison.seeds.length));
}
