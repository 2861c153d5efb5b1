import assert from "node:assert/strict";
import { type Band, subtitle } from "../../../reports/chart/bands.ts";
import { completeSpec } from "../../../reports/chart/chart.ts";
import { renderSvg } from "../../../reports/render.ts";
import { errorsChart } from "../../../reports/width_sweep/errors_chart.ts";
import { sweeps } from "../../../reports/width_sweep/sweep.ts";
import { syntheticFigure } from "../synthetic.ts";

const CHART = errorsChart(sweeps(syntheticFigure({
  datasets: ["mnist"],
  widths: [4, 32, 256],
  seeds: 3,
  epochs: 2,
})));

/** The drawing of the chart as if it opened with a band. */
async function drawn(band: Band): Promise<string> {
  return await renderSvg(completeSpec({ ...CHART, bands: [band] }, "log"), "label");
}

Deno.test("subtitle() names the band, and nothing where there is none", () => {
  const chart = { curves: "Mean over 3 seeds" };
  assert.equal(subtitle(chart, "range"), "Mean over 3 seeds, band: least to largest");
  assert.equal(subtitle(chart, "none"), "Mean over 3 seeds");
});

Deno.test("a chart draws the band that it opens with, and nothing of the others", async () => {
  const areas = (svg: string) => [...svg.matchAll(/<path [^>]*opacity="0.2"[^>]*>/g)].map(String);
  const lines = (svg: string) => svg.match(/stroke-width="0.8"/g)?.length ?? 0;
  const [interval, range, seeds] = [
    await drawn("interval"),
    await drawn("range"),
    await drawn("seeds"),
  ];
  assert.equal(areas(interval).length, 3);
  assert.equal(areas(range).length, 3);
  assert.notDeepEqual(areas(interval), areas(range));
  assert.deepEqual([lines(interval), lines(range)], [0, 0]);
  assert.deepEqual([areas(seeds).length, lines(seeds)], [0, 9]); // three seeds of three curves
});

Deno.test("a spec holds the values of seeds only where it draws them", () => {
  const kinds = (band: Band) => {
    const { data } = completeSpec({ ...CHART, bands: [band] }) as unknown as {
      data: { values: { kind: string }[] };
    };
    return new Set(data.values.map(({ kind }) => kind));
  };
  assert.equal(kinds("interval").has("seed"), false);
  assert.equal(kinds("seeds").has("seed"), true);
});
