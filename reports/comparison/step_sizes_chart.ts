/**
 * The step-size grid: validation error against the exponent α, with the choice marked.
 *
 * @module
 */

import { verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import {
  type Axes,
  dotLayer,
  extentLayer,
  extentRows,
  lineLayer,
  zeroLayer,
} from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { choiceOf, type Comparison, type Contender } from "./comparison.ts";
import { legendByStart, seriesStyle } from "./curves_chart.ts";
import { list } from "../format.ts";
import type { FigureResult, StepSizeChoice } from "../results.ts";
import { leastValidationError } from "../step_sizes.ts";

const TITLE = "Choice of the step size";
const AXIS = "Validation error (%)";

const ALPHA_AXIS = {
  field: "alpha",
  type: "quantitative",
  title: "α (step size 10^−α)",
  scale: { zero: false, nice: false, padding: 12 },
  axis: { grid: false, tickMinStep: 1, format: "d" },
};

/** Least validation error against α, a panel for each data set. */
export function stepSizesChart(figure: FigureResult, comparisons: readonly Comparison[]): Chart {
  const rows = comparisons.flatMap((comparison) => gridRows(figure, comparison));
  return {
    id: "step-sizes",
    title: TITLE,
    curves: "Least validation error of each run of the grid",
    caption:
      "Least validation error over the epochs of each run of the grid, step size 10^−α, on " +
      "held-out examples. A ring marks the step size taken: the first to reach the least error. " +
      "On the logarithmic scale a triangle at the foot stands for zero. A cross at the head, " +
      "in its curve's colour, marks a run that diverged.",
    description: `Validation error against α on ${
      list(comparisons.map((comparison) => comparison.title))
    }. The choices stand in the table of step sizes.`,
    series: comparisons[0].contenders.map((contender) => contender.label),
    panels: comparisons.map(({ title }) => ({ name: title, axis: AXIS })),
    x: { field: "alpha", title: "α" },
    axis: "Error axis",
    scale: "log",
    bands: [],
    rows,
    spec: (scale) => stepSizesSpec(scale, comparisons),
  };
}

function gridRows(figure: FigureResult, comparison: Comparison): Row[] {
  const panel = comparison.title;
  const rows = comparison.contenders.flatMap((contender, line) => {
    const choice = choiceOf(figure, comparison, contender);
    if (choice === undefined) return [];
    return choice.grid.flatMap(({ alpha, run: id }) => {
      const run = figure.runs.find((candidate) => candidate.id === id);
      const place = { panel, series: contender.label, alpha };
      if (run?.outcome?.kind === "diverged") {
        const text = `${contender.label} diverged`;
        return [{ kind: "mark", ...place, line, text }];
      }
      const least = run && leastValidationError(run);
      if (least === undefined) return [];
      return pointRows(choice, { ...place, mean: drawn(100 * least.error), at: least.epoch });
    });
  });
  const empty = rows.every((row) => row.kind === "mark" || Number(row.mean) <= 0);
  return empty ? [...rows, ...extentRows(panel, { alpha: 0 })] : rows;
}

/** The row of a point, and a second one where it is the choice. */
function pointRows(choice: StepSizeChoice, row: Row): Row[] {
  const point = { kind: "estimate", ...row };
  return row.alpha === choice.chosen ? [point, { ...row, kind: "chosen" }] : [point];
}

function stepSizesSpec(scale: Scale, comparisons: readonly Comparison[]): object {
  return {
    config: legendByStart(comparisons[0].contenders),
    columns: Math.min(2, comparisons.length),
    spacing: { column: 26, row: 30 },
    concat: comparisons.map(({ title }, index) => {
      const y = verticalAxis(AXIS, scale, { panel: index });
      const axes = { scale, x: ALPHA_AXIS, y };
      return panelView(title, {
        index,
        width: panelWidth(comparisons.length),
        height: 230,
        layer: layers(axes, comparisons[0].contenders),
      });
    }),
  };
}

function layers(axes: Axes, contenders: readonly Contender[]) {
  const { color, strokeDash } = seriesStyle(contenders);
  return [
    lineLayer(axes, { encoding: { color, strokeDash } }),
    dotLayer(axes, color),
    ...(axes.scale === "log" ? [zeroLayer(axes, color)] : []),
    chosenLayer(axes, color),
    divergedLayer(axes, color),
    extentLayer(axes),
  ];
}

/** A ring around each choice. */
function chosenLayer({ x, y }: Axes, color: object) {
  return {
    transform: [{ filter: "datum.kind === 'chosen' && datum.mean > 0" }],
    mark: { type: "point", filled: false, size: 150, strokeWidth: 2, opacity: 1 },
    encoding: { x, y: y("mean"), color },
  };
}

/** A cross for each diverged run, a line for each curve so that none hides another. */
function divergedLayer({ x }: Axes, color: object) {
  return {
    transform: [{ filter: "datum.kind === 'mark'" }],
    mark: {
      type: "point",
      shape: "M-1,-1L1,1M-1,1L1,-1",
      size: 26,
      strokeWidth: 1.8,
      opacity: 1,
      yOffset: { expr: "datum.line * 8" },
    },
    encoding: {
      x,
      y: { value: 4 },
      color,
    },
  };
}
