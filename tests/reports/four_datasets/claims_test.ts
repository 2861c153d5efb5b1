import assert from "node:assert/strict";
import type { GradedClaim } from "../../../reports/claims.ts";
import { fourDatasetsClaims } from "../../../reports/four_datasets/claims.ts";
import type { EpochRecord, FigureResult, RunResult } from "../../../reports/results.ts";
import { outcome } from "../synthetic.ts";
import { type ComparisonOptions, fourDatasetsFigure } from "../synthetic_comparison.ts";

/** MNIST with these changes to its final runs. */
function mnist(options: ComparisonOptions = {}): FigureResult {
  return fourDatasetsFigure({ datasets: ["mnist"], ...options });
}

/** Changes the epochs of the runs of one optimizer and start. */
function changing(
  [optimizer, initialization]: readonly [string, string],
  change: (epoch: EpochRecord, run: RunResult) => EpochRecord,
) {
  return (run: RunResult): RunResult =>
    run.spec.optimizer.name === optimizer && run.spec.initialization === initialization
      ? { ...run, epochs: run.epochs.map((epoch) => change(epoch, run)) }
      : run;
}

/** Gives every final run of an optimizer these last errors, in percent; seeds differ by a little. */
function ending(errors: Readonly<Record<string, { train: number; test: number }>>) {
  return (run: RunResult): RunResult => {
    const { train, test } = errors[run.spec.optimizer.name];
    const last = run.epochs.length - 1;
    const shift = 0.01 * (run.spec.seed - 3) * (run.spec.optimizer.name === "path-sgd" ? 1 : -1);
    const epochs = run.epochs.map((epoch, i) =>
      i < last ? epoch : {
        ...epoch,
        train: { ...epoch.train, error: train / 100 },
        test: { ...epoch.test, error: (test + shift) / 100 },
      }
    );
    return { ...run, epochs };
  };
}

function graded(figure: FigureResult, id: string): GradedClaim {
  const claim = fourDatasetsClaims(figure).find((claim) => claim.id === id);
  assert.ok(claim !== undefined, id);
  return claim;
}

function verdict(figure: FigureResult, id: string): string {
  return graded(figure, id).verdict;
}

const AT_ZERO = {
  "sgd": { train: 0, test: 3 },
  "adagrad": { train: 0, test: 2.5 },
  "path-sgd": { train: 0.05, test: 1.6 },
};

Deno.test("fourDatasetsClaims() reproduces all on results like the paper's", () => {
  const claims = fourDatasetsClaims(mnist({ change: ending(AT_ZERO) }));
  assert.deepEqual(Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict])), {
    "mnist-path-sgd-coincides": "reproduced",
    "mnist-sgd-differs": "reproduced",
    "mnist-adagrad-differs": "reproduced",
    "mnist-path-sgd-sooner-than-sgd": "reproduced",
    "mnist-path-sgd-sooner-than-adagrad": "reproduced",
    "mnist-path-sgd-generalizes-better-than-sgd": "reproduced",
    "mnist-path-sgd-generalizes-better-than-adagrad": "reproduced",
  });
});

Deno.test("fourDatasetsClaims() measures the largest relative difference of the objectives", () => {
  const figure = mnist({
    change: changing(["path-sgd", "unbalanced"], (epoch) => {
      // One epoch alone is off by 4 %.
      const loss = epoch.train.loss / (1 + 1e-4);
      return { ...epoch, train: { ...epoch.train, loss: epoch.epoch === 7 ? 0.96 * loss : loss } };
    }),
  });
  const claim = graded(figure, "mnist-path-sgd-coincides");
  assert.equal(claim.verdict, "reproduced");
  assert.ok(Math.abs(claim.effect! - 4) < 1e-9);
  assert.equal(claim.seeds, 5);
  assert.match(claim.reason, /^The objectives differ by at most 4 % on average over seeds/);
});

Deno.test("fourDatasetsClaims() does not reproduce curves of Path-SGD that part", () => {
  const figure = mnist({
    change: changing(["path-sgd", "unbalanced"], (epoch) => ({
      ...epoch,
      train: { ...epoch.train, loss: 2 * epoch.train.loss },
    })),
  });
  const claim = graded(figure, "mnist-path-sgd-coincides");
  assert.equal(claim.verdict, "not reproduced");
  assert.ok(Math.abs(claim.effect! - 50) < 0.1);
});

Deno.test("fourDatasetsClaims() is inconclusive where only some seeds of Path-SGD part", () => {
  const figure = mnist({
    change: changing(["path-sgd", "unbalanced"], (epoch, run) => ({
      ...epoch,
      train: { ...epoch.train, loss: (run.spec.seed > 3 ? 1.3 : 1) * epoch.train.loss },
    })),
  });
  const claim = graded(figure, "mnist-path-sgd-coincides");
  assert.equal(claim.verdict, "inconclusive");
  assert.match(claim.reason, /The seeds do not decide: an interval reaches across the limit\.$/);
});

Deno.test("fourDatasetsClaims() does not compare starts of Path-SGD with unlike step sizes", () => {
  const figure = mnist({
    change: (run) => {
      if (run.spec.initialization === "balanced") return run;
      const optimizer = { ...run.spec.optimizer, hyper: { lr: 0.001 } };
      return { ...run, spec: { ...run.spec, optimizer } };
    },
  });
  const claim = graded(figure, "mnist-path-sgd-coincides");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "The two starts were given different step sizes (0.01 and 0.001).");
});

Deno.test("fourDatasetsClaims() does not reproduce curves of SGD that coincide", () => {
  const figure = mnist({
    change: (run) =>
      run.spec.optimizer.name === "sgd"
        ? {
          ...run,
          epochs: run.epochs.map((epoch) => ({ ...epoch, train: { loss: 1, error: 0.5 } })),
        }
        : run,
  });
  assert.equal(verdict(figure, "mnist-sgd-differs"), "not reproduced");
  assert.equal(verdict(figure, "mnist-adagrad-differs"), "reproduced");
});

Deno.test("fourDatasetsClaims() counts epochs to the least error that every run reaches", () => {
  // Path-SGD falls to 1 % at epoch 2, SGD at epoch 5 + seed, and neither further.
  const figure = mnist({
    change: (run) => ({
      ...run,
      epochs: run.epochs.map((epoch) => {
        const reached = run.spec.optimizer.name === "path-sgd" ? 2 : 5 + run.spec.seed;
        return { ...epoch, train: { loss: 1, error: epoch.epoch < reached ? 0.9 : 0.01 } };
      }),
    }),
  });
  const claim = graded(figure, "mnist-path-sgd-sooner-than-sgd");
  assert.equal(claim.verdict, "reproduced");
  assert.equal(claim.effect, 6);
  assert.equal(claim.unit, "epochs");
  assert.equal(
    claim.reason,
    "A training error of 1.00 % takes Path-SGD 2.0 epochs and SGD 8.0 on average.",
  );
});

Deno.test("fourDatasetsClaims() does not reproduce a Path-SGD that is slower", () => {
  const figure = mnist({
    change: (run) => ({
      ...run,
      epochs: run.epochs.map((epoch) => {
        const reached = run.spec.optimizer.name === "path-sgd" ? 20 : 4;
        return { ...epoch, train: { loss: 1, error: epoch.epoch < reached ? 0.9 : 0.01 } };
      }),
    }),
  });
  assert.equal(verdict(figure, "mnist-path-sgd-sooner-than-sgd"), "not reproduced");
});

Deno.test("fourDatasetsClaims() does not time runs that never got below their start", () => {
  const figure = mnist({
    change: changing(
      ["sgd", "balanced"],
      (epoch) => ({ ...epoch, train: { loss: 2, error: 0.9 } }),
    ),
  });
  const claim = graded(figure, "mnist-path-sgd-sooner-than-sgd");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "A run never got below the training error that it started with.");
});

Deno.test("fourDatasetsClaims() holds test errors against one standard error, paired", () => {
  const claim = graded(
    mnist({ change: ending(AT_ZERO) }),
    "mnist-path-sgd-generalizes-better-than-sgd",
  );
  assert.ok(Math.abs(claim.effect! - 1.4) < 1e-9);
  // √(0.03 · 0.97 / 10,000) = 0.17 %
  assert.equal(
    claim.reason,
    "The test error is 1.60 % with Path-SGD and 3.00 % with SGD; the limit is 0.17 points.",
  );
  const worse = mnist({ change: ending({ ...AT_ZERO, "path-sgd": { train: 0, test: 4 } }) });
  assert.equal(verdict(worse, "mnist-path-sgd-generalizes-better-than-sgd"), "not reproduced");
});

Deno.test("fourDatasetsClaims() does not grade test errors above zero training error", () => {
  const figure = mnist({ change: ending({ ...AT_ZERO, "sgd": { train: 0.5, test: 3 } }) });
  const claim = graded(figure, "mnist-path-sgd-generalizes-better-than-sgd");
  assert.equal(claim.verdict, "inconclusive");
  assert.ok(Math.abs(claim.effect! - 1.4) < 1e-9);
  assert.match(claim.reason, /But the training error is still up to 0\.50 % \(SGD\)\.$/);
});

Deno.test("fourDatasetsClaims() decides nothing about a published set from a subset", () => {
  const figure = fourDatasetsFigure({ datasets: ["svhn"], change: ending(AT_ZERO) });
  const [data] = figure.data;
  const files = [{ ...data.files[0], published: false, records: 5000 }];
  for (const claim of fourDatasetsClaims({ ...figure, data: [{ ...data, files }] })) {
    assert.equal(claim.verdict, "inconclusive", claim.id);
    assert.ok(claim.effect !== undefined, claim.id);
    assert.ok(
      claim.reason.endsWith(
        "This is a subset of SVHN (5,000 of 73,257 records of svhn-images.gz); the claim is about " +
          "the published set.",
      ),
      claim.reason,
    );
  }
});

/** Asserts that a claim is not graded, for this reason. */
function assertUngraded(figure: FigureResult, id: string, reason: string): void {
  const claim = graded(figure, id);
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, reason);
  assert.equal(claim.effect, undefined);
}

Deno.test("fourDatasetsClaims() grades nothing of runs that diverged or are missing", () => {
  const figure = mnist({
    change: (run) => {
      const { optimizer, initialization, seed } = run.spec;
      if (optimizer.name === "sgd" && initialization === "unbalanced") {
        return { ...run, outcome: outcome("diverged", 2) };
      }
      return optimizer.name === "adagrad" && seed === 2 ? undefined : run;
    },
  });
  assertUngraded(figure, "mnist-sgd-differs", "Runs diverged: SGD, unbalanced (5).");
  assertUngraded(
    figure,
    "mnist-adagrad-differs",
    "Runs failed or missing: AdaGrad, balanced (1) and AdaGrad, unbalanced (1).",
  );
  assert.equal(verdict(figure, "mnist-path-sgd-sooner-than-sgd"), "reproduced");
});

Deno.test("fourDatasetsClaims() grades nothing on two seeds, on the stand-in, or without curves", () => {
  for (const { id } of fourDatasetsClaims(mnist())) {
    assertUngraded(mnist({ seeds: 2 }), id, "2 seeds: a claim is graded on at least 3.");
  }
  assertUngraded(
    fourDatasetsFigure({ datasets: ["stand-in"] }),
    "stand-in-sgd-differs",
    "The built-in stand-in took the place of the data: nothing is said of the real one.",
  );
  assertUngraded(
    mnist({ optimizers: ["sgd", "path-sgd"] }),
    "mnist-adagrad-differs",
    "Not all the curves that this compares were run.",
  );
});
