/**
 * Figure 1 of N: errors against the number of hidden units.
 *
 * @module
 */

import { verticalAxis, widthAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import {
  bandLayer,
  crossLayer,
  dotLayer,
  extentLayer,
  extentRows,
  lineLayer,
  verticalLayers,
  zeroLayer,
} from "../chart/layers.ts";
import { COLOURS, SCHEMA, THEME } from "../chart/theme.ts";
import { ZERO_TRAINING_ERROR } from "../claims.ts";
import { count, list, percentageInterval, plural } from "../format.ts";
import { estimate } from "../statistics.ts";
import { type ErrorName, errorsAt, leastFittingWidth, type Sweep, widthOf } from "./sweep.ts";

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
    caption: `${bandInWords(sweeps)}. Dotted lines mark the least width whose training error is ` +
      `at most ${100 * ZERO_TRAINING_ERROR} % in every seed, and the width from which the ` +
      "weights, H(C + D), outnumber the training examples. A red cross marks a width at which a " +
      "run diverged, failed or is missing; it is not in the mean. On the logarithmic scale a " +
      "triangle at the foot stands for an error of exactly zero.",
    description: `Training error, test error at convergence and test error with early stopping ` +
      `against the number of hidden units, ${count(widths[0])} to ` +
      `${count(widths[widths.length - 1])}, on ${list(titles)}. ` +
      "The numbers stand in the table below.",
    series: SERIES.map(([name]) => name),
    axis: "Error axis",
    scale: "linear",
    rows: sweeps.flatMap(errorRows),
    spec: (scale) => errorsSpec(scale, widths, sweeps),
  };
}

function errorsSpec(
  scale: Scale,
  widths: readonly number[],
  sweeps: readonly Sweep[],
): ReturnType<Chart["spec"]> {
  const axes = {
    scale,
    x: widthAxis(widths),
    y: verticalAxis("Error (%)", scale),
  };
  const names = SERIES.map(([name]) => name);
  const colour = {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: names, range: SERIES.map(([, , value]) => value) },
  };
  const dash = {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: names, range: SERIES.map(([, , , value]) => value) },
  };
  const tooltip = [
    { field: "panel", title: "Data" },
    { field: "H", title: "Hidden units" },
    { field: "series", title: "Curve" },
    { field: "mean", title: "Mean (%)" },
    { field: "interval", title: "95 % interval" },
    { field: "n", title: "Seeds" },
  ];
  return {
    $schema: SCHEMA,
    title: {
      text: "Error against the number of hidden units",
      subtitle: bandInWords(sweeps),
    },
    config: THEME,
    columns: Math.min(2, sweeps.length),
    spacing: { column: 44, row: 36 },
    facet: {
      field: "panel",
      type: "nominal",
      title: null,
      sort: sweeps.map((sweep) => sweep.title),
    },
    spec: {
      width: panelWidth(sweeps.length),
      height: 270,
      layer: [
        ...verticalLayers(axes),
        bandLayer(axes, colour),
        lineLayer(axes, { field: "series", encoding: { color: colour, strokeDash: dash } }),
        dotLayer(axes, { colour, tooltip }),
        ...(scale === "log" ? [zeroLayer(axes, { colour, tooltip })] : []),
        crossLayer(axes),
        extentLayer(axes),
      ],
    },
    resolve: { axis: { x: "independent" }, scale: { x: "shared", y: "independent" } },
  } as ReturnType<Chart["spec"]>;
}

/** How the curves come from the runs. */
function bandInWords(sweeps: readonly Sweep[]): string {
  const warning = sweeps.some((sweep) => sweep.standIn) ? "Not real data. " : "";
  const seeds = Math.max(...sweeps.map((sweep) => sweep.seeds.length));
  return seeds === 1
    ? `${warning}One seed, so there is no band`
    : `${warning}Mean over ${plural(seeds, "seed")}, band: 95 % t interval`;
}

function errorRows(sweep: Sweep): Row[] {
  const panel = sweep.title;
  const estimates = SERIES.flatMap(([series, error]) =>
    sweep.widths.flatMap((width) => {
      const errors = errorsAt(sweep, width, error).map((value) => 100 * value);
      return errors.length === 0 ? [] : [{ series, H: width, ...estimate(errors) }];
    })
  );
  const floor = Math.min(
    ...estimates.flatMap(({ mean, interval }) => [mean, interval?.lower ?? mean])
      .filter((value) => value > 0),
  );
  const rows: Row[] = estimates.map(({ series, H, mean, interval, n }) => ({
    kind: "estimate",
    panel,
    series,
    H,
    mean: drawn(mean),
    n,
    // A band of no height where one seed says nothing of the spread.
    lower: drawn(interval?.lower ?? mean),
    upper: drawn(interval?.upper ?? mean),
    floor: drawn(floor),
    interval: interval === undefined ? "one seed" : percentageInterval(interval),
  }));
  const empty = floor === Infinity ? extentRows(panel, { H: sweep.widths[0] }) : [];
  return [...rows, ...empty, ...notInMean(sweep), ...verticals(sweep)];
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
  // Of two, the left one is named to its left and the right one to its right: they never meet.
  return lines.map((line, i) => ({
    kind: "line",
    panel: sweep.title,
    ...line,
    align: i === 0 && lines.length === 2 ? "right" : "left",
  }));
}
