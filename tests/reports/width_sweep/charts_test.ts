import assert from "node:assert/strict";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { type Chart, completeSpec, type Scale } from "../../../reports/chart/chart.ts";
import { renderSvg } from "../../../reports/render.ts";
import type { FigureResult, RunResult } from "../../../reports/results.ts";
import { errorsChart } from "../../../reports/width_sweep/errors_chart.ts";
import { learningCurvesChart } from "../../../reports/width_sweep/learning_curves_chart.ts";
import { sweeps } from "../../../reports/width_sweep/sweep.ts";
import { standaloneSvg } from "../../../reports/standalone.ts";
import { assertGolden } from "../golden.ts";
import { outcome, syntheticFigure, type SyntheticOptions } from "../synthetic.ts";

const SCALES: readonly Scale[] = ["linear", "log"];
const SMALL: SyntheticOptions = { widths: [4, 32, 256, 2048], seeds: 3, epochs: 8 };

function charts(figure: FigureResult): Chart[] {
  return [errorsChart(sweeps(figure)), learningCurvesChart(sweeps(figure))];
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

Deno.test("the charts' specs are valid against the schema of Vega-Lite", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  for (
    const figure of [syntheticFigure(SMALL), syntheticFigure({ ...SMALL, datasets: ["mnist"] })]
  ) {
    for (const chart of charts(figure)) {
      for (const scale of SCALES) {
        const spec = JSON.parse(JSON.stringify(completeSpec(chart, scale)));
        assert.ok(validate(spec), `${chart.id} ${scale}: ${ajv.errorsText(validate.errors)}`);
      }
    }
  }
});

Deno.test("the charts are drawn as they were", async () => {
  const figure = syntheticFigure(SMALL);
  const drawings = await draw(figure);
  await assertGolden("errors.svg", standaloneSvg(drawings["errors linear"], "light"));
  await assertGolden("errors-log.svg", standaloneSvg(drawings["errors log"], "light"));
  await assertGolden(
    "learning-curves.svg",
    standaloneSvg(drawings["learning-curves log"], "light"),
  );
});

Deno.test("the charts are drawn alike twice", async () => {
  assert.deepEqual(await draw(syntheticFigure(SMALL)), await draw(syntheticFigure(SMALL)));
});

Deno.test("the charts are drawn for a single seed, without a band", async () => {
  const figure = syntheticFigure({ ...SMALL, seeds: 1 });
  await draw(figure);
  const chart = errorsChart(sweeps(figure));
  assert.equal(chart.curves, "One seed, so there is no band");
  assert.deepEqual(chart.bands, []);
  const estimates = chart.rows.filter((row) => row.kind === "estimate");
  assert.ok(estimates.every((row) => row.lower === row.mean && row.upper === row.mean));
});

Deno.test("the charts are drawn for a single width", async () => {
  await draw(syntheticFigure({ ...SMALL, widths: [32] }));
});

Deno.test("the charts leave a gap with a triangle for zero on a logarithmic scale", async () => {
  const drawings = await draw(syntheticFigure({ ...SMALL, datasets: ["mnist"] }));
  const triangles = (svg: string) => svg.match(/M-?[\d.]+,-?[\d.]+L[^"Z]*Z"/g)?.length ?? 0;
  // Zero training error at H = 32, 256 and 2048.
  assert.equal(triangles(drawings["errors log"]) - triangles(drawings["errors linear"]), 3);
});

Deno.test("the charts are drawn where bands reach below zero", async () => {
  const figure = syntheticFigure({
    ...SMALL,
    change: (run) => withFinalTraining(run, run.spec.seed === 1 ? 0.001 : 0),
  });
  const chart = errorsChart(sweeps(figure));
  assert.ok(chart.rows.some((row) => Number(row.lower) < 0 && Number(row.mean) > 0));
  await draw(figure);
});

Deno.test("the charts mark diverged, failed and missing runs and leave them out of the mean", async () => {
  const at = (run: RunResult, width: number, seed: number) =>
    run.spec.data.name === "mnist" && run.spec.sizes[1] === width && run.spec.seed === seed;
  const nan = { loss: NaN, error: NaN };
  const figure = syntheticFigure({
    ...SMALL,
    change: (run) => {
      if (at(run, 4, 1)) return undefined;
      if (at(run, 256, 1) || at(run, 256, 2)) {
        const epochs = [{ epoch: 1, train: nan, validation: nan, test: nan, seconds: 1 }];
        return { ...run, epochs, outcome: outcome("diverged", 1) };
      }
      const { outcome: _, ...unfinished } = run;
      return at(run, 256, 3) ? { ...unfinished, epochs: [], failure: "out of memory" } : run;
    },
  });
  const chart = errorsChart(sweeps(figure));
  assert.deepEqual(chart.rows.filter((row) => row.kind === "mark"), [
    { kind: "mark", panel: "MNIST", H: 4, text: "1 failed or missing of 3 runs at H = 4" },
    {
      kind: "mark",
      panel: "MNIST",
      H: 256,
      text: "2 diverged and 1 failed or missing of 3 runs at H = 256",
    },
  ]);
  const left = chart.rows.filter((row) => row.kind === "estimate" && row.panel === "MNIST");
  assert.deepEqual([...new Set(left.map((row) => `${row.H}: ${row.n}`))], [
    "4: 2",
    "32: 3",
    "2048: 3",
  ]);
  const drawings = await draw(figure);
  assert.equal(drawings["errors linear"].match(/M-3\.\d+,-3\.\d+L/g)?.length, 2);
});

Deno.test("the charts say that the stand-in is not real data", () => {
  const chart = errorsChart(sweeps(syntheticFigure({ ...SMALL, datasets: ["stand-in"] })));
  assert.match(chart.curves, /^Not real data\./);
});

Deno.test("learning curves keep the last error of a run that ended early", () => {
  const figure = syntheticFigure({
    datasets: ["mnist"],
    widths: [4],
    seeds: 2,
    epochs: 4,
    change: (run) => ({
      ...run,
      epochs: run.epochs.slice(0, run.spec.seed === 1 ? 3 : 5).map((epoch) => ({
        ...epoch,
        test: { loss: 1, error: run.spec.seed === 1 ? 0.1 : 0.3 },
      })),
    }),
  });
  const rows = learningCurvesChart(sweeps(figure)).rows
    .filter((row) => row.panel === "MNIST: test error");
  assert.deepEqual(rows.map((row) => [row.epoch, row.mean]), [[1, 20], [2, 20], [3, 20], [4, 20]]);
});

function withFinalTraining(run: RunResult, error: number): RunResult {
  return { ...run, epochs: run.epochs.map((epoch) => ({ ...epoch, train: { loss: 0, error } })) };
}

Deno.test("the charts are drawn where every run of a data set diverged", async () => {
  const figure = syntheticFigure({
    ...SMALL,
    change: (run) =>
      run.spec.data.name === "mnist" ? { ...run, outcome: outcome("diverged", 1) } : run,
  });
  await draw(figure);
});

Deno.test("the charts are drawn where no run ended", async () => {
  const figure = syntheticFigure({
    ...SMALL,
    change: ({ outcome: _, ...run }) => ({ ...run, failure: "out of memory" }),
  });
  await draw(figure);
});

for (const error of [0, 0.5]) {
  Deno.test(`the charts are drawn where every error is ${error}`, async () => {
    const same = { loss: 1, error };
    const figure = syntheticFigure({
      ...SMALL,
      epochs: 1,
      change: (run) => ({
        ...run,
        epochs: run.epochs.map((epoch) => ({
          ...epoch,
          train: same,
          validation: same,
          test: same,
        })),
      }),
    });
    await draw(figure);
  });
}
