/**
 * The scripts that make a page's charts live, in the order in which they need each other.
 *
 * @module
 */

import { chartLibraries } from "./libraries.ts";
import choice from "./live/choice.js" with { type: "text" };
import main from "./live/main.js" with { type: "text" };
import numbers from "./live/numbers.js" with { type: "text" };
import save from "./live/save.js" with { type: "text" };
import spec from "./live/spec.js" with { type: "text" };
import view from "./live/view.js" with { type: "text" };
import zoom from "./live/zoom.js" with { type: "text" };

/** Sources of the libraries, then of what uses them. */
export async function liveScripts(): Promise<string[]> {
  return [...await chartLibraries(), joined([choice, spec, zoom, view, numbers, save, main])];
}

/**
 * Modules as one script, for a page has no other files that they could import: what each imports stands
 * before it, and no two give one name to different things at their top.
 */
function joined(modules: readonly string[]): string {
  const body = modules.join("\n")
    .replaceAll(/^import .*\n/gm, "")
    .replaceAll(/^export /gm, "");
  return `"use strict";\n{\n${body}}\n`;
}
