import assert from "node:assert/strict";
import { compactRun, type PublishedFigure } from "../../reports/compact.ts";
import { expandRun, figureOf } from "../../reports/expand.ts";
import type { FigureResult, RunResult } from "../../reports/results.ts";
import { outcome, syntheticFigure } from "./synthetic.ts";
import { fourDatasetsFigure } from "./synthetic_comparison.ts";
import { noiseFigure } from "./synthetic_noise.ts";

/** What is kept of a run, as a file holds it. */
function stored(run: RunResult) {
  return JSON.parse(JSON.stringify(compactRun(run)));
}

/** A run with every number to seven digits, so that nothing is lost of it. */
function rounded(run: RunResult): RunResult {
  return JSON.parse(
    JSON.stringify(run),
    (_, value) => typeof value === "number" ? Number(value.toPrecision(7)) : value,
  );
}

const FIGURES: Readonly<Record<string, FigureResult>> = {
  "the width sweep": syntheticFigure({ widths: [4, 32], seeds: 1 }),
  "Figure 3": fourDatasetsFigure({ datasets: ["mnist"], seeds: 1 }),
  "S's figures": noiseFigure({ seeds: 1 }),
};

for (const [name, { runs }] of Object.entries(FIGURES)) {
  Deno.test(`expandRun() gives the runs of ${name} back, and they are kept alike again`, () => {
    for (const run of runs) {
      assert.deepEqual(expandRun(stored(rounded(run))), rounded(run));
      assert.equal(JSON.stringify(compactRun(expandRun(stored(run)))), JSON.stringify(stored(run)));
    }
  });
}

Deno.test("expandRun() gives NaN for a loss that was not finite, and no norms of that epoch", () => {
  const [run] = fourDatasetsFigure({ datasets: ["mnist"], seeds: 1, epochs: 2 }).runs;
  const end = run.epochs.length - 1;
  const nan = { loss: Infinity, error: 0.9 };
  const diverged: RunResult = {
    ...run,
    epochs: run.epochs.map((epoch, i) =>
      i < end
        ? epoch
        : { ...epoch, train: nan, test: nan, norms: { l2: NaN, path: 1, gamma: [1, 2] } }
    ),
    outcome: outcome("diverged", end),
  };
  const { epochs } = expandRun(stored(diverged));
  assert.deepEqual(epochs[end].train, { loss: NaN, error: 0.9 });
  assert.equal(epochs[end].norms, undefined);
  assert.notEqual(epochs[end - 1].norms, undefined);
});

Deno.test("figureOf() leaves out what a page says of a figure", () => {
  const figure = syntheticFigure({ datasets: ["mnist"], widths: [4], seeds: 1, epochs: 2 });
  const published: PublishedFigure = {
    ...figure,
    title: "Title",
    description: "Words.",
    claims: [],
    warnings: [],
    runs: figure.runs.map(compactRun),
  };
  assert.deepEqual(Object.keys(figureOf(published)), Object.keys(figure));
});
