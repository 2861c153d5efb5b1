/**
 * Figure 3 of N, and the norms over epochs.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import type { Comparison } from "../comparison/comparison.ts";
import {
  bandInWords,
  curveRows,
  l2Norm,
  objective,
  pathNorm,
  testError,
  trainingError,
} from "../comparison/curves.ts";
import { curvesSpec } from "../comparison/curves_chart.ts";
import { list } from "../format.ts";

const CURVES = [objective, trainingError, testError];
const NORMS = [pathNorm, l2Norm];

const READING =
  "Solid: balanced start; dashed: unbalanced start. Path-SGD's balanced curve is the broad pale " +
  "line, so that its unbalanced one shows on top of it. A run that has ended keeps its last value. " +
  "A red cross at the head marks a run that diverged; it is not in the mean. On a logarithmic axis a " +
  "triangle at the foot stands for zero.";

/** Objective, training error and test error against epochs, a row for each data set. */
export function learningCurvesChart(comparisons: readonly Comparison[]): Chart {
  const title = "Learning curves";
  const rows = comparisons.flatMap((comparison) =>
    CURVES.flatMap((quantity) => curveRows(comparison, quantity))
  );
  return {
    id: "learning-curves",
    title,
    caption: `${bandInWords(comparisons)}, geometric for the objective, whose axis is always ` +
      `logarithmic. ${READING}`,
    description: "Cross-entropy objective, training error and test error against epochs on " +
      `${list(comparisons.map((comparison) => comparison.title))}, a curve for each of ` +
      `${list(labels(comparisons))}. The numbers stand in the tables below.`,
    series: labels(comparisons),
    axis: "Error axis",
    scale: "log",
    rows,
    spec: (scale) =>
      curvesSpec(scale, {
        title,
        rows,
        comparisons,
        quantities: CURVES,
        alwaysLog: [objective],
        width: 202,
        height: 170,
      }),
  };
}

/** Path norm and L2 norm against epochs, a row for each data set. */
export function normsChart(comparisons: readonly Comparison[]): Chart {
  const title = "Path norm and L2 norm";
  const rows = comparisons.flatMap((comparison) =>
    NORMS.flatMap((quantity) => curveRows(comparison, quantity))
  );
  return {
    id: "norms",
    title,
    caption: `${bandInWords(comparisons)}, geometric. The path norm φ₂ is that of N, equation 5, ` +
      "with the root taken; thresholds count as edges in both norms. Rescaling leaves the path norm " +
      `as it is and changes the L2 norm. ${READING}`,
    description: "ℓ2-path norm and L2 norm of the weights against epochs on " +
      `${list(comparisons.map((comparison) => comparison.title))}.`,
    series: labels(comparisons),
    axis: "Norm axis",
    scale: "log",
    rows,
    spec: (scale) =>
      curvesSpec(scale, { title, rows, comparisons, quantities: NORMS, width: 352, height: 190 }),
  };
}

function labels(comparisons: readonly Comparison[]): string[] {
  return comparisons[0].contenders.map((contender) => contender.label);
}
