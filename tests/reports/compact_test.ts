import assert from "node:assert/strict";
import { compactRun } from "../../reports/compact.ts";
import { syntheticFigure } from "./synthetic.ts";
import { noiseFigure } from "./synthetic_noise.ts";

Deno.test("compactRun() keeps epochs as columns of seven digits", () => {
  const [run] = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 1, epochs: 1 }).runs;
  const measured = { loss: 1.23456789, error: 0.02346 };
  const epochs = [{
    epoch: 1,
    train: measured,
    validation: measured,
    test: measured,
    seconds: 1.23456,
  }];
  const compact = compactRun({ ...run, epochs });
  assert.equal(compact.id, run.id);
  assert.deepEqual(compact.epochs, {
    epoch: [1],
    trainLoss: [1.234568],
    trainError: [0.02346],
    validationLoss: [1.234568],
    validationError: [0.02346],
    testLoss: [1.234568],
    testError: [0.02346],
    seconds: [1.23],
  });
});

Deno.test("compactRun() has no columns of what was not recorded, and columns of norms that were", () => {
  const [run] = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 1, epochs: 1 }).runs;
  const epochs = run.epochs.map(({ validation: _, ...epoch }) => ({
    ...epoch,
    norms: { l2: 1.23456789, path: 2, gamma: [3, 4] as const },
  }));
  const columns = compactRun({ ...run, epochs }).epochs;
  assert.equal("validationLoss" in columns, false);
  assert.deepEqual(columns.l2Norm, [1.234568, 1.234568]);
  assert.deepEqual([columns.pathNorm, columns.leastGamma, columns.largestGamma], [
    [2, 2],
    [3, 3],
    [4, 4],
  ]);
});

Deno.test("compactRun() has columns of terms, and null where λ₁ was not estimated", () => {
  const runs = noiseFigure({ seeds: 1, epochs: 3 }).runs.map((run) => compactRun(run).epochs);
  const [sgd, rmsprop] = runs;
  assert.deepEqual(sgd.curvature, [19.6, null, 19.6, null]);
  assert.deepEqual(sgd.term, [9.8e-4, 9.8e-4, 9.8e-4, 9.8e-4]);
  assert.equal("rmspropTerm" in sgd, false);
  assert.deepEqual(rmsprop.rmspropTerm, [4.9e-13, 4.9e-13, 4.9e-13, 4.9e-13]);
  assert.deepEqual(rmsprop.leastCoefficient, [-9, -9, -9, -9]);
  assert.equal(rmsprop.cleanError?.length, 4);
});

Deno.test("compactRun() has null for what is not finite or was not recorded in an epoch", () => {
  const [run] = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 1, epochs: 1 }).runs;
  const nan = { loss: NaN, error: 0.9 };
  const [first, last] = run.epochs;
  const norms = { l2: 1, path: 2, gamma: [3, 4] as const };
  const epochs = [{ ...first, norms }, { ...last, train: nan, validation: nan, test: nan }];
  const columns = compactRun({ ...run, epochs }).epochs;
  assert.deepEqual(columns.trainLoss.slice(1), [null]);
  assert.deepEqual(columns.l2Norm, [1, null]);
});
