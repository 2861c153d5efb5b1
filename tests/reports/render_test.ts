import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { checkNumbers, renderSvg } from "../../reports/render.ts";
import { standaloneSvg } from "../../reports/standalone.ts";
import { contrast } from "./contrast.ts";

function chart(values: readonly (number | null)[], y: object = {}): TopLevelSpec {
  return {
    data: { values: values.map((value, x) => ({ x, value })) },
    mark: "line",
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "value", type: "quantitative", ...y },
    },
  } as TopLevelSpec;
}

Deno.test("renderSvg() gives one image with one name", async () => {
  const svg = await renderSvg(chart([1, 2]), 'a < b & "c"');
  assert.match(svg, /^<svg role="img" aria-label="a &lt; b &amp; &quot;c&quot;" /);
});

Deno.test("renderSvg() takes patterns of replacement in the name as text", async () => {
  const svg = await renderSvg(chart([1, 2]), "$&$`$'$1");
  assert.match(svg, /^<svg role="img" aria-label="\$&amp;\$`\$&#39;\$1" /);
});

Deno.test("renderSvg() refuses a zero on a logarithmic axis", async () => {
  await assert.rejects(renderSvg(chart([1, 0, 10], { scale: { type: "log" } }), ""), {
    message: "Expected a drawing without warnings but found " +
      "WARN: Log scale domain includes zero: [0,10]",
  });
});

Deno.test("renderSvg() refuses a spec that Vega-Lite warns of", async () => {
  await assert.rejects(
    renderSvg(chart([1], { scale: { type: "linear", base: 2 } }), ""),
    /^Error: Expected a drawing without warnings but found WARN: /,
  );
});

Deno.test("checkNumbers() refuses what is not a number in a path, but not in a text", () => {
  checkNumbers('<path d="M0,0L1,1"/><text aria-label="NaN">NaN</text>');
  assert.throws(() => checkNumbers('<path d="M0,NaNL1,1"/>'), {
    message: 'Expected finite numbers in the drawing but found d="M0,NaNL1,1"',
  });
  assert.throws(() => checkNumbers('<g transform="translate(Infinity,0)"/>'), {
    message: 'Expected finite numbers in the drawing but found transform="translate(Infinity,0)"',
  });
});

Deno.test("standaloneSvg() brings the colours and the ground of a scheme, and nothing else", async () => {
  const drawing = await renderSvg(chart([1, 2]), "label");
  const light = standaloneSvg(drawing, "light");
  assert.match(light, /^<svg color="#1f2328" role="img" /);
  assert.match(light, /<rect class="ground" width="100%" height="100%" fill="#ffffff"\/>/);
  const dark = light.replace("#1f2328", "#e4e7eb").replace('fill="#ffffff"', 'fill="#111418"');
  assert.equal(standaloneSvg(drawing, "dark"), dark);
});

Deno.test("standaloneSvg() has the colours of the pages, text at 7 : 1 on the ground", async () => {
  const style = await Deno.readTextFile(new URL("../../reports/page/style.css", import.meta.url));
  const colours = (name: string) =>
    [...style.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, "g"))].map((match) => match[1]);
  for (const [i, scheme] of (["light", "dark"] as const).entries()) {
    const svg = standaloneSvg("<svg ></svg>", scheme);
    const [text, ground] = [colours("text")[i], colours("ground")[i]];
    assert.ok(svg.includes(`color="${text}"`) && svg.includes(`fill="${ground}"`), scheme);
    assert.ok(contrast(text, ground) > 7);
  }
});

Deno.test("standaloneSvg() refuses what is no drawing", () => {
  assert.throws(() => standaloneSvg("<p>", "light"), {
    message: "Expected a drawing that opens with an svg element",
  });
});
