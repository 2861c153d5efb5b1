/**
 * A drawing as a file of its own, for papers and READMEs.
 *
 * @module
 */

/** Colours of text and ground: those of the pages (`page/style.css`). */
const SCHEMES = {
  light: { text: "#1f2328", ground: "#ffffff" },
  dark: { text: "#e4e7eb", ground: "#111418" },
} as const;

/** A colour scheme. */
export type Scheme = keyof typeof SCHEMES;

/**
 * Gives a drawing that takes its colours from a page colours and a ground of its own, so that it is
 * legible anywhere. They are attributes, which programs that do not read styles understand, too, and
 * which a page's style can replace.
 *
 * @throws {Error} If the text does not open with an svg element.
 */
export function standaloneSvg(svg: string, scheme: Scheme): string {
  const opening = svg.match(/^<svg [^>]*>/)?.[0];
  if (opening === undefined) throw new Error("Expected a drawing that opens with an svg element");
  const { text, ground } = SCHEMES[scheme];
  return opening.replace("<svg ", `<svg color="${text}" `) +
    `<rect class="ground" width="100%" height="100%" fill="${ground}"/>` +
    svg.slice(opening.length) + "\n";
}
