/**
 * Styles and scripts that stand inside a page, and the policy that allows these and nothing else.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { Html } from "./html.ts";

/** A style sheet as an element. */
export function inlineStyle(css: string): Html {
  return new Html(`<style>${css}</style>`);
}

/**
 * A script as an element.
 *
 * @throws {Error} If the script holds what would end its element early.
 */
export function inlineScript(javascript: string): Html {
  if (/<\/script|<!--/i.test(javascript)) {
    throw new Error("Expected a script without `</script` and `<!--`, which would end it early");
  }
  return new Html(`<script>${javascript}</script>`);
}

/** A value as an element that scripts read: JSON in which no `<` can end the element. */
export function inlineJson(id: string, value: unknown): Html {
  const json = JSON.stringify(value).replaceAll("<", "\\u003c");
  return new Html(`<script type="application/json" id="${id}">${json}</script>`);
}

/**
 * The Content-Security-Policy of a page: these styles and scripts, images in the page itself, no
 * network and no evaluation of text as code.
 */
export function contentSecurityPolicy(
  sources: { readonly styles: readonly string[]; readonly scripts: readonly string[] },
): string {
  const hashes = (texts: readonly string[]) => texts.map(hashSource).join(" ") || "'none'";
  return [
    "default-src 'none'",
    `script-src ${hashes(sources.scripts)}`,
    `style-src ${hashes(sources.styles)}`,
    "img-src data: blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
