import assert from "node:assert/strict";
import type { GradedClaim } from "../../../reports/claims.ts";
import { noiseClaims } from "../../../reports/rmsprop_implicit_regularization/claims.ts";
import type { FigureResult, RunSpec } from "../../../reports/results.ts";
import { outcome } from "../synthetic.ts";
import { noiseFigure } from "../synthetic_noise.ts";

function graded(figure: FigureResult, id: string): GradedClaim {
  const claim = noiseClaims(figure).find((claim) => claim.id === `mnist-${id}`);
  assert.ok(claim !== undefined, id);
  return claim;
}

const isFitting = ({ optimizer }: RunSpec) => optimizer.hyper.lr === 0.1;

Deno.test("noiseClaims() tells S's conclusions at equal epochs from those at equal loss", () => {
  const claims = noiseClaims(noiseFigure());
  assert.deepEqual(Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict])), {
    "mnist-rmsprop-printed-term-absent-equal-epochs": "reproduced",
    "mnist-rmsprop-printed-term-absent-equal-loss": "reproduced",
    "mnist-rmsprop-term-absent-equal-epochs": "not reproduced",
    "mnist-rmsprop-term-absent-equal-loss": "not reproduced",
    "mnist-rmsprop-small-norm-equal-epochs": "reproduced",
    "mnist-rmsprop-small-norm-equal-loss": "not reproduced",
    "mnist-rmsprop-generalizes-equal-epochs": "reproduced",
    "mnist-rmsprop-generalizes-equal-loss": "reproduced",
    "mnist-adam-term-absent-equal-epochs": "not reproduced",
    "mnist-adam-term-absent-equal-loss": "not reproduced",
    "mnist-adam-small-norm-equal-epochs": "reproduced",
    "mnist-adam-small-norm-equal-loss": "not reproduced",
    "mnist-adam-generalizes-equal-epochs": "reproduced",
    "mnist-adam-generalizes-equal-loss": "reproduced",
    "mnist-parts-add-up": "reproduced",
  });
});

Deno.test("noiseClaims() compares S's own SGD after the last epoch and names both losses", () => {
  const claim = graded(noiseFigure(), "adam-small-norm-equal-epochs");
  assert.ok(Math.abs(claim.effect! - 100 * (64 / 33 - 1)) < 1e-9);
  assert.equal(
    claim.reason,
    "After the last epoch: L2 norm 64 with Adam, 33 with SGD. But the training loss is then 2.3·10⁻⁴ " +
      "with Adam and 1.15 with SGD.",
  );
});

Deno.test("noiseClaims() compares the SGD that fits best when both reach one training loss", () => {
  const claim = graded(noiseFigure(), "adam-small-norm-equal-loss");
  // SGD ends at 2.3e-3, after 20 epochs; Adam is there after 15 of 20, at 30 + 34 · 15/20.
  assert.ok(Math.abs(claim.effect! - 100 * (55.5 / 60 - 1)) < 1e-9);
  assert.equal(
    claim.reason,
    "At a training loss of 0.0023, after 15 and 20 epochs on average: L2 norm 55.5 with Adam, 60 " +
      "with SGD, step 0.1.",
  );
});

Deno.test("noiseClaims() measures terms in orders of magnitude, over all epochs", () => {
  const epochs = graded(noiseFigure(), "rmsprop-printed-term-absent-equal-epochs");
  // 1e-3 against 1e-9 · 5e-4.
  assert.ok(Math.abs(epochs.effect! - Math.log10(2e9)) < 1e-9);
  assert.match(epochs.reason, /S's formula multiplies gradients by s where RMSProp divides/);
  const absent = noiseFigure({
    course: ({ optimizer: { name } }) => name === "adam" ? { term: 5e-8 } : {},
  });
  assert.equal(graded(absent, "adam-term-absent-equal-epochs").verdict, "reproduced");
  assert.equal(graded(absent, "adam-term-absent-equal-loss").verdict, "reproduced");
});

Deno.test("noiseClaims() takes η out of terms at equal training loss, where step sizes differ", () => {
  const claim = graded(noiseFigure(), "adam-term-absent-equal-loss");
  // 1e-3 / 0.1 with SGD, 5e-4 / 0.001 with Adam; at equal epochs both have the step 0.001.
  assert.ok(Math.abs(claim.effect! - Math.log10(0.02)) < 1e-9);
  assert.match(
    claim.reason,
    /: equation \(1\)'s term over η 0\.5 with Adam, 0\.01 with SGD, step 0\.1\.$/,
  );
  const equalEpochs = graded(noiseFigure(), "adam-term-absent-equal-epochs");
  assert.ok(Math.abs(equalEpochs.effect! - Math.log10(2)) < 1e-9);
});

Deno.test("noiseClaims() reproduces small norms at equal loss where SGD has them", () => {
  const figure = noiseFigure({ course: (spec) => isFitting(spec) ? { norm: 40 } : {} });
  assert.equal(graded(figure, "rmsprop-small-norm-equal-loss").verdict, "reproduced");
});

Deno.test("noiseClaims() holds test errors against one standard error", () => {
  // The adaptive methods' at the common loss is 0.465: 0.9 − 0.58 · 15/20.
  const at = (test: number) =>
    graded(
      noiseFigure({ course: (spec) => isFitting(spec) ? { test } : {} }),
      "adam-generalizes-equal-loss",
    );
  assert.equal(at(0.45).verdict, "reproduced"); // by 1.5 points; the limit is 0.5
  assert.equal(at(0.463).verdict, "not reproduced"); // by 0.2
});

Deno.test("noiseClaims() says that the parts do not add up where one epoch of a run misses", () => {
  const figure = noiseFigure({
    change: (run) => ({
      ...run,
      epochs: run.epochs.map((epoch) => {
        const gap = epoch.epoch === 7 && isFitting(run.spec) ? 2e-4 : 1e-15;
        return { ...epoch, terms: { ...epoch.terms!, sgd: { ...epoch.terms!.sgd, gap } } };
      }),
    }),
  });
  const claim = graded(figure, "parts-add-up");
  assert.equal(claim.verdict, "not reproduced");
  assert.equal(
    claim.reason,
    "The sum misses the term by at most 2·10⁻⁴ of it in any epoch of any run.",
  );
});

Deno.test("noiseClaims() grades nothing of a term that is exactly zero", () => {
  const figure = noiseFigure({
    change: (run) => ({
      ...run,
      epochs: run.epochs.map((epoch) => {
        const { rmsprop, ...terms } = epoch.terms!;
        return { ...epoch, terms: { ...terms, ...(rmsprop !== undefined && { rmsprop: 0 }) } };
      }),
    }),
  });
  for (const compared of ["equal-epochs", "equal-loss"]) {
    const claim = graded(figure, `rmsprop-printed-term-absent-${compared}`);
    assert.equal(claim.verdict, "inconclusive");
    assert.match(claim.reason, /One is exactly zero\.$/);
  }
});

Deno.test("noiseClaims() grades nothing of runs that diverged or are missing", () => {
  const figure = noiseFigure({
    change: (run) => {
      if (run.spec.optimizer.name === "adam") return { ...run, outcome: outcome("diverged", 2) };
      return isFitting(run.spec) && run.spec.seed === 2 ? undefined : run;
    },
  });
  const reason = (id: string) => graded(figure, id).reason;
  assert.equal(reason("adam-small-norm-equal-epochs"), "Runs diverged: Adam (5).");
  assert.equal(
    reason("rmsprop-small-norm-equal-loss"),
    "Runs failed or missing: SGD, step 0.1 (1).",
  );
  assert.equal(graded(figure, "rmsprop-small-norm-equal-epochs").verdict, "reproduced");
});

Deno.test("noiseClaims() grades nothing on two seeds or on the stand-in", () => {
  for (const claim of noiseClaims(noiseFigure({ seeds: 2 }))) {
    assert.equal(claim.reason, "2 seeds: a claim is graded on at least 3.");
    assert.equal(claim.verdict, "inconclusive");
  }
  for (const claim of noiseClaims(noiseFigure({ dataset: "stand-in" }))) {
    assert.equal(claim.verdict, "inconclusive");
    assert.match(claim.reason, /^The built-in stand-in took the place of the data/);
  }
});
