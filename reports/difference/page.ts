/**
 * Two sets of results side by side, as one HTML file.
 *
 * @module
 */

import { documentOf } from "../page/document.ts";
import { type Content, type Html, html } from "../page/html.ts";
import { tableElement } from "../page/table.ts";
import type { Table } from "../report.ts";
import type { FigureComparison, SetComparison } from "./compare.ts";
import {
  apart,
  bitsInWords,
  claimsTable,
  curvesTable,
  madeTable,
  METHOD,
  oneSidedTable,
  summaryOf,
} from "./tables.ts";

/** The text of the page. */
export function comparisonPage(comparison: SetComparison): string {
  const { first, second, figures, oneSided } = comparison;
  const body = html`
    <main>
      <header>
        <p class="eyebrow">implicit-bench</p>
        <h1>Two sets of results, side by side</h1>
        <p class="lead">First: <code>${first}</code><br>Second: <code>${second}</code></p>
        <p class="summary">${summaryOf(comparison)}</p>
      </header>
      ${figures.map(figureSection)}
      ${unlessEmpty(oneSidedTable({ name: "figures", oneSided }))}
      <p class="note">${METHOD}</p>
    </main>
  `;
  return documentOf(body, { title: "Two sets of results · implicit-bench", scripts: [] });
}

function figureSection(figure: FigureComparison, i: number): Html {
  return html`
    <section aria-labelledby="figure-${i}">
      <h2 id="figure-${i}">${figure.title}</h2>
      <p>${figure.name}. ${bitsInWords(figure)}</p>
      ${decided(claimsTable(figure))}
      ${decided(curvesTable(figure))}
      ${unlessEmpty(oneSidedTable(figure))}
      ${unlessEmpty(madeTable(figure))}
    </section>
  `;
}

function unlessEmpty(table: Table): Content {
  return table.rows.length === 0 ? [] : tableElement(table);
}

/** A table of findings with those folded away that say nothing has changed. */
function decided(table: Table): Content {
  const { open, quiet } = apart(table);
  return [
    unlessEmpty(open),
    quiet.rows.length === 0 ? [] : html`
      <details>
        <summary>${table.title}: ${quiet.rows.length} the same or within the spread</summary>
        ${tableElement(quiet)}
      </details>
    `,
  ];
}
