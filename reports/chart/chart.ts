/**
 * A chart: its numbers, and how they are drawn on a linear or a logarithmic axis.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";

/** Scale of the vertical axes that can be switched. */
export type Scale = "linear" | "log";

/** One record of a chart's data. */
export type Row = Readonly<Record<string, string | number>>;

/** A chart of a figure. */
export interface Chart {
  /** Unique on the page, e.g. "errors". */
  readonly id: string;
  /** The title inside the drawing. */
  readonly title: string;
  /** What is drawn and how to read it, for below the drawing. */
  readonly caption: string;
  /** The drawing in words, for who does not see it. */
  readonly description: string;
  /** Names of its series, as the legend has them. */
  readonly series: readonly (string | number)[];
  /** What the switch between scales acts on, e.g. "Error axis". */
  readonly axis: string;
  /** The scale that it opens with. */
  readonly scale: Scale;
  /** Already aggregated; the same for both scales. */
  readonly rows: readonly Row[];
  /** The drawing without its data, so that two scales share one copy of it. */
  spec(scale: Scale): Omit<TopLevelSpec, "data">;
}

/** The Vega-Lite spec of a chart, with its data. */
export function completeSpec(chart: Chart, scale: Scale = chart.scale): TopLevelSpec {
  return { ...chart.spec(scale), data: { values: chart.rows } } as TopLevelSpec;
}

/** Width of a panel in pixels, where two stand side by side or one stands alone. */
export function panelWidth(panels: number): number {
  return panels === 1 ? 600 : 352;
}

/** A number to the five significant digits that a drawing can use, to keep pages small. */
export function drawn(value: number): number {
  return Number(value.toPrecision(5));
}
