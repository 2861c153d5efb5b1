import assert from "node:assert/strict";
import type { TopLevelSpec } from "vega-lite";
import { verticalAxis } from "../../../reports/chart/axes.ts";
import { panelView } from "../../../reports/chart/panels.ts";
import { renderSvg } from "../../../reports/render.ts";

/** The labels of a logarithmic axis over these values. */
async function labels(values: readonly number[], decades = false): Promise<string[]> {
  const svg = await renderSvg({
    data: { values: values.map((mean, x) => ({ panel: "p", x, mean })) },
    concat: [panelView("p", {
      index: 0,
      width: 200,
      height: 200,
      layer: [{
        mark: "line",
        encoding: {
          x: { field: "x", type: "quantitative", axis: null },
          y: verticalAxis(null, "log", { panel: 0, decades })("mean"),
        },
      }],
    })],
  } as unknown as TopLevelSpec, "label");
  return [...svg.matchAll(/>([^<>]+)<\/text>/g)].map((match) => match[1]).slice(0, -1);
}

Deno.test("verticalAxis() labels a logarithmic axis of less than a decade", async () => {
  assert.deepEqual(await labels([84, 86, 89]), ["84", "85", "86", "87", "88", "89"]);
});

Deno.test("verticalAxis() labels only some ticks of one of more", async () => {
  assert.deepEqual(await labels([1, 1000]), ["1", "10", "100", "1000"]);
});

Deno.test("verticalAxis() writes numbers of many digits as powers of ten where asked to", async () => {
  assert.deepEqual(await labels([1e-6, 1e10], true), ["1e-5", "1", "1e+5", "1e+10"]);
});
