import assert from "node:assert/strict";
import type { GradedClaim } from "../../../reports/claims.ts";
import type { FigureResult, RunResult } from "../../../reports/results.ts";
import { unbalancedSgdClaims } from "../../../reports/unbalanced_sgd/claims.ts";
import { outcome } from "../synthetic.ts";
import { unbalancedSgdFigure } from "../synthetic_comparison.ts";
import { WORKED } from "../synthetic_worked.ts";

function graded(figure: FigureResult, id: string): GradedClaim {
  const claim = unbalancedSgdClaims(figure).find((claim) => claim.id === id);
  assert.ok(claim !== undefined, id);
  return claim;
}

/** A figure whose unbalanced runs have an objective of `times` that of the balanced ones. */
function above(times: (run: RunResult) => number): FigureResult {
  return unbalancedSgdFigure({
    change: (run) => ({
      ...run,
      epochs: run.epochs.map((epoch) => {
        const unbalanced = run.spec.initialization === "unbalanced" && epoch.epoch > 0;
        return { ...epoch, train: { error: 0.5, loss: unbalanced ? times(run) : 1 } };
      }),
    }),
  });
}

Deno.test("unbalancedSgdClaims() reproduces all on results like the paper's", () => {
  const claims = unbalancedSgdClaims(unbalancedSgdFigure());
  assert.deepEqual(claims.map(({ id, verdict }) => [id, verdict]), [
    ["mnist-same-function", "reproduced"],
    ["mnist-stays-above", "reproduced"],
    ["one-update-sgd", "reproduced"],
    ["one-update-path-sgd", "reproduced"],
  ]);
});

Deno.test("unbalancedSgdClaims() tells the largest difference of an output", () => {
  const claim = graded(unbalancedSgdFigure({ seeds: 3 }), "mnist-same-function");
  // 2, 2.2 and 2.4 millionths of 4.
  assert.ok(Math.abs(claim.effect! - 0.55) < 1e-9);
  assert.equal(
    claim.reason,
    "The largest difference of an output is 2.4·10⁻⁶, over 10,000 test examples and 3 seeds; the " +
      "largest output is 4.",
  );
});

Deno.test("unbalancedSgdClaims() does not reproduce starts that compute different functions", () => {
  const figure = unbalancedSgdFigure();
  const starts = figure.starts!.map((start) => ({ ...start, difference: 0.5 }));
  assert.equal(graded({ ...figure, starts }, "mnist-same-function").verdict, "not reproduced");
});

Deno.test("unbalancedSgdClaims() is inconclusive where starts differ in some seeds only", () => {
  const figure = unbalancedSgdFigure();
  const starts = figure.starts!.map((start) =>
    start.seed === 1 ? { ...start, difference: 0.5 } : start
  );
  assert.equal(graded({ ...figure, starts }, "mnist-same-function").verdict, "inconclusive");
});

Deno.test("unbalancedSgdClaims() takes the least ratio over the second half of the epochs", () => {
  const claim = graded(above((run) => 3 + 0.1 * run.spec.seed), "mnist-stays-above");
  assert.equal(claim.verdict, "reproduced");
  const geometricMean = (3.1 * 3.2 * 3.3 * 3.4 * 3.5) ** (1 / 5); // of ratios
  assert.ok(Math.abs(claim.effect! - geometricMean) < 1e-9);
});

Deno.test("unbalancedSgdClaims() does not reproduce an unbalanced run that catches up", () => {
  assert.equal(graded(above(() => 1.2), "mnist-stays-above").verdict, "not reproduced");
  assert.equal(
    graded(above((run) => run.spec.seed), "mnist-stays-above").verdict,
    "inconclusive",
  );
});

Deno.test("unbalancedSgdClaims() does not compare runs that diverged", () => {
  const figure = unbalancedSgdFigure({
    change: (run) =>
      run.spec.initialization === "unbalanced" ? { ...run, outcome: outcome("diverged", 1) } : run,
  });
  const claim = graded(figure, "mnist-stays-above");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "Runs diverged: SGD, unbalanced (5).");
});

Deno.test("unbalancedSgdClaims() needs three seeds and real data, but not for worked examples", () => {
  for (
    const figure of [
      unbalancedSgdFigure({ seeds: 2 }),
      unbalancedSgdFigure({ datasets: ["stand-in"] }),
    ]
  ) {
    assert.deepEqual(unbalancedSgdClaims(figure).map(({ verdict }) => verdict), [
      "inconclusive",
      "inconclusive",
      "reproduced",
      "reproduced",
    ]);
  }
});

Deno.test("unbalancedSgdClaims() compares outputs after one update", () => {
  const figure = unbalancedSgdFigure();
  assert.match(
    graded(figure, "one-update-path-sgd").reason,
    /^The balanced and the unbalanced network give 4 and 4 in Figure 2b and \(8, 8\) and \(8, 8\)/,
  );
  const swapped = WORKED.map((example) => ({
    ...example,
    networks: example.networks.map((network) => ({
      ...network,
      after: network.after.map(({ optimizer, network }) => ({
        optimizer: optimizer === "sgd" ? "path-sgd" : "sgd",
        network,
      })),
    })),
  }));
  for (const id of ["one-update-sgd", "one-update-path-sgd"]) {
    assert.equal(graded({ ...figure, workedExamples: swapped }, id).verdict, "not reproduced");
  }
});

Deno.test("unbalancedSgdClaims() is inconclusive where no example was worked out", () => {
  const { workedExamples: _, ...figure } = unbalancedSgdFigure();
  const claim = graded(figure, "one-update-sgd");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "The worked examples with SGD are not among the results.");
});
