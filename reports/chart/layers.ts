/**
 * The layers that charts are put together from. A chart's rows are of several kinds, told apart by
 * their field `kind`:
 *
 * - "estimate": a point of a series, with its `mean`; for bands `lower` and `upper` of the 95 %
 *   interval, `least` and `largest` of the seeds, and their number `n`; `detail` where the series alone
 *   doesn't name it;
 * - "seed": the value of one `seed` there, as its `mean`;
 * - "mark": a place where runs are not drawn as an estimate, with `text` to say why;
 * - "level": a horizontal line of the panel at its `mean`, with `text`;
 * - "line": a vertical line of the panel, with `text`, and `align` and `row` for it;
 * - "reference": a point of a dashed line to compare with, which its `line` names;
 * - "name": `text` for its right end;
 * - "head": `text` for the head of the panel;
 * - "extent": invisible, gives axes to a panel that has no estimate to take them from.
 *
 * A logarithmic axis has no place for zero. There, a mean of zero becomes a gap in its line with a
 * triangle at the foot of the panel, and a band that reaches below zero ends at `floor`, the least
 * positive value of the panel.
 *
 * @module
 */

import { BAND_PARAMETER } from "./bands.ts";
import type { Row, Scale } from "./chart.ts";
import { COLOURS } from "./theme.ts";

/** Name of the parameter that holds the series picked in the legend. */
export const PICKED = "picked";

const PICKED_PARAMETER = {
  name: PICKED,
  select: { type: "point", fields: ["series"] },
  bind: "legend",
} as const;

/** For captions: how a logarithmic axis shows what it has no place for. */
export const ON_LOG_AXES =
  "On a logarithmic axis a triangle at the foot stands for zero, and a band " +
  "that reaches below zero ends at the least positive number of its panel.";

/** Opacity of a series that is picked, or of all where none is, and of the others. */
function picked(opacity: number, others: number) {
  return { condition: { param: PICKED, value: opacity }, value: others };
}

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

/** Keeps a kind of row and makes its `mean` fit the scale: not positive on "log" → null, a gap. */
function drawnOn(scale: Scale, kind: "estimate" | "seed") {
  const only = { filter: `datum.kind === '${kind}'` };
  const gap = { calculate: "datum.mean > 0 ? datum.mean : null", as: "mean" };
  return scale === "log" ? [only, gap] : [only];
}

/** The band around each series, of the kind that the chart's parameter names. */
export function bandLayer({ scale, x, y }: Axes, colour: object) {
  const isRange = `${BAND_PARAMETER} === 'range'`;
  const least = scale === "log" ? "datum.floor" : "0";
  return {
    transform: [
      { filter: `datum.kind === 'estimate' && ${BAND_PARAMETER} !== 'seeds'` },
      { calculate: `${isRange} ? datum.largest : datum.upper`, as: "upper" },
      { calculate: `max(${isRange} ? datum.least : datum.lower, ${least})`, as: "lower" },
      { filter: "datum.upper > 0" },
    ],
    mark: "area",
    encoding: {
      x,
      y: y("lower"),
      y2: { field: "upper" },
      color: colour,
      opacity: picked(0.2, 0.03),
    },
  };
}

/** A thin line for each seed of each series, where the chart's parameter asks for them. */
export function seedsLayer({ scale, x, y }: Axes, colour: object) {
  return {
    transform: [...drawnOn(scale, "seed"), { filter: `${BAND_PARAMETER} === 'seeds'` }],
    mark: { type: "line", strokeWidth: 0.8 },
    encoding: {
      x,
      y: y("mean"),
      color: colour,
      detail: { field: "seed" },
      opacity: picked(0.6, 0.04),
    },
  };
}

/**
 * The line through each series; it holds the parameter that the legend is bound to.
 *
 * @param options.encoding The channels that tell series apart.
 * @param options.broad The series that {@link broadLineLayer} draws instead.
 */
export function lineLayer(
  { scale, x, y }: Axes,
  { encoding, broad = [] }: { encoding: object; broad?: readonly string[] },
) {
  return {
    params: [PICKED_PARAMETER],
    transform: [
      ...drawnOn(scale, "estimate"),
      ...(broad.length === 0 ? [] : [{ filter: { not: { field: "series", oneOf: broad } } }]),
    ],
    mark: { type: "line", strokeWidth: 2 },
    encoding: { x, y: y("mean"), ...encoding, opacity: picked(1, 0.12) },
  };
}

/** A broad pale line through each of these series, for below one that may run on top of it. */
export function broadLineLayer(
  { scale, x, y }: Axes,
  { encoding, broad }: { encoding: object; broad: readonly string[] },
) {
  return {
    transform: [...drawnOn(scale, "estimate"), { filter: { field: "series", oneOf: broad } }],
    mark: { type: "line", strokeWidth: 7, strokeOpacity: 0.45 },
    encoding: { x, y: y("mean"), ...encoding, opacity: picked(1, 0.12) },
  };
}

/** A mark at each estimate, without a line; it holds the parameter that the legend is bound to. */
export function markerLayer({ scale, x, y }: Axes, encoding: object) {
  return {
    params: [PICKED_PARAMETER],
    transform: drawnOn(scale, "estimate"),
    mark: { type: "point", filled: true, size: 46, opacity: 1 },
    encoding: { x, y: y("mean"), ...encoding, opacity: picked(0.9, 0.08) },
  };
}

/** A dot at each estimate. */
export function dotLayer({ scale, x, y }: Axes, colour: object) {
  return {
    transform: [...drawnOn(scale, "estimate"), { filter: "isValid(datum.mean)" }],
    mark: { type: "point", filled: true, size: 34, opacity: 1 },
    encoding: { x, y: y("mean"), color: colour, opacity: picked(1, 0.08) },
  };
}

/** A bar at each estimate, from the least value to the largest. */
export function whiskerLayer({ x, y }: Axes, colour: object) {
  return {
    transform: [{ filter: "datum.kind === 'estimate' && datum.least < datum.largest" }],
    mark: { type: "rule", strokeWidth: 5, strokeCap: "round" },
    encoding: {
      x,
      y: y("least"),
      y2: { field: "largest" },
      color: colour,
      opacity: picked(0.3, 0.03),
    },
  };
}

/** On a logarithmic axis: a triangle at the foot of the panel for each mean that is zero. */
export function zeroLayer({ x }: Axes, colour: object) {
  return {
    transform: [{ filter: "datum.kind === 'estimate' && datum.mean <= 0" }],
    mark: { type: "point", shape: "triangle-down", filled: true, size: 46, yOffset: -4 },
    encoding: { x, y: { value: "height" }, color: colour, opacity: picked(0.9, 0.08) },
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
    encoding: { x, y: { value: 8 } },
  };
}
