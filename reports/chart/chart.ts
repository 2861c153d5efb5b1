/**
 * A chart: its numbers, and how they are drawn on a linear or a logarithmic axis.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import type { Table } from "../report.ts";
import { type Band, BAND_PARAMETER, NO_BAND, subtitle } from "./bands.ts";
import { SCHEMA } from "./theme.ts";

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
  /** What the curves are, for below the title, e.g. "Mean over 5 seeds". */
  readonly curves: string;
  /** What is drawn and how to read it, for below the drawing. */
  readonly caption: string;
  /** The drawing in words, for who does not see it. */
  readonly description: string;
  /** Names of its series, as the legend has them; they stand in the rows' field `series`. */
  readonly series: readonly (string | number)[];
  /** Its panels, in their order; their names stand in the rows' field `panel`. */
  readonly panels: readonly Panel[];
  /** The field of the horizontal axis and what it is. */
  readonly x: {
    readonly field: string;
    readonly title: string;
    /** Names of its places, where these are 0, 1, 2, …. */
    readonly names?: readonly string[];
  };
  /** What the switch between scales acts on, e.g. "Error axis". */
  readonly axis: string;
  /** The scale that it opens with. */
  readonly scale: Scale;
  /** The bands that its rows have numbers for, first the one that it opens with; may be empty. */
  readonly bands: readonly Band[];
  /** Already aggregated; the same for both scales. */
  readonly rows: readonly Row[];
  /** Its numbers as tables, where they aren't those of a curve for each series. */
  readonly tables?: readonly Table[];
  /** Panels and configuration as Vega-Lite has them, without title and data. */
  spec(scale: Scale): object;
}

/** A panel and what its vertical axis measures. */
export interface Panel {
  readonly name: string;
  /** With its unit; null where the name says it. */
  readonly axis: string | null;
}

/** The Vega-Lite spec of a chart as it opens or on another scale, with the data that it draws. */
export function completeSpec(chart: Chart, scale: Scale = chart.scale): TopLevelSpec {
  const band = chart.bands[0] ?? NO_BAND;
  return {
    $schema: SCHEMA,
    title: { text: chart.title, subtitle: subtitle(chart, band) },
    params: [{ name: BAND_PARAMETER, value: band }],
    data: { values: chart.rows.filter((row) => row.kind !== "seed" || band === "seeds") },
    ...chart.spec(scale),
  } as TopLevelSpec;
}

/** Width of a panel in pixels, where two stand side by side or one stands alone. */
export function panelWidth(panels: number): number {
  return panels === 1 ? 720 : 352;
}

/** A number to the five significant digits that a drawing can use, to keep pages small. */
export function drawn(value: number): number {
  return Number(value.toPrecision(5));
}
