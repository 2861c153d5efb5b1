/**
 * A drawing as a file of its own, for papers and READMEs.
 *
 * @module
 */

/**
 * Gives a drawing that takes its colours from a page colours and a ground of its own: dark on white,
 * and light on near-black where the reader prefers that. With its own ground it is legible anywhere.
 */
export function standaloneSvg(svg: string): string {
  const opening = svg.match(/^<svg [^>]*>/)?.[0];
  if (opening === undefined) throw new Error("Expected a drawing that opens with an svg element");
  const style = "<style>svg{color:#1f2328}.ground{fill:#fff}" +
    "@media(prefers-color-scheme:dark){svg{color:#e4e7eb}.ground{fill:#111418}}</style>";
  // The attributes are for programs that do not read styles.
  const ground = '<rect class="ground" width="100%" height="100%" fill="#fff"/>';
  return opening.replace("<svg ", '<svg color="#1f2328" ') + style + ground +
    svg.slice(opening.length) + "\n";
}
