import assert from "node:assert/strict";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { completeSpec } from "../../../reports/chart/chart.ts";
import { csv } from "../../../reports/csv.ts";
import { renderSvg } from "../../../reports/render.ts";
import type { FigureResult } from "../../../reports/results.ts";
import { rmspropImplicitRegularization as report } from "../../../reports/rmsprop_implicit_regularization.ts";
import { standaloneSvg } from "../../../reports/standalone.ts";
import { assertGolden } from "../golden.ts";
import { outcome } from "../synthetic.ts";
import { noiseFigure, optimizerOf } from "../synthetic_noise.ts";

const SMALL = { seeds: 3, epochs: 8 } as const;
const WITH_VARIANTS = {
  ...SMALL,
  variants: [
    { optimizer: optimizerOf("momentum", 0.001) },
    { sizes: [784, 64, 64, 64, 64, 10] },
  ],
};

/** Draws every chart on both scales; drawing fails on NaN and on warnings. */
async function draw(figure: FigureResult): Promise<Record<string, string>> {
  const drawings: Record<string, string> = {};
  for (const chart of report.charts(figure)) {
    for (const scale of ["linear", "log"] as const) {
      drawings[`${chart.id} ${scale}`] = await renderSvg(completeSpec(chart, scale), "label");
    }
  }
  return drawings;
}

Deno.test("the charts of S's figures are valid against the schema of Vega-Lite", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  for (const chart of report.charts(noiseFigure(WITH_VARIANTS))) {
    for (const scale of ["linear", "log"] as const) {
      const spec = JSON.parse(JSON.stringify(completeSpec(chart, scale)));
      assert.ok(validate(spec), `${chart.id} ${scale}: ${ajv.errorsText(validate.errors)}`);
    }
  }
});

Deno.test("the charts of S's figures are drawn as they were", async () => {
  const drawings = await draw(noiseFigure(SMALL));
  assert.deepEqual(Object.keys(drawings).map((name) => name.split(" ")[0]), [
    ..."four-figures four-figures equal-loss equal-loss".split(" "),
    ..."terms terms sgd-steps sgd-steps".split(" "),
  ]);
  await assertGolden("four-figures.svg", standaloneSvg(drawings["four-figures linear"], "light"));
  await assertGolden("equal-loss.svg", standaloneSvg(drawings["equal-loss linear"], "light"));
});

Deno.test("the charts of S's figures have one for each thing that was varied", () => {
  const charts = report.charts(noiseFigure(WITH_VARIANTS));
  assert.deepEqual(charts.slice(4).map(({ id, series }) => [id, ...series]), [
    ["variant-momentum", "SGD", "SGD with momentum"],
    ["variant-width", "SGD, 4 × 256", "RMSProp, 4 × 256", "Adam, 4 × 256", "SGD, 4 × 64"],
  ]);
});

Deno.test("Figure 3 has the terms that S defines, each method's own, and none of Adam", () => {
  const [chart] = report.charts(noiseFigure(SMALL));
  const rows = chart.rows.filter(({ panel }) => String(panel).includes("Figure 3"));
  assert.deepEqual(new Set(rows.map(({ series }) => series)), new Set(["SGD", "RMSProp"]));
  const means = (series: string) =>
    rows.filter((row) => row.series === series).map(({ mean }) => Number(mean));
  assert.ok(means("SGD").every((mean) => mean > 5e-4));
  assert.ok(means("RMSProp").every((mean) => mean < 1e-12));
});

Deno.test("the chart at equal loss ends each curve at the least loss that all seeds reach", () => {
  const [, chart] = report.charts(noiseFigure(SMALL));
  const least = (series: string) =>
    Math.min(...chart.rows.filter((row) => row.series === series).map(({ loss }) => Number(loss)));
  assert.deepEqual(
    ["SGD, step 0.001", "SGD, step 0.1", "Adam"].map((series) => least(series).toPrecision(3)),
    ["1.15", "0.00230", "0.000230"],
  );
});

Deno.test("the charts and tables of S's figures bear one seed, divergence and zero terms", async () => {
  const zero = { term: 0, fullBatch: 0, miniBatch: 0, gap: 0 };
  const figure = noiseFigure({
    ...SMALL,
    seeds: 1,
    change: (run) =>
      run.spec.optimizer.name === "rmsprop" ? { ...run, outcome: outcome("diverged", 2) } : {
        ...run,
        epochs: run.epochs.map((epoch) => ({
          ...epoch,
          train: epoch.epoch > 5 ? { loss: 0, error: 0 } : epoch.train,
          terms: { batches: 157, sgd: epoch.epoch > 5 ? zero : epoch.terms!.sgd },
        })),
      },
  });
  await draw(figure);
  for (const { columns, rows } of report.tables(figure)) {
    assert.ok(rows.every((row) => row.length === columns.length));
    assert.doesNotMatch(rows.flat().join(), /NaN|Infinity|undefined/);
  }
});

Deno.test("the tables of S's figures print the condition m·η·|λ₁| of each method", () => {
  const tables = report.tables(noiseFigure({ seeds: 3, epochs: 8 }));
  const { columns, rows } = tables.find(({ title }) => title.startsWith("Where equation"))!;
  assert.deepEqual(columns.map(({ title }) => title).slice(3), [
    "n",
    "After epoch 0",
    "After epoch 4",
    "After epoch 8",
  ]);
  // 157 · 0.001 · 20 with seeds at 0.98, 0.99 and 1 of it: 3.11.
  assert.deepEqual(rows[0], ["SGD", "157", "0.001", "3", "3.11", "3.11", "3.11"]);
  assert.deepEqual(rows.at(-1), [
    "SGD,\u00a0step\u00a00.1",
    "157",
    "0.1",
    "3",
    "311",
    "311",
    "311",
  ]);
});

Deno.test("the sections of S's figures say which conclusions depend on equal epochs", () => {
  const text = report.sections!(noiseFigure()).map(({ text }) => text).join("").replaceAll(
    /\s+/g,
    " ",
  );
  assert.match(
    text,
    /refuted at equal training loss:<\/b> SGD finds a smaller L2 norm than RMSProp \(MNIST\)/,
  );
  assert.match(text, /reaches 3\.14 with SGD at the step size 0\.001, 314 with SGD at the step/);
  assert.match(text, /the mean of cⱼ is −8 and Σ s \/ ‖∇C‖², which the analysis takes as 1, is 4/);
});

Deno.test("the sections of S's figures call undecided what the stand-in cannot decide", () => {
  const [section] = report.sections!(noiseFigure({ dataset: "stand-in" }));
  const fates = [...section.text.matchAll(/<li><b>([^<]*):<\/b>/g)].map((match) => match[1]);
  assert.deepEqual(fates, ["Undecided both ways"]);
});

Deno.test("the tables of S's figures print the number of seeds", () => {
  for (const { title, columns, rows } of report.tables(noiseFigure({ seeds: 3, epochs: 8 }))) {
    const n = columns.findIndex((column) => column.title === "n");
    assert.ok(n > 0 && rows.every((row) => row[n] === "3"), title);
  }
});

Deno.test("the records of S's figures have a line for each run, variants among them", () => {
  const lines = csv(report.records(noiseFigure(WITH_VARIANTS))).trim().split("\r\n");
  assert.equal(lines.length, 1 + 6 * 3);
  assert.match(lines[4], /^mnist,rmsprop,0\.001,,256-256-256-256,1,epoch limit,8,/);
  assert.match(lines.at(-1)!, /^mnist,sgd,0\.001,,64-64-64-64,3,epoch limit,8,/);
});
