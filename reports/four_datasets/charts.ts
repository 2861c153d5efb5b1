/**
 * Figure 3 of N, with the norms over epochs as further rows.
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

/** Width in pixels that the norms' panels side by side share; each spends part on its vertical axis. */
const WIDTH = 868;
const AXIS = 75;

/**
 * Objective, training error and test error against epochs, a row for each data set; below them a row for
 * each norm.
 */
export function learningCurvesChart(comparisons: readonly Comparison[]): Chart {
  const title = "Learning curves";
  const curves = comparisons.flatMap((comparison) =>
    CURVES.map((quantity) => [comparison, quantity] as const)
  );
  const norms = NORMS.flatMap((quantity) =>
    comparisons.map((comparison) => [comparison, quantity] as const)
  );
  const rows = [...curves, ...norms].flatMap(([comparison, quantity]) =>
    curveRows(comparison, quantity)
  );
  const columns = Math.max(2, comparisons.length); // both norms of a single data set in one row
  return {
    id: "learning-curves",
    title,
    caption: `${bandInWords(comparisons)}, geometric for the objective and the norms, whose axes ` +
      "are always logarithmic. The path norm φ₂ is that of N, equation 5, with the root taken; " +
      "thresholds count as edges in both norms. Rescaling leaves the path norm as it is and changes " +
      `the L2 norm. ${READING}`,
    description:
      "Cross-entropy objective, training error, test error, ℓ2-path norm and L2 norm of " +
      `the weights against epochs on ${list(comparisons.map(({ title }) => title))}, a curve for ` +
      `each of ${list(labels(comparisons))}. The numbers stand in the tables below.`,
    series: labels(comparisons),
    axis: "Error axis",
    scale: "log",
    rows,
    spec: (scale) =>
      curvesSpec(scale, {
        title,
        rows,
        comparisons,
        grids: [
          {
            columns: 3,
            panels: curves,
            alwaysLog: [objective],
            width: 202,
            height: 170,
          },
          {
            columns,
            panels: norms,
            alwaysLog: NORMS,
            width: WIDTH / columns - AXIS,
            height: 150,
          },
        ],
      }),
  };
}

function labels(comparisons: readonly Comparison[]): string[] {
  return comparisons[0].contenders.map((contender) => contender.label);
}
