/**
 * How every chart looks. Text and axes take `currentColor` on a transparent ground, so that one
 * drawing serves a light and a dark page; series have colours that hold at least 3 : 1 on both.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";

/** What the specs are valid against. */
export const SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json";

/** Colours of series, readable on white and on near-black. */
export const COLOURS = {
  blue: "#3b82d6",
  orange: "#d9752a",
  grey: "#858b94",
  red: "#dd5353",
} as const;

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** The Vega-Lite configuration that all charts share. */
export const THEME = {
  // The page names the drawing as a whole and gives its numbers as a table.
  aria: false,
  mark: { aria: false },
  background: "transparent",
  font: FONT,
  padding: 6,
  title: {
    anchor: "start",
    color: "currentColor",
    fontSize: 15,
    fontWeight: 600,
    offset: 14,
    subtitleColor: "currentColor",
    subtitleFontSize: 12,
    subtitlePadding: 5,
  },
  header: { labelColor: "currentColor", labelFontSize: 13, labelFontWeight: 600, labelPadding: 24 },
  axis: {
    labelColor: "currentColor",
    titleColor: "currentColor",
    gridColor: "currentColor",
    domainColor: "currentColor",
    tickColor: "currentColor",
    gridOpacity: 0.12,
    domainOpacity: 0.5,
    tickOpacity: 0.5,
    tickSize: 4,
    labelFontSize: 11,
    labelPadding: 4,
    titleFontSize: 12,
    titleFontWeight: "normal",
    titlePadding: 8,
  },
  legend: {
    orient: "top",
    labelColor: "currentColor",
    titleColor: "currentColor",
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelLimit: 320,
    symbolType: "stroke",
    symbolOpacity: 1,
    symbolSize: 420,
    symbolStrokeWidth: 2.5,
    columnPadding: 18,
    offset: 20,
  },
  // Ordered series: from blue over violet and pink to orange.
  range: { ordinal: { scheme: [COLOURS.blue, "#8f6fd1", "#cf5fa6", COLOURS.orange] } },
  view: { stroke: null },
} satisfies TopLevelSpec["config"];
