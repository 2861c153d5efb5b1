/**
 * A chart on a page: the static drawing, the controls of the live one, its caption and its numbers.
 *
 * @module
 */

import { BAND_TITLES, NO_BAND, subtitle } from "../chart/bands.ts";
import { type Chart, completeSpec, type Scale } from "../chart/chart.ts";
import { renderSvg } from "../render.ts";
import { panelTables } from "./chart_tables.ts";
import { type Content, Html, html } from "./html.ts";
import { packRows } from "./packed.ts";
import { tableElement } from "./table.ts";

/** The element of a chart. The controls stay hidden until the chart is live. */
export async function figureElement(chart: Chart): Promise<Html> {
  const svg = await renderSvg(completeSpec(chart), chart.description);
  return html`
    <figure data-chart="${chart.id}">
      <div class="drawing" role="group" aria-label="${chart.title}" tabindex="0">
        ${new Html(svg)}
      </div>
      ${controls(chart)}
      <figcaption>${chart.caption}</figcaption>
      <details>
        <summary>The numbers of this drawing</summary>
        ${panelTables(chart).map(tableElement)}
      </details>
    </figure>
  `;
}

/**
 * What the page's script needs of a chart.
 *
 * @param options.figure Of which figure the chart is: saved pictures are named after it.
 * @param options.notes Lines for below the title of saved pictures.
 */
export function liveChart(
  chart: Chart,
  { figure, notes }: { figure: string; notes: readonly string[] },
) {
  const bands = [...chart.bands, NO_BAND] as const;
  return {
    id: chart.id,
    file: `${figure}-${chart.id}`,
    title: chart.title,
    description: chart.description,
    subtitles: Object.fromEntries(bands.map((band) => [band, subtitle(chart, band)])),
    notes,
    series: chart.series,
    panels: chart.panels.map(({ name }) => name),
    x: chart.x,
    bands: chart.bands,
    opens: { scale: chart.scale, band: bands[0], series: "", panel: "" },
    rows: packRows(chart.rows),
    linear: chart.spec("linear"),
    log: chart.spec("log"),
  };
}

function controls(chart: Chart): Html {
  const panels = chart.panels.map(({ name }) => ({ value: name, title: name }));
  const bands = chart.bands.map((band) => ({ value: band, title: BAND_TITLES[band] }));
  const series = chart.series.map((name) => ({ value: String(name), title: String(name) }));
  return html`
    <div class="controls" role="group" aria-label="View of ${chart.title}" hidden>
      <fieldset>
        <legend>${chart.axis}</legend>
        ${scaleChoice(chart, "linear")} ${scaleChoice(chart, "log")}
      </fieldset>
      ${picker(`${chart.id}.series`, "Curve", [{ value: "", title: "all" }, ...series])}
      ${picker(`${chart.id}.band`, "Spread", bands)}
      ${picker(`${chart.id}.panel`, "Panel", [{ value: "", title: "all" }, ...panels])}
      ${zoomButtons()}
      <span>
        Save as
        <button type="button" data-save="svg">SVG</button>
        <button type="button" data-save="png">PNG</button>
      </span>
    </div>
  `;
}

/** A list to pick from; nothing where there is nothing to choose. */
function picker(
  name: string,
  title: string,
  options: readonly { readonly value: string; readonly title: string }[],
): Content {
  const isChoice = options.filter(({ value }) => value !== "").length > 1;
  return !isChoice ? [] : html`
    <label>
      ${title}
      <select name="${name}">
        ${options.map(({ value, title }) => html`<option value="${value}">${title}</option>`)}
      </select>
    </label>
  `;
}

function scaleChoice(chart: Chart, scale: Scale): Html {
  const name = scale === "log" ? "logarithmic" : "linear";
  const checked = scale === chart.scale ? "checked" : "";
  return html`
    <label>
      <input type="radio" name="${chart.id}.scale" value="${scale}" ${checked}>
      ${name}
    </label>
  `;
}

const ZOOMS = [
  ["in", "Zoom in", "+"],
  ["out", "Zoom out", "−"],
  ["left", "Move left", "←"],
  ["right", "Move right", "→"],
  ["up", "Move up", "↑"],
  ["down", "Move down", "↓"],
] as const;

function zoomButtons(): Html {
  return html`
    <span class="zoom" role="group" aria-label="Zoom">
      ${ZOOMS.map(([name, title, sign]) =>
        html`<button type="button" data-zoom="${name}" aria-label="${title}">${sign}</button>`
      )}
      <button type="button" data-zoom="reset">Reset</button>
      <small>or drag, and Ctrl + wheel</small>
    </span>
  `;
}
