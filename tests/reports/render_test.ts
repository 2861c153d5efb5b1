import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { checkNumbers, renderSvg } from "../../reports/render.ts";
import { standaloneSvg } from "../../reports/standalone.ts";

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

Deno.test("standaloneSvg() brings its own colours and ground", async () => {
  const svg = standaloneSvg(await renderSvg(chart([1, 2]), "label"));
  assert.match(svg, /^<svg color="#1f2328" role="img" /);
  assert.match(svg, /<rect class="ground" width="100%" height="100%" fill="#fff"\/>/);
  assert.match(svg, /prefers-color-scheme:dark/);
});

Deno.test("standaloneSvg() refuses what is no drawing", () => {
  assert.throws(() => standaloneSvg("<p>"), {
    message: "Expected a drawing that opens with an svg element",
  });
});
