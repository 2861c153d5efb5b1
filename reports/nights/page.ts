/**
 * The page of all nights: what changed, each metric drawn over the nights, and every night in a table.
 *
 * @module
 */

import { plural, significant, significantInterval } from "../format.ts";
import { documentOf } from "../page/document.ts";
import { type Content, Html, html } from "../page/html.ts";
import { foldedTable } from "../page/table.ts";
import { inlineJson } from "../page/inline.ts";
import { renderSvg } from "../render.ts";
import { expectedIn, FALSE_ALARMS, LEAST_NIGHTS } from "./alert.ts";
import live from "./live.js" with { type: "text" };
import { changeInWords, metricOf, nightSummary } from "./messages.ts";
import { metricSpec } from "./metric_chart.ts";
import { toUnit } from "./metrics.ts";
import { type Change, failuresOf, type Night } from "./night.ts";
import { readings } from "./readings.ts";
import { regimesOf, type Series, seriesOf } from "./regime.ts";
import { metricsTable, nightsTable } from "./tables.ts";

/**
 * The text of the page.
 *
 * @param nights In order, at least one.
 */
export async function nightsPage(nights: readonly Night[]): Promise<string> {
  const series = seriesOf(nights);
  const byFigure = Map.groupBy(series, ({ metric }) => metric.figure);
  const body = html`
    <main>
      ${heading(nights)}
      ${changesSection(nights)}
      <section aria-labelledby="metrics">
        <h2 id="metrics">The metrics, night by night</h2>
        <p class="note">
          Line: the mean over a night's seeds. Blue band: its 95 % interval over them. Grey: the range
          expected of a night, from all nights since the last shift. Orange: a shift, dashed where the
          metric came back. Red cross: the figure failed that night. Dotted: a new version.
          With a pointer on a drawing its caption reads the night below it.
        </p>
        ${await Promise.all(
          [...byFigure].map(([figure, series]) => figureElement({ figure, series, nights })),
        )}
      </section>
      <section aria-labelledby="numbers">
        <h2 id="numbers">The numbers</h2>
        ${foldedTable(nightsTable(nights))}
        ${foldedTable(metricsTable(series))}
        <p class="downloads">
          <a download href="nights.csv">All numbers as CSV</a>
          <a href="nights.xml">Feed of changes and failures (Atom)</a>
        </p>
      </section>
    </main>
    ${inlineJson("nights", readings(series, nights))}
  `;
  return documentOf(body, { title: "Nights · implicit-bench", scripts: [live] });
}

function heading(nights: readonly Night[]): Html {
  const [first, last] = [nights[0], nights[nights.length - 1]];
  const failed = nights.filter((night) => failuresOf(night).length > 0).length;
  return html`
    <header>
      <p class="eyebrow"><a href="index.html">implicit-bench</a></p>
      <h1>Does the science still come out?</h1>
      <p class="lead">
        Every night all figures are run with fresh seeds. This page follows the effect of each claim, the
        runs that diverge and the time that runs take.
      </p>
      <p class="summary">
        ${plural(nights.length, "night")}, ${failed} of them with a failure. The last one, of
        ${last.date}: ${nightSummary(last)}.
      </p>
      ${failuresOf(last).map((failure) =>
        html`<p class="banner"><strong>Failed.</strong>${failure}</p>`
      )}
      <p class="byline">${first.date} to ${last.date}, deno task nightly ${last.protocol}</p>
    </header>
  `;
}

function changesSection(nights: readonly Night[]): Html {
  const changes = nights.toReversed().flatMap((night) =>
    night.changes.filter(({ kind }) => kind !== "unconfirmed").map((change) => ({ night, change }))
  );
  const unconfirmed = nights.flatMap((night) => night.changes).length - changes.length;
  return html`
    <section aria-labelledby="changes">
      <h2 id="changes">What changed</h2>
      ${changes.length === 0
        ? html`<p>Nothing so far.</p>`
        : html`<ul class="claims">${
          changes.map(({ night, change }) => changeElement(change, { night, nights }))
        }</ul>`}
      <p class="note">
        A metric out of its range is measured twice again that night with other seeds, and has shifted if
        both confirm it; ${plural(
          unconfirmed,
          "time",
        )} they did not. For metrics that vary normally the
        alert is designed for ${FALSE_ALARMS} false alarms a year over all of them. It needs
        ${LEAST_NIGHTS} nights to compare with, at first and after a shift.
      </p>
    </section>
  `;
}

function changeElement(
  change: Change,
  { night, nights }: { night: Night; nights: readonly Night[] },
): Html {
  const metric = metricOf(change, nights);
  const [sign, word, look] = change.kind === "return"
    ? ["↩", "back in range", "reproduced"]
    : [SIGNS[change.side], "shifted", "not-reproduced"];
  return html`
    <li id="${night.date}-${change.metric}">
      <strong
        class="verdict ${look}"><span aria-hidden="true">${sign}</span> ${word}</strong>
      <div>
        <h3>${metric?.title ?? change.metric}</h3>
        <p>${changeInWords(change, { unit: metric?.unit ?? "", nights })}</p>
        <p class="byline">${change.metric}, night of ${night.date}</p>
      </div>
    </li>
  `;
}

const SIGNS: Readonly<Record<Change["side"], string>> = { above: "▲", below: "▼", missing: "∅" };

async function figureElement(
  { figure, series, nights }: {
    figure: string;
    series: readonly Series[];
    nights: readonly Night[];
  },
): Promise<Html> {
  const panels = await Promise.all(series.map((series) => panelElement(series, nights)));
  return html`
    <details class="folded" open>
      <summary>${figure}, ${plural(series.length, "metric")}</summary>
      <div class="panels">${panels}</div>
    </details>
  `;
}

async function panelElement(series: Series, nights: readonly Night[]): Promise<Html> {
  const { metric, points } = series;
  const latest = points.at(-1);
  const expected = expectedIn(regimesOf(series).pop()!, metric);
  const now = latest === undefined ? "never measured" : [
    `${significant(toUnit(latest.value, metric))} ${metric.unit} on ${latest.date}`,
    ...(expected === undefined ? [] : [`${significantInterval(expected)} expected`]),
  ].join(", ");
  const drawing: Content = latest === undefined
    ? []
    : new Html(await renderSvg(metricSpec(series, nights), `${metric.title} ${now}`));
  return html`
    <figure data-metric="${metric.id}">
      <h3>${metric.title}</h3>
      <div class="drawing">${drawing}</div>
      <figcaption>${now}</figcaption>
    </figure>
  `;
}
