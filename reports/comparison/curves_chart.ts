/**
 * Curves against epochs, a colour for each optimizer and dashes for the unbalanced start.
 *
 * @module
 */

import { epochAxis, isNarrow, verticalAxis } from "../chart/axes.ts";
import type { Chart, Row, Scale } from "../chart/chart.ts";
import {
  type Axes,
  bandLayer,
  broadLineLayer,
  crossLayer,
  extentLayer,
  lineLayer,
  zeroLayer,
} from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { optimizerColours } from "../chart/optimizers.ts";
import { SCHEMA, THEME } from "../chart/theme.ts";
import { bandInWords, panelName, type Quantity } from "./curves.ts";
import type { Comparison, Contender } from "./comparison.ts";

const X_AXIS = { ...epochAxis, axis: { ...epochAxis.axis, tickCount: 5 } };

/** What to draw. */
export interface CurvesOptions {
  readonly title: string;
  readonly rows: readonly Row[];
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
export function curvesSpec(scale: Scale, options: CurvesOptions): ReturnType<Chart["spec"]> {
  const { title, rows, comparisons, grids } = options;
  const { contenders } = comparisons[0];
  const views = grids.map((grid) => gridView(grid, { scale, rows, contenders }));
  return {
    $schema: SCHEMA,
    title: { text: title, subtitle: bandInWords(comparisons) },
    config: legendByStart(contenders),
    ...(views.length === 1 ? views[0] : { vconcat: views, spacing: 34 }),
  } as ReturnType<Chart["spec"]>;
}

function gridView(
  { columns, panels, alwaysLog = [], width, height }: Grid,
  on: { scale: Scale; rows: readonly Row[]; contenders: readonly Contender[] },
) {
  return {
    columns,
    spacing: { column: 26, row: 30 },
    concat: panels.map(([comparison, quantity]) => {
      const panel = panelName(comparison, quantity);
      const scale = alwaysLog.includes(quantity) ? "log" : on.scale;
      const y = verticalAxis(quantity.axis, scale, {
        narrow: isNarrow(on.rows, panel),
        decades: quantity.decades,
      });
      const axes = { scale, x: X_AXIS, y };
      return panelView(panel, { width, height, layer: layers(axes, on.contenders) });
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
  const colours = optimizerColours(contenders.map(({ optimizer }) => optimizer));
  const channel = (range: readonly unknown[]) => ({
    field: "series",
    type: "ordinal",
    title: null,
    scale: { domain: contenders.map(({ label }) => label), range },
  });
  return {
    color: channel(contenders.map(({ optimizer }) => colours.get(optimizer))),
    strokeDash: channel(
      contenders.map(({ initialization, dash }) =>
        dash ?? (initialization === "balanced" ? [1, 0] : [5, 3])
      ),
    ),
  };
}

function layers(axes: Axes, contenders: readonly Contender[]) {
  const style = seriesStyle(contenders);
  const tooltip = [{ field: "panel", title: "Panel" }, { field: "series", title: "Curve" }];
  // Path-SGD's balanced curve is broad and pale, so that the other start shows on top of it.
  const broad = contenders
    .filter(({ pathGeometry, initialization }) => pathGeometry && initialization === "balanced")
    .map(({ label }) => label);
  const series = { field: "series", encoding: { ...style, tooltip }, broad };
  return [
    bandLayer(axes, style.color),
    broadLineLayer(axes, series),
    lineLayer(axes, series),
    ...(axes.scale === "log" ? [zeroLayer(axes, { colour: style.color, tooltip })] : []),
    crossLayer(axes),
    extentLayer(axes),
  ];
}
