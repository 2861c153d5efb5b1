/**
 * The learning curves behind Figure 1 of N: training and test error against epochs, a line a width.
 *
 * @module
 */

import { epochAxis, verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, type Row, type Scale } from "../chart/chart.ts";
import { extentLayer, extentRows, lineLayer, zeroLayer } from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { THEME } from "../chart/theme.ts";
import { list } from "../format.ts";
import type { EpochRecord } from "../results.ts";
import { average } from "../statistics.ts";
import type { Sweep } from "./sweep.ts";

const AXIS = "Error (%)";
const PANELS = [["training error", "train"], ["test error", "test"]] as const;

/** Errors against epochs, two panels for each data set. */
export function learningCurvesChart(sweeps: readonly Sweep[]): Chart {
  const title = "Learning curves";
  const widths = [...new Set(sweeps.flatMap((sweep) => sweep.widths))].sort((a, b) => a - b);
  return {
    id: "learning-curves",
    title,
    curves: "Mean over seeds",
    caption:
      "Mean over the seeds that did not diverge; a run that has ended keeps its last error. " +
      "On the logarithmic scale a line ends where its mean reaches zero, at the triangle.",
    description: "Training error and test error against epochs on " +
      `${list(sweeps.map((sweep) => sweep.title))}, a line for each number of hidden units.`,
    series: widths,
    panels: panelNames(sweeps).map((name) => ({ name, axis: AXIS })),
    x: { field: "epoch", title: "Epoch" },
    axis: "Error axis",
    scale: "log",
    bands: [],
    rows: sweeps.flatMap(curveRows),
    spec: (scale) => curvesSpec(scale, widths, sweeps),
  };
}

function curvesSpec(scale: Scale, widths: readonly number[], sweeps: readonly Sweep[]): object {
  const color = {
    field: "series",
    type: "ordinal",
    title: "Hidden units H",
    scale: { domain: widths },
    legend: { symbolSize: 160 },
  };
  const layers = (panel: number) => {
    const axes = { scale, x: epochAxis, y: verticalAxis(AXIS, scale, { panel }) };
    return [
      lineLayer(axes, { encoding: { color, strokeWidth: { value: 1.5 } } }),
      ...(scale === "log" ? [zeroLayer(axes, color)] : []),
      extentLayer(axes),
    ];
  };
  return {
    config: THEME,
    columns: 2,
    spacing: { column: 26, row: 30 },
    concat: panelNames(sweeps).map((name, index) =>
      panelView(name, { index, width: 352, height: 230, layer: layers(index) })
    ),
  };
}

function curveRows(sweep: Sweep): Row[] {
  return PANELS.flatMap(([name, set]) => {
    const panel = panelName(sweep, name);
    const rows = sweep.widths.flatMap((series) => {
      const curve = meanCurve(sweep, series, (epoch) => 100 * epoch[set].error);
      // Once a mean is zero for good there is nothing more to draw.
      const end = 1 + curve.findLastIndex((mean) => mean > 0);
      return curve.slice(0, end + 1)
        .map((mean, i) => ({ kind: "estimate", panel, series, epoch: i + 1, mean: drawn(mean) }));
    });
    const empty = rows.every((row) => row.mean === 0);
    return empty ? [...rows, ...extentRows(panel, { epoch: 1 })] : rows;
  });
}

/** The mean over finished seeds after epochs 1, 2, …; empty where no run of the width finished. */
function meanCurve(
  sweep: Sweep,
  width: number,
  value: (epoch: EpochRecord) => number,
): number[] {
  const curves = sweep.finished.filter((run) => run.width === width)
    .map(({ run }) => run.epochs.slice(1).map(value));
  const length = Math.max(0, ...curves.map((curve) => curve.length));
  return Array.from(
    { length },
    (_, i) => average(curves.map((curve) => curve[Math.min(i, curve.length - 1)])),
  );
}

function panelNames(sweeps: readonly Sweep[]): string[] {
  return sweeps.flatMap((sweep) => PANELS.map(([name]) => panelName(sweep, name)));
}

function panelName(sweep: Sweep, name: string): string {
  return `${sweep.title}: ${name}`;
}
