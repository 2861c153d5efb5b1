import assert from "node:assert/strict";
import type { GradedClaim } from "../../../reports/claims.ts";
import type { FigureResult, RunResult } from "../../../reports/results.ts";
import { widthSweepClaims } from "../../../reports/width_sweep/claims.ts";
import { outcome, runOf, syntheticFigure, type SyntheticOptions } from "../synthetic.ts";

/** Errors in percent of one run. */
interface Errors {
  readonly train: number;
  readonly test: number;
  readonly early: number;
}

/** A sweep over MNIST with given errors by width; seeds differ by a little noise. */
function sweep(
  errors: Readonly<Record<number, Errors>>,
  options: SyntheticOptions & { readonly noise?: number } = {},
): FigureResult {
  const noise = options.noise ?? 0.02;
  return syntheticFigure({
    datasets: ["mnist"],
    widths: Object.keys(errors).map(Number),
    ...options,
    change: (run) => {
      const { train, test, early } = errors[run.spec.sizes[1]];
      const shift = noise * (run.spec.seed - 3) * (run.spec.sizes[1] === 4096 ? 1 : -0.5);
      const changed = runOf(run, { train, test: test + shift, early: early + shift });
      return options.change === undefined ? changed : options.change(changed);
    },
  });
}

/** Figure 1 as the paper describes it. */
const AS_PUBLISHED = {
  4: { train: 20, test: 22, early: 22 },
  32: { train: 0, test: 4, early: 4 },
  64: { train: 0, test: 3, early: 3 },
  4096: { train: 0, test: 1.6, early: 1.58 },
};

function graded(figure: FigureResult, id: string): GradedClaim {
  const claim = widthSweepClaims(figure).find((claim) => claim.id === id);
  assert.ok(claim !== undefined, id);
  return claim;
}

function verdicts(figure: FigureResult): Record<string, string> {
  return Object.fromEntries(widthSweepClaims(figure).map(({ id, verdict }) => [id, verdict]));
}

Deno.test("widthSweepClaims() reproduces all four on results like the paper's", () => {
  assert.deepEqual(verdicts(sweep(AS_PUBLISHED)), {
    "mnist-32-units-fit": "reproduced",
    "mnist-keeps-falling": "reproduced",
    "mnist-does-not-rise": "reproduced",
    "mnist-not-early-stopping": "reproduced",
  });
});

Deno.test("widthSweepClaims() pairs seeds: effect, interval and reason of the fall", () => {
  const claim = graded(sweep(AS_PUBLISHED), "mnist-keeps-falling");
  assert.ok(Math.abs(claim.effect! - 2.4) < 1e-9);
  // Differences 2.4 − 0.03·(seed − 3): s = 0.03·√2.5, t(0.975; 4) = 2.7764.
  assert.ok(Math.abs(claim.interval!.upper - 2.4 - 2.7764 * 0.03 * Math.sqrt(2.5 / 5)) < 1e-5);
  assert.equal(claim.seeds, 5);
  assert.equal(claim.unit, "percentage points");
  assert.equal(
    claim.reason,
    "From H₀ = 32 to H = 4,096 the test error goes from 4.00 % to 1.60 %; the limit is 0.20 points.",
  );
});

Deno.test("widthSweepClaims() does not reproduce 32 units that settle above the tolerance", () => {
  const figure = sweep({ ...AS_PUBLISHED, 32: { train: 0.6, test: 4, early: 4 } });
  const claim = graded(figure, "mnist-32-units-fit");
  assert.equal(claim.verdict, "not reproduced");
  assert.equal(
    claim.reason,
    "The training error at H = 32 is 0.60 %. The least width that reached exactly zero in every " +
      "seed is H = 64.",
  );
});

Deno.test("widthSweepClaims() counts a training error of one in 2,000 as zero, and says what it is", () => {
  const figure = sweep({ ...AS_PUBLISHED, 32: { train: 0.05, test: 4, early: 4 } });
  const claim = graded(figure, "mnist-32-units-fit");
  assert.equal(claim.verdict, "reproduced");
  assert.match(claim.reason, /^The training error at H = 32 is 0\.050 %\./);
});

Deno.test("widthSweepClaims() does not grade 32 units that were still falling at the epoch limit", () => {
  const figure = sweep({ ...AS_PUBLISHED, 32: { train: 0.6, test: 4, early: 4 } }, {
    epochs: 20,
    change: (run) =>
      run.spec.sizes[1] !== 32 ? run : {
        ...run,
        outcome: outcome("epoch limit", 20),
        epochs: run.epochs.map((epoch) => ({
          ...epoch,
          train: { loss: 0.1, error: 0.05 - 0.002 * epoch.epoch },
        })),
      },
  });
  const claim = graded(figure, "mnist-32-units-fit");
  assert.equal(claim.verdict, "inconclusive");
  assert.match(claim.reason, /At the epoch limit it was still falling\.$/);
});

Deno.test("widthSweepClaims() does not grade 32 units on fewer examples than the paper's", () => {
  const figure = sweep(AS_PUBLISHED, {
    change: (run) => ({
      ...run,
      spec: { ...run.spec, data: { ...run.spec.data, train: 5000 } },
    }),
  });
  const claim = graded(figure, "mnist-32-units-fit");
  assert.equal(claim.verdict, "inconclusive");
  assert.match(
    claim.reason,
    /5,000 training examples are easier to fit than the paper's 50,000\.$/,
  );
});

Deno.test("widthSweepClaims() does not grade 32 units where no such network was run", () => {
  const { 32: _, ...others } = AS_PUBLISHED;
  const claim = graded(sweep(others), "mnist-32-units-fit");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "No network with 32 hidden units was run.");
});

Deno.test("widthSweepClaims() makes no claim about data that were not run", () => {
  const claims = widthSweepClaims(syntheticFigure({ datasets: ["cifar-10"] }));
  assert.deepEqual(claims.filter(({ id }) => !id.startsWith("cifar-10")), []);
  assert.equal(claims.length, 3);
});

Deno.test("widthSweepClaims() does not reproduce a fall where the test error rises", () => {
  const figure = sweep({ ...AS_PUBLISHED, 4096: { train: 0, test: 6, early: 5.98 } });
  const falling = graded(figure, "mnist-keeps-falling");
  assert.equal(falling.verdict, "not reproduced");
  assert.ok(Math.abs(falling.effect! + 2) < 1e-9);
  const rising = graded(figure, "mnist-does-not-rise");
  assert.equal(rising.verdict, "not reproduced");
  assert.ok(Math.abs(rising.effect! - 3) < 1e-9);
  assert.match(rising.reason, /and 3\.00 % at H = 64, the best narrower width/);
});

Deno.test("widthSweepClaims() does not reproduce a fall that is smaller than the test set can tell", () => {
  const figure = sweep({
    4: AS_PUBLISHED[4],
    32: { train: 0, test: 4, early: 4 },
    4096: { train: 0, test: 3.9, early: 3.9 },
  });
  assert.equal(graded(figure, "mnist-keeps-falling").verdict, "not reproduced");
  assert.equal(graded(figure, "mnist-does-not-rise").verdict, "reproduced");
});

Deno.test("widthSweepClaims() is inconclusive where the seeds scatter across the limit", () => {
  const figure = sweep(AS_PUBLISHED, { noise: 2 });
  for (const id of ["mnist-keeps-falling", "mnist-does-not-rise"]) {
    const claim = graded(figure, id);
    assert.equal(claim.verdict, "inconclusive");
    assert.match(claim.reason, /The seeds do not decide: an interval reaches across the limit\.$/);
  }
});

Deno.test("widthSweepClaims() does not reproduce where only early stopping keeps the error low", () => {
  const figure = sweep({ ...AS_PUBLISHED, 4096: { train: 0, test: 3.5, early: 1.6 } });
  const claim = graded(figure, "mnist-not-early-stopping");
  assert.equal(claim.verdict, "not reproduced");
  assert.ok(Math.abs(claim.effect! - 1.9) < 1e-9);
});

Deno.test("widthSweepClaims() does not reproduce where the early-stopped error does not fall", () => {
  const figure = sweep({ ...AS_PUBLISHED, 4096: { train: 0, test: 4, early: 4 } });
  assert.equal(graded(figure, "mnist-not-early-stopping").verdict, "not reproduced");
});

Deno.test("widthSweepClaims() has nothing past zero training error where no width reached it", () => {
  const figure = sweep({ 4: AS_PUBLISHED[4], 32: { train: 2, test: 4, early: 4 } });
  const claim = graded(figure, "mnist-keeps-falling");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "No width reached a training error of 0.10 % in every seed.");
});

Deno.test("widthSweepClaims() has nothing past the widest network", () => {
  const figure = sweep({ 4: AS_PUBLISHED[4], 32: AS_PUBLISHED[32] });
  const claim = graded(figure, "mnist-not-early-stopping");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(claim.reason, "Only the widest network, H = 32, reached zero training error.");
});

Deno.test("widthSweepClaims() does not grade a rise where weights do not outnumber examples", () => {
  const figure = sweep({ 32: AS_PUBLISHED[32], 64: AS_PUBLISHED[64] });
  const claim = graded(figure, "mnist-does-not-rise");
  assert.equal(claim.verdict, "inconclusive");
  assert.equal(
    claim.reason,
    "The widest network, H = 64, has no more weights than there are examples (7,040 weights, " +
      "50,000 training examples).",
  );
});

/** Asserts that nothing about MNIST is graded, for this reason. */
function assertUngraded(figure: FigureResult, reason: string): void {
  for (const claim of widthSweepClaims(figure)) {
    assert.equal(claim.verdict, "inconclusive", claim.id);
    assert.equal(claim.reason, reason);
    assert.equal(claim.effect, undefined);
  }
}

Deno.test("widthSweepClaims() grades nothing on two seeds", () => {
  assertUngraded(
    sweep(AS_PUBLISHED, { seeds: 2 }),
    "2 seeds: a claim is graded on at least 3.",
  );
});

Deno.test("widthSweepClaims() grades nothing where a run is missing or failed", () => {
  const at = (run: RunResult, width: number, seed: number) =>
    run.spec.sizes[1] === width && run.spec.seed === seed;
  const figure = sweep(AS_PUBLISHED, {
    change: (run) => {
      if (at(run, 64, 2)) return undefined;
      const { outcome: _, ...unfinished } = run;
      return at(run, 4096, 5) ? { ...unfinished, failure: "out of memory" } : run;
    },
  });
  assertUngraded(figure, "2 runs failed or missing (H = 64 seed 2 and H = 4,096 seed 5).");
});

Deno.test("widthSweepClaims() grades nothing where a run diverged", () => {
  const figure = sweep(AS_PUBLISHED, {
    change: (run) =>
      run.spec.sizes[1] === 4 && run.spec.seed === 1
        ? { ...run, outcome: outcome("diverged", 3) }
        : run,
  });
  assertUngraded(figure, "1 run diverged (H = 4 seed 1).");
});

Deno.test("widthSweepClaims() grades nothing on the stand-in", () => {
  const claims = widthSweepClaims(syntheticFigure({ datasets: ["stand-in"] }));
  assert.equal(claims.length, 3);
  for (const claim of claims) assert.equal(claim.verdict, "inconclusive", claim.id);
  assert.equal(
    claims[1].reason,
    "The built-in stand-in took the place of the data: nothing is said of the real one.",
  );
});
