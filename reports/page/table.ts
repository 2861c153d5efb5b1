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
  const lines = rows.map((row) =>
    html`<tr>${row.map((cell, i) => html`<td class="${alignment[i]}">${cell}</td>`)}</tr>`
  );
  return html`
    <div class="table" role="region" aria-label="${title}" tabindex="0">
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
