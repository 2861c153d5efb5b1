/**
 * A chart on a page: the static drawing, its caption, and the controls of the live one.
 *
 * @module
 */

import { type Chart, completeSpec, type Scale } from "../chart/chart.ts";
import { renderSvg } from "../render.ts";
import { Html, html } from "./html.ts";

/** The element of a chart. The controls stay hidden until the chart is live. */
export async function figureElement(chart: Chart): Promise<Html> {
  const svg = await renderSvg(completeSpec(chart), chart.description);
  return html`
    <figure data-chart="${chart.id}">
      <div class="drawing" role="group" aria-label="${chart.title}">${new Html(svg)}</div>
      <div class="controls" hidden>
        <fieldset>
          <legend>${chart.axis}</legend>
          ${scaleChoice(chart, "linear")} ${scaleChoice(chart, "log")}
        </fieldset>
        <label>
          Show
          <select>
            <option value="">all curves</option>
            ${chart.series.map((name) => html`<option>${name}</option>`)}
          </select>
        </label>
        <span>
          Save as
          <button type="button" value="svg">SVG</button>
          <button type="button" value="png">PNG</button>
        </span>
      </div>
      <figcaption>${chart.caption}</figcaption>
    </figure>
  `;
}

/** What the page's script needs of a chart. */
export function liveChart(chart: Chart, figure: string) {
  return {
    id: chart.id,
    file: `${figure}-${chart.id}`,
    rows: chart.rows,
    linear: chart.spec("linear"),
    log: chart.spec("log"),
  };
}

function scaleChoice(chart: Chart, scale: Scale): Html {
  const name = scale === "log" ? "logarithmic" : "linear";
  const checked = scale === chart.scale ? "checked" : "";
  return html`
    <label>
      <input type="radio" name="scale-${chart.id}" value="${scale}" ${checked}>
      ${name}
    </label>
  `;
}
