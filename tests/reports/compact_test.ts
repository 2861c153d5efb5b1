import assert from "node:assert/strict";
import { compactRun } from "../../reports/compact.ts";
import { syntheticFigure } from "./synthetic.ts";

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
