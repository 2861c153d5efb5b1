/**
 * Figure 2a of N: the objective against epochs from a balanced and from an unbalanced start.
 *
 * @module
 */

import { type Chart, panelWidth } from "../chart/chart.ts";
import type { Comparison } from "../comparison/comparison.ts";
import {
  curveBands,
  curveRows,
  curvesInWords,
  objective,
  panelName,
  rangeInWords,
} from "../comparison/curves.ts";
import { curvesSpec } from "../comparison/curves_chart.ts";
import { list } from "../format.ts";

/** Training cross-entropy against epochs, a panel for each data set. */
export function crossEntropyChart(comparisons: readonly Comparison[]): Chart {
  const rows = comparisons.flatMap((comparison) => curveRows(comparison, objective));
  const series = comparisons[0].contenders.map((contender) => contender.label);
  return {
    id: "cross-entropy",
    title: "Training cross-entropy against epochs",
    curves: curvesInWords(comparisons),
    caption:
      "Means and intervals are geometric, so that they are symmetric on the logarithmic axis. " +
      `${rangeInWords(comparisons)}Epoch 0 is the start, where both networks compute the same ` +
      "function. A run that has ended keeps its last value. A red cross at the head marks a run that " +
      "diverged; it is not in the mean.",
    description: "Cross-entropy on the training set against epochs on " +
      `${list(comparisons.map((comparison) => comparison.title))}: ${list(series)}. ` +
      "The numbers stand in the table below.",
    series,
    panels: comparisons.map((comparison) => ({
      name: panelName(comparison, objective),
      axis: objective.axis,
    })),
    x: { field: "epoch", title: "Epoch" },
    axis: "Cross-entropy axis",
    scale: "log",
    bands: curveBands(comparisons),
    rows,
    spec: (scale) =>
      curvesSpec(scale, {
        comparisons,
        grids: [{
          columns: 1,
          panels: comparisons.map((comparison) => [comparison, objective]),
          width: panelWidth(1),
          height: 300,
        }],
      }),
  };
}
