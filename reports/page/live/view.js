// A Vega view of a chart, in step with what the reader chose.

import { setZoom, shownPanels, zoomOf, zoomSignals } from "./zoom.js";

/** Options of vega-embed. */
export const OPTIONS = {
  ast: true, // Vega's interpreter: the page forbids the evaluation of text as code.
  actions: false,
  defaultStyle: false,
  mode: "vega-lite", // not told by the spec itself, which has no $schema here
  logLevel: vega.Error, // Warnings were dealt with when the static drawing was made.
  renderer: "svg",
  tooltip: false,
};

/** The signal that holds the series picked in the legend. */
const PICKED = "picked_series_legend";

/** Sets the signals of a drawing to what the reader chose. */
export async function showChoice(view, chart, choice) {
  const series = chart.series.find((name) => String(name) === choice.series);
  view.signal(PICKED, series ?? null);
  await view.runAsync();
  for (const panel of shownPanels(chart, choice)) {
    if (choice.zoom.has(panel)) setZoom(view, chart, { panel, limits: choice.zoom.get(panel) });
  }
  await view.runAsync();
}

/** Keeps the choice in step with what the reader does in the drawing: legend, dragging, wheel. */
export function follow({ chart, choice, view }, changed) {
  view.addSignalListener(PICKED, (_name, series) => {
    choice.series = String(series ?? "");
    changed();
  });
  for (const panel of shownPanels(chart, choice)) {
    const [x] = zoomSignals(chart, panel);
    view.addSignalListener(x, () => {
      const limits = zoomOf(view, chart, panel);
      if (limits === undefined) choice.zoom.delete(panel);
      else choice.zoom.set(panel, limits);
      changed();
    });
  }
}
