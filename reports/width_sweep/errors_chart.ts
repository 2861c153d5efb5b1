/**
 * Figure 1 of N: errors against the number of hidden units.
 *
 * @module
 */

import { verticalAxis, widthAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import { estimateRows, withFloor } from "../chart/estimates.ts";
import {
  bandLayer,
  crossLayer,
  dotLayer,
  extentLayer,
  lineLayer,
  ON_LOG_AXES,
  seedsLayer,
  zeroLayer,
} from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { verticalLayers } from "../chart/reference_layers.ts";
import { COLOURS, THEME } from "../chart/theme.ts";
import { ZERO_TRAINING_ERROR } from "../claims.ts";
import { count, list, plural } from "../format.ts";
import { estimate } from "../statistics.ts";
import { type ErrorName, leastFittingWidth, type Sweep, widthOf } from "./sweep.ts";

const AXIS = "Error (%)";

/** The three curves of Figure 1: name, error, colour and dash. */
const SERIES: readonly [name: string, error: ErrorName, colour: string, dash: number[]][] = [
  ["Training error", "train", COLOURS.grey, [2, 2]],
  ["Test error at convergence", "test", COLOURS.blue, [1, 0]],
  ["Test error with early stopping", "earlyStopped", COLOURS.orange, [7, 3]],
];

/** Errors against the number of hidden units, a panel for each data set, as in Figure 1. */
export function errorsChart(sweeps: readonly Sweep[]): Chart {
  const widths = [...new Set(sweeps.flatMap((sweep) => sweep.widths))].sort((a, b) => a - b);
  const titles = sweeps.map((sweep) => sweep.title);
  return {
    id: "errors",
    title: "Error against the number of hidden units",
    curves: curvesInWords(sweeps),
    caption: "Dotted lines mark the least width whose training error is " +
      `at most ${100 * ZERO_TRAINING_ERROR} % in every seed, and the width from which the ` +
      "weights, H(C + D), outnumber the training examples. A red cross marks a width at which a " +
      `run diverged, failed or is missing; it is not in the mean. ${ON_LOG_AXES}`,
    description: `Training error, test error at convergence and test error with early stopping ` +
      `against the number of hidden units, ${count(widths[0])} to ` +
      `${count(widths[widths.length - 1])}, on ${list(titles)}. ` +
      "The numbers stand in the table below.",
    series: SERIES.map(([name]) => name),
    panels: titles.map((name) => ({ name, axis: AXIS })),
    x: { field: "H", title: "Hidden units H" },
    axis: "Error axis",
    scale: "linear",
    bands: mostSeeds(sweeps) === 1 ? [] : ["interval", "range", "seeds"],
    rows: sweeps.flatMap(errorRows),
    spec: (scale) => errorsSpec(scale, widths, sweeps),
  };
}

function errorsSpec(scale: Scale, widths: readonly number[], sweeps: readonly Sweep[]): object {
  const channel = (range: readonly unknown[]) => ({
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: SERIES.map(([name]) => name), range },
  });
  const color = channel(SERIES.map(([, , colour]) => colour));
  const strokeDash = channel(SERIES.map(([, , , dash]) => dash));
  const x = widthAxis(widths);
  const layers = (panel: number) => {
    const axes = { scale, x, y: verticalAxis(AXIS, scale, { panel }) };
    return [
      ...verticalLayers(axes, panel),
      bandLayer(axes, color),
      seedsLayer(axes, color),
      lineLayer(axes, { encoding: { color, strokeDash } }),
      dotLayer(axes, color),
      ...(scale === "log" ? [zeroLayer(axes, color)] : []),
      crossLayer(axes),
      extentLayer(axes),
    ];
  };
  const size = { width: panelWidth(sweeps.length), height: 270 };
  return {
    config: THEME,
    columns: Math.min(2, sweeps.length),
    spacing: { column: 26, row: 30 },
    concat: sweeps.map(({ title }, index) =>
      panelView(title, { ...size, index, layer: layers(index) })
    ),
  };
}

/** How the curves come from the runs. */
function curvesInWords(sweeps: readonly Sweep[]): string {
  const warning = sweeps.some((sweep) => sweep.standIn) ? "Not real data. " : "";
  const seeds = mostSeeds(sweeps);
  return seeds === 1
    ? `${warning}One seed, so there is no band`
    : `${warning}Mean over ${plural(seeds, "seed")}`;
}

function mostSeeds(sweeps: readonly Sweep[]): number {
  return Math.max(...sweeps.map((sweep) => sweep.seeds.length));
}

function errorRows(sweep: Sweep): Row[] {
  const panel = sweep.title;
  const rows = SERIES.flatMap(([series, error]) =>
    sweep.widths.flatMap((H) => {
      const values = sweep.finished.filter((errors) => errors.width === H)
        .map((errors) => ({ seed: errors.seed, value: 100 * errors[error] }));
      return values.length === 0
        ? []
        : estimateRows({ panel, series, H }, { values, mean: estimate });
    })
  );
  return [
    ...withFloor(rows, { panel, place: { H: sweep.widths[0] } }),
    ...notInMean(sweep),
    ...verticals(sweep),
  ];
}

/** A mark for each width at which runs are left out of the mean. */
function notInMean(sweep: Sweep): Row[] {
  return sweep.widths.flatMap((width) => {
    const diverged = sweep.diverged.filter((run) => widthOf(run) === width).length;
    const missing = sweep.missing.filter((run) => run.width === width).length;
    const parts = [
      ...(diverged > 0 ? [`${diverged} diverged`] : []),
      ...(missing > 0 ? [`${missing} failed or missing`] : []),
    ];
    if (parts.length === 0) return [];
    const text = `${list(parts)} of ${plural(sweep.seeds.length, "run")} at H = ${count(width)}`;
    return [{ kind: "mark", panel: sweep.title, H: width, text }];
  });
}

/** The two widths that the paper's argument turns on. */
function verticals(sweep: Sweep): Row[] {
  const [least, widest] = [sweep.widths[0], sweep.widths[sweep.widths.length - 1]];
  const fitting = leastFittingWidth(sweep, ZERO_TRAINING_ERROR);
  const outnumbering = sweep.trainExamples / sweep.weightsPerUnit;
  const lines = [
    ...(fitting === undefined ? [] : [{ H: fitting, text: "zero training error" }]),
    ...(outnumbering < least || outnumbering > widest
      ? []
      : [{ H: drawn(outnumbering), text: "weights > examples" }]),
  ].sort((a, b) => a.H - b.H);
  // Of two, the left one is named to its left and the right one to its right.
  return lines.map((line, row) => ({
    kind: "line",
    panel: sweep.title,
    ...line,
    align: row === 0 && lines.length === 2 ? "right" : "left",
    row,
  }));
}
