/**
 * Curves against epochs, a colour for each optimizer and dashes for the unbalanced start.
 *
 * @module
 */

import { epochAxis, verticalAxis } from "../chart/axes.ts";
import type { Chart, Scale } from "../chart/chart.ts";
import {
  bandLayer,
  broadLineLayer,
  crossLayer,
  extentLayer,
  lineLayer,
  zeroLayer,
} from "../chart/layers.ts";
import { optimizerColours } from "../chart/optimizers.ts";
import { SCHEMA, THEME } from "../chart/theme.ts";
import { bandInWords, panelName, type Quantity } from "./curves.ts";
import type { Comparison, Contender } from "./comparison.ts";

/** What to draw. */
export interface CurvesOptions {
  readonly title: string;
  /** A row of panels for each. */
  readonly comparisons: readonly Comparison[];
  /** A column of panels for each. */
  readonly quantities: readonly Quantity[];
  /** The quantities whose axis stays logarithmic whatever the reader picks. */
  readonly alwaysLog?: readonly Quantity[];
  /** Width and height of a panel in pixels. */
  readonly width: number;
  readonly height: number;
}

/** The spec of a grid of panels: a data set a row, a quantity a column. */
export function curvesSpec(scale: Scale, options: CurvesOptions): ReturnType<Chart["spec"]> {
  const { comparisons, quantities, alwaysLog = [], width, height } = options;
  const { contenders } = comparisons[0];
  return {
    $schema: SCHEMA,
    title: { text: options.title, subtitle: bandInWords(comparisons) },
    config: legendByStart(contenders),
    columns: quantities.length,
    spacing: { column: 26, row: 30 },
    concat: comparisons.flatMap((comparison) =>
      quantities.map((quantity) => ({
        title: { text: panelName(comparison, quantity), fontSize: 13, offset: 10 },
        transform: [{ filter: { field: "panel", equal: panelName(comparison, quantity) } }],
        width,
        height,
        layer: layers(alwaysLog.includes(quantity) ? "log" : scale, { quantity, contenders }),
        resolve: { axis: { x: "shared", y: "shared" } },
      }))
    ),
  } as ReturnType<Chart["spec"]>;
}

/** The theme, with a column of the legend for each optimizer: the starts stand below each other. */
export function legendByStart(contenders: readonly Contender[]) {
  const columns = new Set(contenders.map(({ optimizer }) => optimizer)).size;
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
      contenders.map(({ initialization }) => initialization === "balanced" ? [1, 0] : [5, 3]),
    ),
  };
}

function layers(
  scale: Scale,
  { quantity, contenders }: { quantity: Quantity; contenders: readonly Contender[] },
) {
  const axes = {
    scale,
    x: { ...epochAxis, axis: { ...epochAxis.axis, tickCount: 5 } },
    y: verticalAxis(quantity.axis, scale),
  };
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
    ...(scale === "log" ? [zeroLayer(axes, { colour: style.color, tooltip })] : []),
    crossLayer(axes),
    extentLayer(axes),
  ];
}
