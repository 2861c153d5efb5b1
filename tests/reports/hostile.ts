/**
 * Figures whose every free text is hostile, for the tests of escaping.
 *
 * @module
 */

import type { FigureResult } from "../../reports/results.ts";

/** Markup, scripts, Vega expressions and patterns of replacement, whatever they are put into. */
export const HOSTILE = `<script>document.title='hit'</script>"'><img src=x onerror=` +
  `"document.title='hit'"></script></style><!--<svg onload=document.title='hit'>` +
  "$&$'$`${document.title='hit'}'+alert(1)+'\\']//datum.x";

/** Ends a line in a script, and no line in JSON. A rule's name can't hold it. */
const LINE_SEPARATOR = "\u2028";

/** Keys of names that a chart may show. */
const NAMES = new Set(["name", "title", "data", "optimizer"]);

/** What is one of a few words, a number in digits, or what reports look for. */
const KEPT = new Set([
  "figure",
  "source",
  "kind",
  "initialization",
  "start",
  "loss",
  "panel",
  "steps",
  "flow",
  "date",
  "finished",
]);

/** The figure with {@link HOSTILE} at the end of its texts: equal texts stay equal. */
export function hostile(figure: FigureResult): FigureResult {
  return changed(figure, "") as FigureResult;
}

function changed(value: unknown, key: string): unknown {
  if (typeof value === "string") {
    if (KEPT.has(key)) return value;
    return value + HOSTILE + (NAMES.has(key) ? "" : LINE_SEPARATOR);
  }
  if (Array.isArray(value)) return value.map((item) => changed(item, key));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, changed(field, key)]),
  );
}
