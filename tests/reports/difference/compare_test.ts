import assert from "node:assert/strict";
import { stream } from "../../../network/random.ts";
import type { GradedClaim } from "../../../reports/claims.ts";
import { compare, differences, type SetComparison } from "../../../reports/difference/compare.ts";
import { reportOf } from "../../../reports/registry.ts";
import type { ResultSet } from "../../../reports/difference/result_set.ts";
import type { FigureResult, RunResult } from "../../../reports/results.ts";
import { FIGURES } from "../every_report.ts";
import { outcome, syntheticFigure } from "../synthetic.ts";

const SMALL = { datasets: ["mnist"], widths: [4, 32, 256], seeds: 5, epochs: 4 } as const;

function setOf(figure: FigureResult, options: Partial<ResultSet> = {}): ResultSet {
  const { title, claims } = reportOf(figure.figure)!;
  const graded = claims(figure);
  const entry = { name: figure.figure, title, figure, claims: graded };
  return { path: "set", isFile: false, figures: [entry], ...options };
}

/** Figure 1 with the test errors after each epoch changed. */
function sweep(
  change: (run: RunResult, test: number) => number = (_, test) => test,
  widths: readonly number[] = SMALL.widths,
): FigureResult {
  return syntheticFigure({
    ...SMALL,
    widths,
    change: (run) => {
      const parameters = `${run.id} ${change(run, 1)}`;
      return {
        ...run,
        epochs: run.epochs.map((record) => ({
          ...record,
          test: { loss: 1, error: change(run, record.test.error) },
        })),
        outcome: { ...run.outcome!, parameters },
      };
    },
  });
}

/** A little noise of its own for each run. */
function noisy(run: RunResult, test: number, name = "other"): number {
  return test + 3e-4 * stream(run.spec.seed, name, run.spec.sizes[1]).normal();
}

function findings({ figures }: SetComparison): Record<string, string> {
  return Object.fromEntries(
    figures.flatMap(({ curves, claims }) => [
      ...curves.map(({ curve, quantity, finding }) => [`${curve}: ${quantity}`, finding]),
      ...claims.map(({ id, finding }) => [id, finding]),
    ]),
  );
}

Deno.test("compare() finds nothing between a set and itself, to the bit, for every figure", () => {
  for (const make of Object.values(FIGURES)) {
    const comparison = compare(setOf(make()), setOf(make()));
    const [figure] = comparison.figures;
    assert.deepEqual(new Set(Object.values(findings(comparison))), new Set(["same"]));
    assert.equal(figure.sameBits, figure.pairs);
    assert.deepEqual([figure.oneSided, figure.made], [[], []]);
    assert.deepEqual(comparison.tests, { claims: 0, curves: 0 });
    assert.ok(figure.curves.length > 0);
  }
});

Deno.test("compare() finds the one curve that changed by more than its spread", () => {
  const shift = (run: RunResult) => run.spec.sizes[1] === 32 ? 0.01 : 0;
  const comparison = compare(
    setOf(sweep()),
    setOf(sweep((run, test) => noisy(run, test) + shift(run))),
  );
  const [found, ...others] = differences(comparison).filter((change) => "curve" in change);
  assert.deepEqual(others, []);
  assert.deepEqual([found.curve, found.quantity], ["mnist, 100-32-10", "test error"]);
  const { effect, interval, unit, test, n, p } = found.change!;
  assert.ok(Math.abs(effect - 1) < 0.1 && interval.lower < effect && effect < interval.upper);
  assert.deepEqual([unit, test, n], ["points", "paired t", 5]);
  assert.equal(found.adjusted, p * comparison.tests.curves);
  assert.equal(comparison.figures[0].sameBits, 0);
});

Deno.test("compare() finds nothing where every run differs by noise alone", () => {
  const comparison = compare(setOf(sweep()), setOf(sweep(noisy)));
  assert.deepEqual(differences(comparison), []);
  assert.ok(Object.values(findings(comparison)).includes("within spread"));
});

Deno.test("compare() raises a false alarm in few of many comparisons", () => {
  const widths = [4, 8, 16, 32, 64, 128, 256, 512];
  const comparisons = 200;
  let alarms = 0;
  for (let i = 0; i < comparisons; i++) {
    const [first, second] = ["first", "second"].map((name): ResultSet => {
      const figure = sweep((run, test) => noisy(run, test, `${name} ${i}`), widths);
      const entry = { name: "width-sweep", title: "", figure, claims: [] };
      return { path: name, isFile: false, figures: [entry] };
    });
    if (differences(compare(first, second)).length > 0) alarms++;
  }
  // Of curves alone: 5 are expected at most; 14 or more have a chance of less than one in a thousand.
  // Without a correction for the 8 tests it would be 36.
  assert.ok(alarms > 0 && alarms < 14, `${alarms} of ${comparisons}`);
});

Deno.test("compare() uses Welch's test where no two seeds are shared, and names the runs", () => {
  const later = sweep((run, test) => noisy(run, test) + 0.02);
  const other = {
    ...later,
    runs: later.runs.map((run) => ({ ...run, spec: { ...run.spec, seed: run.spec.seed + 4 } })),
  };
  const [figure] = compare(setOf(sweep()), setOf(other)).figures;
  const tested = figure.curves.filter(({ quantity }) => quantity === "test error");
  assert.deepEqual(tested.map(({ change }) => change?.test), Array(3).fill("Welch t"));
  assert.ok(tested.some(({ finding }) => finding === "beyond spread"));
  assert.equal(figure.pairs, 3); // seed 5, too few to be paired
  assert.deepEqual(figure.oneSided.slice(0, 2), [
    { what: "mnist, 100-4-10: seed 1, 2, 3 and 4", in: "first" },
    { what: "mnist, 100-32-10: seed 1, 2, 3 and 4", in: "first" },
  ]);
  assert.deepEqual(figure.oneSided[3], {
    what: "mnist, 100-4-10: seed 6, 7, 8 and 9",
    in: "second",
  });
});

Deno.test("compare() does not test a single seed", () => {
  const only = (figure: FigureResult) => ({
    ...figure,
    runs: figure.runs.filter(({ spec }) => spec.seed === 1),
  });
  const comparison = compare(setOf(only(sweep())), setOf(only(sweep(noisy))));
  const found = findings(comparison);
  assert.equal(found["mnist, 100-32-10: test error"], "not tested");
  assert.equal(found["mnist, 100-32-10: objective"], "same");
  assert.deepEqual(comparison.tests, { claims: 0, curves: 0 });
  assert.deepEqual(differences(comparison), []);
});

Deno.test("compare() compares losses by their ratio, and by their difference where one is zero", () => {
  const withLoss = (loss: (seed: number) => number): FigureResult =>
    syntheticFigure({
      ...SMALL,
      widths: [32],
      change: (run) => ({
        ...run,
        epochs: run.epochs.map((record) => ({
          ...record,
          train: { loss: loss(run.spec.seed), error: 0 },
        })),
      }),
    });
  const change = (first: FigureResult, second: FigureResult) =>
    compare(setOf(first), setOf(second)).figures[0].curves
      .find(({ quantity }) => quantity === "objective")!.change!;
  const half = change(withLoss((seed) => 10 ** seed), withLoss((seed) => 0.5 * 10 ** seed));
  assert.ok(Math.abs(half.effect + 50) < 1e-9);
  assert.equal(half.unit, "%");
  const zero = change(withLoss((seed) => seed), withLoss((seed) => seed === 3 ? 0 : 2 * seed));
  assert.ok(Math.abs(zero.effect - (1 + 2 - 3 + 4 + 5) / 5) < 1e-12);
  assert.equal(zero.unit, "");
});

Deno.test("compare() counts diverged runs, and is sure where all of three seeds or more did", () => {
  const diverging = (seeds: number) =>
    syntheticFigure({
      ...SMALL,
      change: (run) =>
        run.spec.sizes[1] === 4 && run.spec.seed <= seeds
          ? { ...run, outcome: outcome("diverged", 1) }
          : run,
    });
  const finding = (first: number, second: number) =>
    findings(compare(setOf(diverging(first)), setOf(diverging(second))))[
      "mnist, 100-4-10: diverged runs"
    ];
  assert.equal(finding(0, 0), undefined);
  assert.equal(finding(2, 2), "same");
  assert.equal(finding(0, 2), "not tested");
  assert.equal(finding(0, 5), "beyond spread");
  assert.equal(finding(5, 0), "beyond spread");
});

/** Two sets of one claim. */
function claims(first: Partial<GradedClaim>, second: Partial<GradedClaim>) {
  const claim: GradedClaim = {
    id: "claim",
    sentence: "It holds.",
    quote: "",
    place: "",
    measure: "",
    rule: "",
    verdict: "reproduced",
    reason: "",
    unit: "%",
    seeds: 5,
  };
  const [a, b] = [first, second].map((change) => {
    const set = setOf(sweep());
    const [entry] = set.figures;
    return { ...set, figures: [{ ...entry, claims: [{ ...claim, ...change }] }] };
  });
  return compare(a, b).figures[0].claims[0];
}

Deno.test("compare() tests effects of claims, and takes exact claims at their word", () => {
  const near = { effect: 1, interval: { lower: 0.9, upper: 1.1 } };
  const far = { effect: 2, interval: { lower: 1.9, upper: 2.1 } };
  assert.equal(claims(near, near).finding, "same");
  assert.equal(claims(near, { ...near, effect: 1.01 }).finding, "within spread");
  const found = claims(near, { ...far, verdict: "not reproduced" });
  assert.equal(found.finding, "beyond spread");
  assert.deepEqual(found.verdicts, ["reproduced", "not reproduced"]);
  assert.deepEqual([found.change?.test, found.change?.effect], ["Welch t", 1]);

  const ratio = claims(
    { effect: 1, interval: { lower: 0.5, upper: 2 }, geometric: true },
    { effect: 100, interval: { lower: 50, upper: 200 }, geometric: true },
  );
  assert.ok(Math.abs(ratio.change!.effect - 9900) < 1e-6);

  const exact = { exact: true, seeds: 0 } as const;
  assert.equal(claims(exact, { ...exact, verdict: "not reproduced" }).finding, "beyond spread");
  assert.equal(claims(exact, exact).finding, "same");
});

Deno.test("compare() does not test a claim that was not measured, or has no spread at all", () => {
  const point = (effect: number) => ({ effect, interval: { lower: effect, upper: effect } });
  assert.equal(claims(point(1), { verdict: "inconclusive", seeds: 0 }).finding, "not tested");
  assert.equal(claims(point(1), point(2)).finding, "not tested");
  assert.equal(claims(point(1), point(1)).finding, "same");
});

Deno.test("compare() tells where, when and with what the two were made", () => {
  const second = sweep();
  const environment = { ...second.environment, commit: "fedcba", cores: 64, engine: "webgpu/x: y" };
  const runs = second.runs.map((run) => ({
    ...run,
    spec: { ...run.spec, engine: "webgpu/x", data: { ...run.spec.data, hash: "other" } },
  }));
  const [figure] = compare(setOf(sweep()), setOf({ ...second, environment, runs })).figures;
  assert.deepEqual(figure.made.map(([what, , other]) => [what, other]), [
    ["Commit", "fedcba"],
    ["Engine", "webgpu/x: y"],
    ["Machine", "AMD EPYC, linux x86_64, 64 cores"],
    ["Data of mnist", "other"],
  ]);
  assert.equal(figure.pairs, 15); // engine and hash do not make another experiment
});

Deno.test("compare() names figures and claims of one set only", () => {
  const both = setOf(sweep());
  const [sweepEntry] = both.figures;
  const [more] = setOf(FIGURES["modified-loss"]()).figures;
  const fewer = { ...sweepEntry, claims: sweepEntry.claims.slice(1) };
  const comparison = compare({ ...both, figures: [sweepEntry, more] }, {
    ...both,
    figures: [fewer],
  });
  assert.deepEqual(comparison.oneSided, [{ what: "modified-loss", in: "first" }]);
  assert.deepEqual(comparison.figures[0].oneSided, [
    { what: "claim mnist-32-units-fit", in: "first" },
  ]);
  assert.deepEqual(differences(comparison), []);
});

Deno.test("compare() takes a single figure's like from a folder, where there is one", () => {
  const [entry] = setOf(sweep()).figures;
  const single: ResultSet = { path: "one.json", isFile: true, figures: [entry] };
  const inFolder = (...names: string[]): ResultSet => ({
    path: "folder",
    isFile: false,
    figures: names.map((name) => ({ ...entry, name })),
  });
  assert.equal(compare(single, inFolder("a/width-sweep")).figures.length, 1);
  assert.equal(compare(inFolder("a/width-sweep"), single).figures.length, 1);
  assert.throws(() => compare(single, inFolder("a/width-sweep", "b/width-sweep")), {
    message: "Expected one figure width-sweep in folder but found a/width-sweep, b/width-sweep",
  });
  const [other] = setOf(FIGURES["modified-loss"]()).figures;
  assert.throws(() => compare(single, { path: "folder", isFile: false, figures: [other] }), {
    message: "Expected a figure that both have but found width-sweep in one.json and " +
      "modified-loss in folder",
  });
});
