import assert from "node:assert/strict";
import { completeSpec } from "../../reports/chart/chart.ts";
import { fourDatasets } from "../../reports/four_datasets.ts";
import { renderSvg } from "../../reports/render.ts";
import { widthSweep } from "../../reports/width_sweep.ts";
import { syntheticFigure } from "./synthetic.ts";
import { fourDatasetsFigure } from "./synthetic_comparison.ts";

const FIGURES = [
  { report: widthSweep, figure: syntheticFigure({ widths: [4, 32], seeds: 3, epochs: 3 }) },
  { report: fourDatasets, figure: fourDatasetsFigure({ seeds: 3, epochs: 3 }) },
];

/** Texts that mean something in Vega's expressions, in JSON or in a template. */
const TEXTS = [
  "datum.mean",
  "' + datum.mean + '",
  `"quoted" \\ and \\" so on`,
  "']; datum['x",
  "{signal: 'width'}",
  "${1 + 1}",
  "%d %s \\u0041",
];

for (const { report, figure } of FIGURES) {
  for (const title of TEXTS) {
    Deno.test(`a data set called ${title} has its name on the chart of ${report.figure}`, async () => {
      const [first, ...others] = figure.data;
      const [chart] = report.charts({ ...figure, data: [{ ...first, title }, ...others] });
      const svg = await renderSvg(completeSpec(chart), "label");
      const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
      const escaped = title.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
      assert.ok(texts.some((text) => text.startsWith(escaped)), texts.join(" | "));
    });
  }
}
