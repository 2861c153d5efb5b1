/**
 * Layers of lines and words to read a chart by; see `layers.ts` for the kinds of rows.
 *
 * @module
 */

import type { Axes } from "./layers.ts";
import { horizontalScale } from "./panels.ts";

/** Text inside a panel. */
const SMALL = { fontSize: 10.5, color: "currentColor", opacity: 0.75 } as const;

/** A dashed line to compare with, one for each `line`. */
export function referenceLayer({ x, y }: Axes) {
  return {
    transform: [{ filter: "datum.kind === 'reference'" }],
    mark: {
      type: "line",
      strokeDash: [4, 3],
      strokeWidth: 1.2,
      color: "currentColor",
      opacity: 0.7,
    },
    encoding: { x, y: y("mean"), detail: { field: "line" } },
  };
}

/** The name of such a line, above its right end. */
export function nameLayer({ x, y }: Axes) {
  return {
    transform: [{ filter: "datum.kind === 'name'" }],
    mark: { type: "text", align: "right", baseline: "bottom", dy: -4, ...SMALL },
    encoding: { x, y: y("mean"), text: { field: "text" } },
  };
}

/** A line of text at the head of the panel. */
export function headLayer() {
  return {
    transform: [{ filter: "datum.kind === 'head'" }],
    mark: { type: "text", align: "left", baseline: "top", dx: 6, ...SMALL },
    encoding: { x: { value: 0 }, y: { value: 0 }, text: { field: "text" } },
  };
}

/** A dashed horizontal line through the panel, named above its left end. */
export function horizontalLayers({ y }: Pick<Axes, "y">) {
  const transform = [{ filter: "datum.kind === 'level'" }];
  return [
    {
      transform,
      mark: { type: "rule", strokeDash: [4, 3], color: "currentColor", opacity: 0.7 },
      encoding: { y: y("mean") },
    },
    {
      transform,
      mark: { type: "text", align: "left", baseline: "bottom", dx: 4, dy: -3, ...SMALL },
      encoding: { x: { value: 0 }, y: y("mean"), text: { field: "text" } },
    },
  ];
}

/** Room in pixels that the name of a vertical line needs beside it. */
const NAME = 105;

/**
 * A dotted vertical line through the panel, named at its head: left of the line where `align` is
 * "right", save where there is no room, and below the names of lesser `row`.
 *
 * @param panel Place of the panel in the chart, from 0.
 */
export function verticalLayers({ x }: Axes, panel: number) {
  const transform = [{ filter: "datum.kind === 'line'" }];
  const scale = horizontalScale(panel);
  const [left, right] = [`scale('${scale}', datum.H)`, `range('${scale}')[1]`];
  const align = `(datum.align === 'right' ? ${left} > ${NAME} : ${right} - ${left} < ${NAME}) ` +
    "? 'right' : 'left'";
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
        align: { expr: align },
        dx: { expr: `(${align}) === 'right' ? -5 : 5` },
        dy: { expr: "13 * datum.row" },
        baseline: "top",
        ...SMALL,
      },
      encoding: { x, y: { value: 0 }, text: { field: "text" } },
    },
  ];
}
