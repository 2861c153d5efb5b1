/** Rules that no claim of any figure may break: a new claim is covered as soon as its report has it. */

import assert from "node:assert/strict";
import type { GradedClaim } from "../../reports/claims.ts";
import { REPORTS } from "../../reports/registry.ts";
import type { EpochRecord, FigureResult, Measurement, RunResult } from "../../reports/results.ts";
import { FIGURES } from "./every_report.ts";
import { outcome } from "./synthetic.ts";

/** Computed, not measured: neither data nor seeds nor runs have a part in them. */
const EXACT = ["one-update-sgd", "one-update-path-sgd"];

/** Asserts that nothing is said of the papers but what is exact. */
function assertOpen(claims: readonly GradedClaim[]): void {
  for (const { id, exact, verdict, reason } of claims) {
    if (!exact) assert.equal(verdict, "inconclusive", `${id}: ${reason}`);
    assert.ok(reason.length > 0, id);
  }
}

/** A figure with other runs. */
function withRuns(
  figure: FigureResult,
  change: (run: RunResult) => RunResult | undefined,
): FigureResult {
  return { ...figure, runs: figure.runs.flatMap((run) => change(run) ?? []) };
}

function failed({ outcome: _, ...run }: RunResult): RunResult {
  return { ...run, failure: "out of memory" };
}

/** A run with other numbers after every epoch. */
function otherNumbers(run: RunResult): RunResult {
  const other = ({ loss, error }: Measurement) => ({ loss: 1.7 * loss, error: 0.9 * error + 0.01 });
  return {
    ...run,
    epochs: run.epochs.map((record): EpochRecord => {
      const { train, validation, test, norms, terms } = record;
      return {
        ...record,
        train: other(train),
        ...(validation && { validation: other(validation) }),
        test: other(test),
        ...(norms && { norms: { ...norms, l2: 1.5 * norms.l2, path: 1.5 * norms.path } }),
        ...(terms && {
          terms: {
            ...terms,
            sgd: { ...terms.sgd, term: 1.5 * terms.sgd.term, gap: 1.5 * terms.sgd.gap },
            ...(terms.rmsprop !== undefined && { rmsprop: 1.5 * terms.rmsprop }),
          },
        }),
      };
    }),
  };
}

Deno.test("every report of the suite has a figure to be tested with", () => {
  assert.deepEqual(REPORTS.map(({ figure }) => figure), Object.keys(FIGURES));
});

Deno.test("the exact claims are those of the worked examples", () => {
  const all = REPORTS.flatMap((report) => report.claims(FIGURES[report.figure]()));
  assert.deepEqual(all.filter(({ exact }) => exact).map(({ id }) => id), EXACT);
});

for (const report of REPORTS) {
  const figure = FIGURES[report.figure]();

  Deno.test(`${report.figure}: every claim is measured on five seeds of whole runs`, () => {
    for (const claim of report.claims(figure)) {
      if (!claim.exact) assert.equal(typeof claim.effect, "number", `${claim.id}: ${claim.reason}`);
      if (!claim.exact) assert.equal(claim.seeds, 5, claim.id);
    }
  });

  Deno.test(`${report.figure}: nothing is graded on the stand-in, under any name`, () => {
    assertOpen(report.claims(FIGURES[report.figure]({ dataset: "stand-in" })));
    const data = figure.data.map((set) => ({ ...set, standIn: true }));
    assertOpen(report.claims({ ...figure, data }));
  });

  for (const seeds of [1, 2]) {
    Deno.test(`${report.figure}: nothing is graded on fewer than three seeds: ${seeds}`, () => {
      assertOpen(report.claims(FIGURES[report.figure]({ seeds })));
    });
  }

  Deno.test(`${report.figure}: a claim that a run has a part in is not graded without it`, () => {
    const effects = (claims: readonly GradedClaim[]) =>
      new Map(claims.map(({ id, effect }) => [id, effect]));
    const whole = effects(report.claims(figure));
    for (const run of figure.runs) {
      const replaced = (by: RunResult | undefined) =>
        report.claims(withRuns(figure, (other) => other === run ? by : other));
      const changed = effects(replaced(otherNumbers(run)));
      const hasPart = ({ id }: GradedClaim) => changed.get(id) !== whole.get(id);
      for (const claims of [replaced(undefined), replaced(failed(run))]) {
        assertOpen(claims.filter(hasPart));
      }
    }
  });

  Deno.test(`${report.figure}: nothing is graded where the runs of a seed failed or diverged`, () => {
    if (figure.runs.length === 0) return;
    const ofSeed = (change: (run: RunResult) => RunResult) =>
      report.claims(withRuns(figure, (run) => run.spec.seed === 2 ? change(run) : run));
    assertOpen(ofSeed(failed));
    assertOpen(ofSeed(({ outcome: _, ...run }) => run));
    const stillTrue = ["mnist-same-function"]; // of the starts, wherever training leads
    assertOpen(
      ofSeed((run) => ({ ...run, outcome: outcome("diverged", 2) }))
        .filter(({ id }) => !stillTrue.includes(id)),
    );
  });

  Deno.test(`${report.figure}: losses, errors and terms of exactly zero are graded or left open`, () => {
    const zero = { loss: 0, error: 0 };
    const fitted = (record: EpochRecord): EpochRecord => ({
      ...record,
      train: zero,
      ...(record.terms && {
        terms: { ...record.terms, sgd: { term: 0, fullBatch: 0, miniBatch: 0, gap: 0 } },
      }),
    });
    const from = (epoch: number, which: (run: RunResult) => boolean) =>
      withRuns(
        figure,
        (run) =>
          which(run)
            ? { ...run, epochs: run.epochs.map((r) => r.epoch < epoch ? r : fitted(r)) }
            : run,
      );
    const balanced = ({ spec }: RunResult) => spec.initialization === "balanced";
    for (const changed of [from(0, () => true), from(4, () => true), from(4, balanced)]) {
      for (const { effect, interval } of report.claims(changed)) {
        for (const value of [effect, interval?.lower, interval?.upper]) {
          assert.ok(value === undefined || Number.isFinite(value));
        }
      }
    }
  });

  Deno.test(`${report.figure}: nothing is graded on quantities that were not recorded`, () => {
    const without = (run: RunResult): RunResult => ({
      ...run,
      epochs: run.epochs.map(({ norms: _n, terms: _t, clean: _c, ...record }) => record),
    });
    const claims = report.claims(withRuns(figure, without));
    const recorded = report.claims(figure);
    for (const [i, claim] of claims.entries()) {
      if (claim.effect !== recorded[i].effect) assertOpen([claim]);
    }
  });
}

Deno.test("unbalanced-sgd: the starts of every seed must have been compared", () => {
  const [, report] = REPORTS;
  const figure = FIGURES["unbalanced-sgd"]();
  const claims = report.claims({ ...figure, starts: figure.starts!.slice(1) });
  assertOpen(claims.filter(({ id }) => id === "mnist-same-function"));
});

Deno.test("modified-loss: nothing is graded where distances of a seed are missing", () => {
  const report = REPORTS.find(({ figure }) => figure === "modified-loss")!;
  const { flows = [], ...figure } = FIGURES["modified-loss"]();
  const [first, ...others] = flows;
  assertOpen(report.claims({ ...figure, flows: [{ ...first, distances: [] }, ...others] }));
});
