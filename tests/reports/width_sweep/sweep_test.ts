import assert from "node:assert/strict";
import { csv } from "../../../reports/csv.ts";
import { widthSweep } from "../../../reports/width_sweep.ts";
import {
  errorsAt,
  leastFittingWidth,
  sweeps,
  weights,
  widthOfLeast,
} from "../../../reports/width_sweep/sweep.ts";
import { outcome, runOf, syntheticFigure } from "../synthetic.ts";

const figure = syntheticFigure({ widths: [32, 4, 64], seeds: 3 });

Deno.test("sweeps() orders data sets as the figure does, widths and seeds ascending", () => {
  const [mnist, cifar] = sweeps({ ...figure, runs: figure.runs.toReversed() });
  assert.deepEqual([mnist.title, cifar.title], ["MNIST", "CIFAR-10"]);
  assert.deepEqual(mnist.widths, [4, 32, 64]);
  assert.deepEqual(mnist.seeds, [1, 2, 3]);
  assert.deepEqual(
    mnist.finished.map((run) => [run.width, run.seed]),
    [4, 32, 64].flatMap((width) => [1, 2, 3].map((seed) => [width, seed])),
  );
});

Deno.test("sweeps() stops early at the least validation error, the first of several", () => {
  const [run] = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 1, epochs: 4 }).runs;
  const validation = [0.9, 0.3, 0.2, 0.2, 0.4];
  const epochs = run.epochs.map((epoch, i) => ({
    ...epoch,
    validation: { loss: 1, error: validation[i] },
    test: { loss: 1, error: i / 10 },
  }));
  const [sweep] = sweeps({ ...figure, runs: [{ ...run, epochs }] });
  const [finished] = sweep.finished;
  assert.equal(finished.earlyStoppingEpoch, 2);
  assert.equal(finished.earlyStopped, 0.2);
  assert.equal(finished.test, 0.4);
});

Deno.test("sweeps() refuses two runs of one data set, width and seed", () => {
  assert.throws(() => sweeps({ ...figure, runs: [...figure.runs, figure.runs[0]] }), {
    name: "RangeError",
    message: "Expected one run for mnist, H = 32, seed 1 but found 2",
  });
});

Deno.test("sweeps() refuses a figure without runs", () => {
  assert.throws(() => sweeps({ ...figure, runs: [] }), {
    name: "RangeError",
    message: "Expected at least one run of width-sweep but found none",
  });
});

Deno.test("weights() counts H(C + D) as the paper does", () => {
  const [mnist, cifar] = sweeps(figure);
  assert.equal(weights(mnist, 64), 64 * 110);
  assert.equal(weights(cifar, 64), 64 * 310);
});

Deno.test("leastFittingWidth() asks every seed", () => {
  const runs = figure.runs.map((run) =>
    run.spec.sizes[1] === 32 && run.spec.seed === 2
      ? runOf(run, { train: 1, test: 5, early: 5 })
      : run
  );
  assert.equal(leastFittingWidth(sweeps(figure)[0], 0), 32);
  assert.equal(leastFittingWidth(sweeps({ ...figure, runs })[0], 0), 64);
});

Deno.test("widthOfLeast() compares means over seeds", () => {
  const [mnist] = sweeps(figure);
  assert.equal(widthOfLeast(mnist, [4, 32], "test"), 32);
  assert.equal(widthOfLeast(mnist, [], "test"), undefined);
  assert.equal(errorsAt(mnist, 4, "test").length, 3);
});

Deno.test("widthSweep.tables() gives mean and half interval by width", () => {
  const [table] = widthSweep.tables(syntheticFigure({
    datasets: ["mnist"],
    widths: [4, 32],
    seeds: 3,
    change: (run) => runOf(run, { train: 0, test: run.spec.seed, early: 1 }),
  }));
  assert.equal(table.title, "Errors by width: MNIST");
  // s = 1, t(0.975; 2) = 4.3027: half the interval is 4.3027/√3 = 2.48.
  assert.deepEqual(table.rows[0], ["4", "440", "0", "2.00 ± 2.48", "1.00", "3 of 3", "3"]);
});

Deno.test("widthSweep.records() has a record for every run, diverged and missing ones among them", () => {
  const records = widthSweep.records(syntheticFigure({
    datasets: ["mnist"],
    widths: [4, 32],
    seeds: 2,
    epochs: 4,
    change: (run) => {
      if (run.spec.sizes[1] === 4) return runOf(run, { train: 20, test: 25, early: 24 });
      return run.spec.seed === 1 ? { ...run, outcome: outcome("diverged", 3) } : undefined;
    },
  }));
  assert.equal(
    csv(records),
    [
      "dataset,hidden_units,seed,outcome,epochs,training_error,validation_error," +
      "test_error_at_convergence,test_error_with_early_stopping,early_stopping_epoch,seconds,run_id",
      "mnist,4,1,epoch limit,4,0.2,0.26,0.25,0.24,3,1.6,mnist-4-1",
      "mnist,4,2,epoch limit,4,0.2,0.26,0.25,0.24,3,1.6,mnist-4-2",
      "mnist,32,1,diverged,3,,,,,,1.2000000000000002,mnist-32-1",
      "mnist,32,2,missing,,,,,,,,",
      "",
    ].join("\r\n"),
  );
});
