/**
 * Curves against epochs, a colour for each optimizer and dashes for each of its starts.
 *
 * @module
 */

import { epochAxis, verticalAxis } from "../chart/axes.ts";
import type { Scale } from "../chart/chart.ts";
import {
  type Axes,
  bandLayer,
  broadLineLayer,
  crossLayer,
  extentLayer,
  lineLayer,
  seedsLayer,
  zeroLayer,
} from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { optimizerColours, optimizerDashes } from "../chart/optimizers.ts";
import { THEME } from "../chart/theme.ts";
import { panelName, type Quantity } from "./curves.ts";
import type { Comparison, Contender } from "./comparison.ts";

const X_AXIS = { ...epochAxis, axis: { ...epochAxis.axis, tickCount: 5 } };

/** What to draw. */
export interface CurvesOptions {
  readonly comparisons: readonly Comparison[];
  /** One below the other. */
  readonly grids: readonly Grid[];
}

/** Panels of one size, row by row. */
export interface Grid {
  readonly columns: number;
  readonly panels: readonly (readonly [Comparison, Quantity])[];
  /** The quantities whose axis stays logarithmic whatever the reader picks. */
  readonly alwaysLog?: readonly Quantity[];
  /** Width and height of a panel in pixels. */
  readonly width: number;
  readonly height: number;
}

/** The spec of one or more grids of panels, a quantity on a data set in each. */
export function curvesSpec(scale: Scale, { comparisons, grids }: CurvesOptions): object {
  const { contenders } = comparisons[0];
  const views = grids.map((grid, i) => {
    const first = grids.slice(0, i).reduce((sum, { panels }) => sum + panels.length, 0);
    return gridView(grid, { scale, first, contenders });
  });
  return {
    config: legendByStart(contenders),
    ...(views.length === 1 ? views[0] : { vconcat: views, spacing: 34 }),
  };
}

function gridView(
  { columns, panels, alwaysLog = [], width, height }: Grid,
  on: { scale: Scale; first: number; contenders: readonly Contender[] },
) {
  return {
    columns,
    spacing: { column: 26, row: 30 },
    concat: panels.map(([comparison, quantity], i) => {
      const index = on.first + i;
      const scale = alwaysLog.includes(quantity) ? "log" : on.scale;
      const { axis, decades } = quantity;
      const y = verticalAxis(axis, scale, { panel: index, decades });
      const axes = { scale, x: X_AXIS, y };
      const layer = layers(axes, on.contenders);
      return panelView(panelName(comparison, quantity), { index, width, height, layer });
    }),
  };
}

/** The theme, with a column of the legend for each balanced start: the unbalanced stand below. */
export function legendByStart(contenders: readonly Contender[]) {
  const columns = contenders.filter(({ initialization }) => initialization === "balanced").length;
  return { ...THEME, legend: { ...THEME.legend, columns } };
}

/** The channels that tell the contenders apart. */
export function seriesStyle(contenders: readonly Contender[]) {
  const names = contenders.map(({ optimizer }) => optimizer);
  const [colours, dashes] = [optimizerColours(names), optimizerDashes(names)];
  const channel = (range: readonly unknown[]) => ({
    field: "series",
    type: "ordinal",
    title: null,
    scale: { domain: contenders.map(({ label }) => label), range },
  });
  return {
    color: channel(contenders.map(({ optimizer }) => colours.get(optimizer))),
    strokeDash: channel(
      contenders.map(({ optimizer, initialization, dash }) =>
        dash ?? dashes.get(optimizer)?.[initialization]
      ),
    ),
  };
}

function layers(axes: Axes, contenders: readonly Contender[]) {
  const style = seriesStyle(contenders);
  // Path-SGD's balanced curve is broad and pale, so that the other start shows on top of it.
  const broad = contenders
    .filter(({ pathGeometry, initialization }) => pathGeometry && initialization === "balanced")
    .map(({ label }) => label);
  const series = { encoding: style, broad };
  return [
    bandLayer(axes, style.color),
    seedsLayer(axes, style.color),
    broadLineLayer(axes, series),
    lineLayer(axes, series),
    ...(axes.scale === "log" ? [zeroLayer(axes, style.color)] : []),
    crossLayer(axes),
    extentLayer(axes),
  ];
}
