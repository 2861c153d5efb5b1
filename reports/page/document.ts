/**
 * The frame of every page: head, style, policy, scripts.
 *
 * @module
 */

import { type Html, html } from "./html.ts";
import { contentSecurityPolicy, inlineScript, inlineStyle } from "./inline.ts";
import style from "./style.css" with { type: "text" };

/** What a document is called and runs. */
export interface DocumentOptions {
  readonly title: string;
  /** Sources of its scripts, in their order. */
  readonly scripts: readonly string[];
}

/** The text of an HTML file around a body. */
export function documentOf(body: Html, { title, scripts }: DocumentOptions): string {
  const policy = contentSecurityPolicy({ styles: [style], scripts });
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policy}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${title}</title>
        ${inlineStyle(style)}
      </head>
      <body>
        ${body} ${scripts.map(inlineScript)}
      </body>
    </html>
  `.text.trim() + "\n";
}
