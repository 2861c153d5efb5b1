import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { isNarrow, verticalAxis } from "../../../reports/chart/axes.ts";
import { renderSvg } from "../../../reports/render.ts";

const rows = [84, 86, 89].map((mean, x) => ({ panel: "p", x, mean, lower: mean, upper: mean }));

Deno.test("isNarrow() looks at bands, leaves zeros out, and at one panel only", () => {
  assert.equal(isNarrow(rows, "p"), true);
  assert.equal(isNarrow([...rows, { panel: "p", mean: 0 }], "p"), true);
  assert.equal(isNarrow([...rows, { panel: "q", mean: 1 }], "p"), true);
  assert.equal(isNarrow([...rows, { panel: "p", mean: 80, lower: 8, upper: 90 }], "p"), false);
});

Deno.test("verticalAxis() labels a logarithmic axis of less than a decade", async () => {
  const drawing = (narrow: boolean) =>
    renderSvg({
      data: { values: rows },
      mark: "line",
      encoding: {
        x: { field: "x", type: "quantitative", axis: null },
        y: verticalAxis("Error (%)", "log", { narrow })("mean"),
      },
    } as TopLevelSpec, "label");
  const labels = (svg: string) => [...svg.matchAll(/>(\d+)<\/text>/g)].map((match) => match[1]);
  assert.deepEqual(labels(await drawing(false)), []); // what Vega does by itself
  assert.deepEqual(labels(await drawing(true)), ["84", "85", "86", "87", "88", "89"]);
});

Deno.test("verticalAxis() writes numbers of many digits as powers of ten where asked to", async () => {
  const values = [1e-6, 1e10].map((mean, x) => ({ x, mean }));
  const svg = await renderSvg({
    data: { values },
    mark: "line",
    encoding: {
      x: { field: "x", type: "quantitative", axis: null },
      y: verticalAxis(null, "log", { decades: true })("mean"),
    },
  } as TopLevelSpec, "label");
  const labels = [...svg.matchAll(/>([^<>]+)<\/text>/g)].map((match) => match[1]);
  assert.deepEqual(labels, ["1e-5", "1", "1e+5", "1e+10"]);
});
