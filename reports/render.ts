/**
 * Draws a chart as SVG, without a browser.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { escape } from "./page/html.ts";

/**
 * The drawing of a spec as SVG markup. The same spec gives the same bytes. Vega and Vega-Lite are loaded
 * with the first one.
 *
 * @param label What the drawing shows, for who does not see it.
 * @throws {Error} If Vega or Vega-Lite warns of anything, or a path holds what is not a number.
 */
export async function renderSvg(spec: TopLevelSpec, label: string): Promise<string> {
  const [{ compile }, { logger, parse, View, Warn }] = await Promise.all([
    import("vega-lite"),
    import("vega"),
  ]);
  const warnings: string[] = [];
  const log = logger(Warn, undefined, (_method, level, messages) => {
    // A layer without rows is no fault: it leaves the extent of its axes to the others.
    const warning = `${level}: ${messages.join(" ")}`;
    if (!warning.includes("Infinite extent")) warnings.push(warning);
  });
  const view = new View(parse(compile(spec, { logger: log }).spec), {
    renderer: "none",
    logger: log,
  });
  try {
    const svg = await view.toSVG();
    if (warnings.length > 0) {
      throw new Error(`Expected a drawing without warnings but found ${warnings.join("; ")}`);
    }
    checkNumbers(svg);
    return accessible(svg, label);
  } finally {
    view.finalize();
  }
}

/** @throws {Error} If coordinates of the drawing are not finite numbers. */
export function checkNumbers(svg: string): void {
  const geometry = /\s(?:d|transform|x|y|x1|y1|x2|y2|width|height|viewBox)="[^"]*"/g;
  for (const [attribute] of svg.matchAll(geometry)) {
    if (/NaN|Infinity|undefined/.test(attribute)) {
      throw new Error(`Expected finite numbers in the drawing but found${attribute}`);
    }
  }
}

/** Makes a drawing one image with one name, which is how a screen reader takes it best. */
function accessible(svg: string, label: string): string {
  // A function, because `$&` and its like mean something in a text of replacement.
  return svg.replace("<svg ", () => `<svg role="img" aria-label="${escape(label)}" `);
}
