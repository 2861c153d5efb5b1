/**
 * Tables of a page.
 *
 * @module
 */

import type { Table } from "../report.ts";
import { type Html, html } from "./html.ts";

/** A table that scrolls sideways in its own box, reachable by keyboard, where the page is narrow. */
export function tableElement({ title, caption, columns, rows }: Table): Html {
  const alignment = columns.map((column) => column.numeric ? "number" : "text");
  const heads = columns.map((column, i) =>
    html`<th scope="col" class="${alignment[i]}">${column.title}</th>`
  );
  // The first cell says what its line is about.
  const lines = rows.map(([head, ...cells]) =>
    html`
      <tr>
        <th scope="row" class="${alignment[0]}">${head}</th>
        ${cells.map((cell, i) => html`<td class="${alignment[i + 1]}">${cell}</td>`)}
      </tr>
    `
  );
  return html`
    <div class="table" role="group" aria-label="${title}" tabindex="0">
      <table>
        <caption><span><b>${title}.</b> ${caption}</span></caption>
        <thead>
          <tr>${heads}</tr>
        </thead>
        <tbody>${lines}</tbody>
      </table>
    </div>
  `;
}

/** A table that is folded away under its title. */
export function foldedTable(table: Table): Html {
  return html`
    <details class="folded">
      <summary>${table.title}</summary>
      ${tableElement(table)}
    </details>
  `;
}
