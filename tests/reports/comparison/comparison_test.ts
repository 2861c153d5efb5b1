import assert from "node:assert/strict";
import { comparisons } from "../../../reports/comparison/comparison.ts";
import { curvesOf, testError } from "../../../reports/comparison/curves.ts";
import { fourDatasets } from "../../../reports/four_datasets.ts";
import { warnings } from "../../../reports/warnings.ts";
import { outcome } from "../synthetic.ts";
import { fourDatasetsFigure } from "../synthetic_comparison.ts";

const SMALL = { datasets: ["mnist"], seeds: 3, epochs: 4 } as const;
const figure = fourDatasetsFigure(SMALL);

Deno.test("comparisons() leaves the runs of the grid out, and has balanced starts first", () => {
  const [comparison] = comparisons({ ...figure, runs: figure.runs.toReversed() });
  assert.deepEqual(comparison.seeds, [1, 2, 3]);
  for (const { finished } of comparison.contenders) {
    assert.deepEqual(finished.map((run) => run.spec.seed), [1, 2, 3]);
    assert.ok(finished.every((run) => run.spec.data.validation === 0));
  }
  assert.deepEqual(comparisons(figure)[0].contenders.map((contender) => contender.label), [
    "SGD, balanced",
    "AdaGrad, balanced",
    "Path-SGD, balanced",
    "SGD, unbalanced",
    "AdaGrad, unbalanced",
    "Path-SGD, unbalanced",
  ]);
});

Deno.test("comparisons() keeps a contender whose step sizes all diverged, with its seeds missing", () => {
  const runs = figure.runs.filter((run) =>
    run.spec.optimizer.name !== "adagrad" || run.id.includes("grid")
  );
  const adagrad = comparisons({ ...figure, runs })[0].contenders[1];
  assert.equal(adagrad.label, "AdaGrad, balanced");
  assert.deepEqual(adagrad.missing, [1, 2, 3]);
});

Deno.test("comparisons() refuses two runs of one data set, optimizer, start and seed", () => {
  const last = figure.runs[figure.runs.length - 1];
  assert.throws(
    () => comparisons({ ...figure, runs: [...figure.runs, { ...last, id: "other" }] }),
    {
      name: "RangeError",
      message: "Expected one run for mnist, path-sgd, unbalanced, seed 3 but found 2",
    },
  );
});

Deno.test("comparisons() refuses a figure without runs", () => {
  assert.throws(() => comparisons({ ...figure, runs: [] }), {
    name: "RangeError",
    message: "Expected at least one run of four-datasets but found none",
  });
});

Deno.test("curvesOf() keeps the last value of a run that ended early", () => {
  const { finished } = comparisons(figure)[0].contenders[0];
  const [short, long] = curvesOf(
    [{ ...finished[0], epochs: finished[0].epochs.slice(0, 3) }, finished[1]],
    testError,
  );
  assert.equal(short.length, long.length);
  assert.deepEqual(short.slice(3), [short[2], short[2]]);
});

Deno.test("warnings() are not about step sizes of the grid that diverged", () => {
  assert.deepEqual(warnings(figure), []);
  const last = figure.runs.length - 1;
  const runs = figure.runs.with(last, { ...figure.runs[last], outcome: outcome("diverged", 1) });
  assert.deepEqual(warnings({ ...figure, runs }), [
    "1 run diverged: mnist 784-4000-4000-10 seed 3.",
  ]);
});

Deno.test("fourDatasets.tables() holds Table 1, final errors, step sizes and the range of γ", () => {
  const [datasets, final, steps, gamma] = fourDatasets.tables(figure);
  assert.deepEqual(datasets.rows, [["MNIST", "784 (28 × 28 grayscale)", "10", "60,000", "10,000"]]);
  assert.equal(final.title, "After the last epoch: MNIST");
  assert.equal(final.rows.length, 6);
  assert.deepEqual(steps.rows[1].slice(0, 4), [
    "MNIST",
    "AdaGrad, balanced",
    "0, 1, 2, 3, 4, 5, 6",
    "2",
  ]);
  assert.equal(steps.rows[1].at(-1), "0");
  assert.deepEqual(gamma.rows[3], [
    "MNIST",
    "SGD, unbalanced",
    "2·10⁻⁷",
    "8·10⁶",
    "2·10⁻⁷",
    "8·10⁶",
    "3",
  ]);
});

Deno.test("fourDatasets.records() has a record for every run and tells grid from final", () => {
  const { columns, rows } = fourDatasets.records(figure);
  assert.equal(rows.length, figure.runs.length);
  const role = columns.indexOf("role");
  assert.equal(rows.filter((row) => row[role] === "grid").length, 6 * 7);
  assert.equal(rows.filter((row) => row[role] === "final").length, 6 * 3);
  for (const row of rows) assert.equal(row.length, columns.length);
});
