import assert from "node:assert/strict";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { completeSpec, type Scale } from "../../../reports/chart/chart.ts";
import { fourDatasets } from "../../../reports/four_datasets.ts";
import { renderSvg } from "../../../reports/render.ts";
import type { EpochRecord, FigureResult } from "../../../reports/results.ts";
import { standaloneSvg } from "../../../reports/standalone.ts";
import { unbalancedSgd } from "../../../reports/unbalanced_sgd.ts";
import { assertGolden } from "../golden.ts";
import { outcome } from "../synthetic.ts";
import { fourDatasetsFigure, unbalancedSgdFigure } from "../synthetic_comparison.ts";

const SCALES: readonly Scale[] = ["linear", "log"];
const SMALL = { datasets: ["mnist", "svhn"], seeds: 3, epochs: 8 } as const;

function charts(figure: FigureResult) {
  return (figure.figure === "four-datasets" ? fourDatasets : unbalancedSgd).charts(figure);
}

/** Draws every chart of a figure on both scales; drawing fails on NaN and on warnings. */
async function draw(figure: FigureResult): Promise<Record<string, string>> {
  const drawings: Record<string, string> = {};
  for (const chart of charts(figure)) {
    for (const scale of SCALES) {
      drawings[`${chart.id} ${scale}`] = await renderSvg(completeSpec(chart, scale), "label");
    }
  }
  return drawings;
}

/** Figure 3 on MNIST with every epoch of its final runs changed. */
function changed(change: (epoch: EpochRecord) => EpochRecord): FigureResult {
  return fourDatasetsFigure({
    ...SMALL,
    datasets: ["mnist"],
    change: (run) => ({ ...run, epochs: run.epochs.map(change) }),
  });
}

Deno.test("the charts of N's Figures 2 and 3 are valid against the schema of Vega-Lite", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  for (const figure of [fourDatasetsFigure(SMALL), unbalancedSgdFigure(SMALL)]) {
    for (const chart of charts(figure)) {
      for (const scale of SCALES) {
        const spec = JSON.parse(JSON.stringify(completeSpec(chart, scale)));
        assert.ok(validate(spec), `${chart.id} ${scale}: ${ajv.errorsText(validate.errors)}`);
      }
    }
  }
});

Deno.test("the charts of N's Figures 2 and 3 are drawn as they were", async () => {
  const three = await draw(fourDatasetsFigure(SMALL));
  await assertGolden("four-datasets.svg", standaloneSvg(three["learning-curves log"], "light"));
  await assertGolden("step-sizes.svg", standaloneSvg(three["step-sizes log"], "light"));
  const two = await draw(unbalancedSgdFigure({ seeds: 3, epochs: 8 }));
  await assertGolden("cross-entropy.svg", standaloneSvg(two["cross-entropy log"], "light"));
});

Deno.test("the charts draw Path-SGD's balanced curve broad below its unbalanced one", async () => {
  const drawings = await draw(fourDatasetsFigure(SMALL));
  // One in each of two data sets' five panels.
  assert.equal(drawings["learning-curves log"].match(/stroke-width="7"/g)?.length, 10);
});

Deno.test("the charts keep the band of an objective positive, however wide", () => {
  const figure = fourDatasetsFigure({
    ...SMALL,
    datasets: ["mnist"],
    change: (run) => ({
      ...run,
      epochs: run.epochs.map((epoch) => ({
        ...epoch,
        train: { ...epoch.train, loss: 10 ** (-3 * run.spec.seed) },
      })),
    }),
  });
  const [chart] = charts(figure);
  const rows = chart.rows
    .filter((row) => row.kind === "estimate" && row.panel === "MNIST: objective");
  assert.ok(rows.length > 0);
  for (const row of rows) {
    assert.ok(Number(row.lower) > 0);
    assert.ok(Math.abs(Number(row.mean) / 1e-6 - 1) < 1e-4); // geometric
  }
});

Deno.test("the charts are drawn where objective and errors reach zero", async () => {
  const zero = { loss: 0, error: 0 };
  await draw(changed((epoch) => epoch.epoch < 4 ? epoch : { ...epoch, train: zero, test: zero }));
  await draw(changed((epoch) => ({ ...epoch, train: zero, test: zero })));
});

Deno.test("the charts end a curve at its zero for good", () => {
  const zero = { loss: 0, error: 0 };
  const [chart] = charts(changed((epoch) => epoch.epoch < 4 ? epoch : { ...epoch, train: zero }));
  const rows = chart.rows.filter((row) =>
    row.kind === "estimate" && row.panel === "MNIST: objective" && row.series === "SGD, balanced"
  );
  assert.deepEqual(rows.map((row) => row.epoch), [0, 1, 2, 3, 4]);
});

Deno.test("the charts are drawn for one seed, without a band and without norms", async () => {
  const figure = changed(({ norms: _, ...epoch }) => epoch);
  await draw({ ...figure, runs: figure.runs.filter((run) => run.spec.seed === 1) });
});

Deno.test("the charts mark runs that diverged and leave them out of the mean", async () => {
  const figure = fourDatasetsFigure({
    ...SMALL,
    change: (run) => {
      if (run.spec.optimizer.name !== "sgd" || run.spec.data.name !== "mnist") return run;
      return { ...run, epochs: run.epochs.slice(0, 2), outcome: outcome("diverged", 1) };
    },
  });
  const [chart] = charts(figure);
  const marks = chart.rows.filter((row) => row.kind === "mark" && row.panel === "MNIST: objective");
  assert.deepEqual(marks[0], {
    kind: "mark",
    panel: "MNIST: objective",
    series: "SGD, balanced",
    epoch: 1,
    text: "SGD, balanced: seed 1 diverged",
  });
  assert.equal(marks.length, 6);
  assert.ok(
    !chart.rows.some((row) =>
      row.kind === "estimate" && row.panel === marks[0].panel &&
      String(row.series).startsWith("SGD")
    ),
  );
  await draw(figure);
});

Deno.test("the charts are drawn where every run diverged", async () => {
  const diverged = outcome("diverged", 1);
  const figure = fourDatasetsFigure(SMALL);
  await draw({ ...figure, runs: figure.runs.map((run) => ({ ...run, outcome: diverged })) });
});

Deno.test("the step-size chart marks choices and diverged points", () => {
  const chart = charts(fourDatasetsFigure({ ...SMALL, datasets: ["mnist"] }))[1];
  const kinds = (kind: string) =>
    chart.rows.filter((row) => row.kind === kind).map((row) => [row.series, row.alpha]);
  assert.deepEqual(kinds("chosen"), [
    ["SGD, balanced", 1],
    ["AdaGrad, balanced", 2],
    ["Path-SGD, balanced", 2],
    ["SGD, unbalanced", 1],
    ["AdaGrad, unbalanced", 2],
    ["Path-SGD, unbalanced", 2],
  ]);
  assert.deepEqual(kinds("mark"), [
    ["AdaGrad, balanced", 0],
    ["Path-SGD, balanced", 0],
    ["AdaGrad, unbalanced", 0],
    ["Path-SGD, unbalanced", 0],
  ]);
});

Deno.test("a user's rule takes its place among the curves", async () => {
  const figure = fourDatasetsFigure({
    ...SMALL,
    optimizers: ["sgd", "adagrad", "path-sgd", "nesterov"],
  });
  const [chart] = charts(figure);
  assert.deepEqual(chart.series.slice(0, 4), [
    "SGD, balanced",
    "AdaGrad, balanced",
    "Path-SGD, balanced",
    "nesterov, balanced",
  ]);
  await renderSvg(completeSpec(chart), "label");
});
