/**
 * A figure as one HTML file that needs nothing else: no network, no other file, and no scripts
 * either, though with scripts its charts are live.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import type { GradedClaim } from "../claims.ts";
import type { PublishedFigure } from "../compact.ts";
import { csv } from "../csv.ts";
import { seedCount } from "../experiments.ts";
import { list, plural, time } from "../format.ts";
import type { Report } from "../report.ts";
import type { FigureResult } from "../results.ts";
import { standIns } from "../warnings.ts";
import { claimsSection, verdictsInWords } from "./claims_section.ts";
import { documentOf } from "./document.ts";
import { figureElement, liveChart } from "./figure.ts";
import { type Content, type Html, html } from "./html.ts";
import { inlineJson } from "./inline.ts";
import { liveScripts } from "./live_scripts.ts";
import { methodSection } from "./method_section.ts";
import { provenanceLines } from "./provenance.ts";
import { foldedTable } from "./table.ts";

/** What a page is made from. */
export interface PageContent {
  readonly report: Report;
  readonly figure: FigureResult;
  readonly charts: readonly [Chart, ...Chart[]];
  /** What stands in `<figure>.json`. */
  readonly published: PublishedFigure;
}

/** The text of the HTML file. */
export async function page(content: PageContent): Promise<string> {
  const { report, figure, published } = content;
  const [main, ...others] = content.charts;
  const options = { figure: figure.figure, notes: provenanceLines(figure) };
  const body = html`
    <main>
      ${heading(report, figure, published.claims)}
      ${standInBanner(figure)}
      <div class="answer">
        <div>
          ${await figureElement(main)}
          ${warningsElement(published.warnings)}
        </div>
        ${claimsSection(published.claims, report.grading)}
      </div>
      ${await Promise.all(others.map(foldedFigure))}
      ${report.sections?.(figure) ?? []}
      <div class="sources">
        <section aria-labelledby="numbers">
          <h2 id="numbers">The numbers</h2>
          ${report.tables(figure).map(foldedTable)}
        </section>
        ${methodSection(figure)}
        ${downloads(report, figure)}
      </div>
    </main>
    ${inlineJson("charts", content.charts.map((chart) => liveChart(chart, options)))}
    ${inlineJson("results", published)}
  `;
  return documentOf(body, {
    title: `${report.title} · implicit-bench`,
    scripts: await liveScripts(),
  });
}

function heading(report: Report, figure: FigureResult, claims: readonly GradedClaim[]): Html {
  const seeds = seedCount(figure);
  const titles = list(figure.data.map((data) => data.title));
  const made = `run again on ${titles} with ${plural(seeds, "seed")}`;
  return html`
    <header>
      <p class="eyebrow">implicit-bench</p>
      <h1>${report.title}</h1>
      <p class="lead">${report.question}</p>
      <p class="summary">${verdictsInWords(claims)}</p>
      <p class="byline">${report.source}, ${made} on ${time(figure.environment.date)}.</p>
    </header>
  `;
}

function standInBanner(figure: FigureResult): Content {
  const titles = list(standIns(figure));
  return titles === "" ? [] : html`
    <p class="banner" role="alert">
      <strong>Not real data.</strong>
      No data set was at hand. These runs used images that the program draws itself: ${titles}. They
      show that everything works; they say nothing about the paper.
    </p>
  `;
}

function warningsElement(warnings: readonly string[]): Content {
  return warnings.length === 0 ? [] : html`
    <aside class="warnings" aria-label="Before you trust these numbers">
      <p><strong>Before you trust these numbers</strong></p>
      <ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul>
    </aside>
  `;
}

async function foldedFigure(chart: Chart): Promise<Html> {
  return html`
    <details class="folded">
      <summary>${chart.title}</summary>
      ${await figureElement(chart)}
    </details>
  `;
}

function downloads(report: Report, figure: FigureResult): Html {
  const file = figure.figure;
  const csvUri = `data:text/csv;charset=utf-8,${encodeURIComponent(csv(report.records(figure)))}`;
  return html`
    <section aria-labelledby="downloads">
      <h2 id="downloads">Take it with you</h2>
      <p class="downloads">
        <a download="${file}.csv" href="${csvUri}">Runs as CSV</a>
        <button type="button" data-json="${file}.json" hidden>Everything as JSON</button>
      </p>
    </section>
  `;
}
