/**
 * Figure 3 of N, with the norms over epochs as further rows.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import { ON_LOG_AXES } from "../chart/layers.ts";
import type { Comparison } from "../comparison/comparison.ts";
import {
  curveBands,
  curveRows,
  curvesInWords,
  l2Norm,
  objective,
  panelName,
  pathNorm,
  rangeInWords,
  testError,
  trainingError,
} from "../comparison/curves.ts";
import { curvesSpec } from "../comparison/curves_chart.ts";
import { list } from "../format.ts";

const CURVES = [objective, trainingError, testError];
const NORMS = [pathNorm, l2Norm];

const READING =
  "Solid or in long dashes: balanced start; in short dashes: unbalanced start. Path-SGD's balanced " +
  "curve is the broad pale line, so that its unbalanced one shows on top of it. A run that has ended " +
  "keeps its last value. A red cross at the head marks a run that diverged; it is not in the mean. " +
  ON_LOG_AXES;

/** Width in pixels that the norms' panels side by side share; each spends part on its vertical axis. */
const WIDTH = 868;
const AXIS = 75;

/**
 * Objective, training error and test error against epochs, a row for each data set; below them a row for
 * each norm.
 */
export function learningCurvesChart(comparisons: readonly Comparison[]): Chart {
  const curves = comparisons.flatMap((comparison) =>
    CURVES.map((quantity) => [comparison, quantity] as const)
  );
  const norms = NORMS.flatMap((quantity) =>
    comparisons.map((comparison) => [comparison, quantity] as const)
  );
  const panels = [...curves, ...norms];
  const rows = panels.flatMap(([comparison, quantity]) => curveRows(comparison, quantity));
  const columns = Math.max(2, comparisons.length); // both norms of a single data set in one row
  return {
    id: "learning-curves",
    title: "Learning curves",
    curves: curvesInWords(comparisons),
    caption: "Means of the objective and of the norms are geometric, and their axes are always " +
      `logarithmic. ${
        rangeInWords(comparisons)
      }The path norm φ₂ is that of N, equation 5, with the root taken; ` +
      "thresholds count as edges in both norms. Rescaling leaves the path norm as it is and changes " +
      `the L2 norm. ${READING}`,
    description:
      "Cross-entropy objective, training error, test error, ℓ2-path norm and L2 norm of " +
      `the weights against epochs on ${list(comparisons.map(({ title }) => title))}, a curve for ` +
      `each of ${list(labels(comparisons))}. The numbers stand in the tables below.`,
    series: labels(comparisons),
    panels: panels.map(([comparison, quantity]) => ({
      name: panelName(comparison, quantity),
      axis: quantity.axis,
    })),
    x: { field: "epoch", title: "Epoch" },
    axis: "Error axis",
    scale: "log",
    bands: curveBands(comparisons),
    rows,
    spec: (scale) =>
      curvesSpec(scale, {
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
