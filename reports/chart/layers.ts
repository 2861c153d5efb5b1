/**
 * The layers that charts are put together from. A chart's rows are of several kinds, told apart by
 * their field `kind`, so that a facet deals all of them out to its panels:
 *
 * - "estimate": a point of a series, with its `mean`, and `lower` and `upper` for a band;
 * - "mark": a place where runs are not drawn as an estimate, with `text` to say why;
 * - "line": a vertical line of the panel, with `text` and `align`;
 * - "extent": invisible, gives axes to a panel that has no estimate to take them from.
 *
 * A logarithmic axis has no place for zero. There, a mean of zero becomes a gap in its line with a
 * triangle at the foot of the panel, and a band that reaches below zero ends at `floor`, the least
 * positive value of the panel.
 *
 * @module
 */

import { COLOURS } from "./theme.ts";
import type { Row, Scale } from "./chart.ts";

/** Name of the parameter that holds the series picked in the legend. */
export const PICKED = "picked";

const ONLY_ESTIMATES = { filter: "datum.kind === 'estimate'" };

/** The axes that the layers of a panel share. */
export interface Axes {
  /** Whether `y` is logarithmic. */
  readonly scale: Scale;
  /** The horizontal channel. */
  readonly x: object;
  /** The vertical channel of a field. */
  readonly y: (field: string) => object;
}

/** The rows that give axes from 1 to 100 % to a panel, at a place on its horizontal axis. */
export function extentRows(panel: string, place: Row): Row[] {
  return [1, 100].map((mean) => ({ kind: "extent", panel, ...place, mean }));
}

/** Draws nothing, but has the axes reach to the rows of {@link extentRows}. */
export function extentLayer({ x, y }: Axes) {
  return {
    transform: [{ filter: "datum.kind === 'extent'" }],
    mark: { type: "point", opacity: 0 },
    encoding: { x, y: y("mean") },
  };
}

/** Keeps estimates and makes their `mean` fit the scale: not positive on "log" → null, a gap. */
function estimates(scale: Scale) {
  const gap = { calculate: "datum.mean > 0 ? datum.mean : null", as: "mean" };
  return scale === "log" ? [ONLY_ESTIMATES, gap] : [ONLY_ESTIMATES];
}

/** The band from `lower` to `upper` around each series. */
export function bandLayer({ scale, x, y }: Axes, colour: object) {
  const least = scale === "log" ? "datum.floor" : "0";
  return {
    transform: [
      { filter: "datum.kind === 'estimate' && datum.upper > 0" },
      { calculate: `max(datum.lower, ${least})`, as: "lower" },
    ],
    mark: { type: "area", aria: false },
    encoding: {
      x,
      y: y("lower"),
      y2: { field: "upper" },
      color: colour,
      opacity: { condition: { param: PICKED, value: 0.2 }, value: 0.03 },
    },
  };
}

/**
 * The line through each series; it holds the parameter that the legend is bound to.
 *
 * @param series The field that tells series apart, the channels that show it, and the series that
 *   {@link broadLineLayer} draws instead.
 */
export function lineLayer(
  { scale, x, y }: Axes,
  series: { field: string; encoding: object; broad?: readonly string[] },
) {
  const { field, encoding, broad = [] } = series;
  return {
    params: [{
      name: PICKED,
      select: { type: "point", fields: [field] },
      bind: "legend",
    }],
    transform: [
      ...estimates(scale),
      ...(broad.length === 0 ? [] : [{ filter: { not: { field, oneOf: broad } } }]),
    ],
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x,
      y: y("mean"),
      ...encoding,
      opacity: { condition: { param: PICKED, value: 1 }, value: 0.12 },
    },
  };
}

/** A broad pale line through each of these series, for below one that may run on top of it. */
export function broadLineLayer(
  { scale, x, y }: Axes,
  { field, encoding, broad }: { field: string; encoding: object; broad: readonly string[] },
) {
  return {
    transform: [...estimates(scale), { filter: { field, oneOf: broad } }],
    mark: { type: "line", strokeWidth: 7, strokeOpacity: 0.45 },
    encoding: {
      x,
      y: y("mean"),
      ...encoding,
      opacity: { condition: { param: PICKED, value: 1 }, value: 0.12 },
    },
  };
}

/** A dot at each estimate, with its numbers on pointing at it. */
export function dotLayer(
  { scale, x, y }: Axes,
  options: { colour: object; tooltip: object[] },
) {
  return {
    transform: [...estimates(scale), { filter: "isValid(datum.mean)" }],
    mark: { type: "point", filled: true, size: 34, opacity: 1 },
    encoding: {
      x,
      y: y("mean"),
      color: options.colour,
      tooltip: options.tooltip,
      opacity: { condition: { param: PICKED, value: 1 }, value: 0.08 },
    },
  };
}

/** On a logarithmic axis: a triangle at the foot of the panel for each mean that is zero. */
export function zeroLayer({ x }: Axes, options: { colour: object; tooltip: object[] }) {
  return {
    transform: [{ filter: "datum.kind === 'estimate' && datum.mean <= 0" }],
    mark: { type: "point", shape: "triangle-down", filled: true, size: 46, yOffset: -4 },
    encoding: {
      x,
      y: { value: "height" },
      color: options.colour,
      tooltip: options.tooltip,
      opacity: { condition: { param: PICKED, value: 0.9 }, value: 0.08 },
    },
  };
}

/** A red cross at the head of the panel where a run diverged, failed or is missing. */
export function crossLayer({ x }: Axes) {
  return {
    transform: [{ filter: "datum.kind === 'mark'" }],
    mark: {
      type: "point",
      shape: "M-1,-1L1,1M-1,1L1,-1",
      size: 40,
      stroke: COLOURS.red,
      strokeWidth: 2,
      opacity: 1,
    },
    encoding: { x, y: { value: 8 }, tooltip: [{ field: "text", title: "Not in the mean" }] },
  };
}

/**
 * A dotted vertical line through the panel, named above it. `align` tells which side of the line the
 * name stands on.
 */
export function verticalLayers({ x }: Axes) {
  const transform = [{ filter: "datum.kind === 'line'" }];
  return [
    {
      transform,
      mark: { type: "rule", strokeDash: [1, 3], color: "currentColor", opacity: 0.6 },
      encoding: { x },
    },
    {
      transform,
      mark: {
        type: "text",
        align: { expr: "datum.align" },
        dx: { expr: "datum.align === 'right' ? 4 : -4" },
        baseline: "bottom",
        fontSize: 10.5,
        color: "currentColor",
        opacity: 0.75,
      },
      encoding: { x, y: { value: -5 }, text: { field: "text" } },
    },
  ];
}
