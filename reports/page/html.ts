/**
 * Markup whose values are escaped unless they are markup themselves.
 *
 * @module
 */

/** Markup that may stand in a page as it is. */
export class Html {
  /** The markup. */
  readonly text: string;

  /** @param text Markup; whoever calls this answers for it. */
  constructor(text: string) {
    this.text = text;
  }
}

/** What can stand in a template: markup, text to be escaped, or several of these. */
export type Content = Html | string | number | readonly Content[];

/**
 * Markup from a template. Values that are text are escaped for elements and for quoted attributes.
 *
 * @example
 * ```ts
 * import { html } from "./html.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(html`<p>${"a < b"}</p>`.text, "<p>a &lt; b</p>");
 * ```
 */
export function html(literals: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(literals.reduce((text, part, i) => text + markup(values[i - 1]) + part));
}

/** Escapes text for elements and for quoted attributes. */
export function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

function markup(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content === "string") return escape(content);
  if (typeof content === "number") return String(content);
  return content.map(markup).join("");
}
