import assert from "node:assert/strict";
import { changeOf, suspicionsOf } from "../../../reports/nights/alert.ts";
import { metricsOf } from "../../../reports/nights/metrics.ts";
import { type Change, failuresOf, type Night } from "../../../reports/nights/night.ts";
import { dateOf, NOISY, type Planted, simulatedYear } from "./simulated_year.ts";

const SECONDS = "four-datasets/seconds";

const PLANTED: readonly Planted[] = [
  { metric: "width-sweep/mnist-keeps-falling", from: 120, by: -6 },
  { metric: "four-datasets/cifar-10-better", from: 210, by: 3 },
  { metric: SECONDS, from: 290, by: 1.5 },
];

const FAILURES = { allFail: [30, 77, 150, 222, 301], oneFails: [55, 99, 180, 260, 340] };

Deno.test("in a year the alert finds three shifts, with at most one false alarm", () => {
  for (const seed of [1, 2, 3]) {
    const year = simulatedYear({ seed, planted: PLANTED, ...FAILURES });
    assert.equal(year.filter((night) => failuresOf(night).length > 0).length, 10);
    const shifts = changesIn(year, "shift");
    for (const { metric, from, by } of PLANTED) {
      const found = shifts.filter(({ change, index }) =>
        change.metric.startsWith(metric) && index >= from && index <= from + 6
      );
      assert.equal(found.length, 1, `${metric} in year ${seed}`);
      const [{ change }] = found;
      assert.equal(change.side, by > 1 ? "above" : "below", metric);
      const late = Math.abs(Date.parse(change.since) - Date.parse(dateOf(from))) / 86_400_000;
      assert.ok(late <= 3, `${metric} since ${change.since}`);
    }
    assert.ok(shifts.length <= PLANTED.length + 1, JSON.stringify(shifts));
    const noisy = changesIn(year, "unconfirmed").filter(({ change }) => change.metric === NOISY);
    assert.ok(noisy.length > 5, "the noisy metric was out of its range, and not confirmed");
  }
});

Deno.test("a metric that is put right within a few nights is back, and can shift again", () => {
  const metric = "modified-loss/mnist-gains-nothing";
  const planted = [{ metric, from: 40, until: 44, by: 8 }, { metric, from: 70, by: -8 }];
  const year = simulatedYear({ seed: 4, nights: 80, planted });
  const found = year.flatMap(({ changes }) => changes)
    .filter((change) => change.metric === metric && change.kind !== "unconfirmed");
  assert.deepEqual(found.map(({ kind, side, since }) => [kind, side, since]), [
    ["shift", "above", dateOf(40)],
    ["return", found[1].side, dateOf(44)],
    ["shift", "below", dateOf(70)],
  ]);
  assert.equal(found[2].baseline.nights, 40 + 26, "the nights before and since the return");
});

Deno.test("a shift becomes what further nights are compared with", () => {
  const metric = "width-sweep/mnist-32-units-fit";
  const year = simulatedYear({ seed: 5, nights: 90, planted: [{ metric, from: 30, by: 12 }] });
  const shifts = changesIn(year, "shift").filter(({ change }) => change.metric === metric);
  assert.deepEqual(shifts.map(({ index }) => index), [30], "one alarm, then it is as expected");
});

Deno.test("nothing is compared with fewer than fourteen nights", () => {
  const metric = "width-sweep/mnist-32-units-fit";
  const early = simulatedYear({ seed: 6, nights: 14, planted: [{ metric, from: 13, by: 50 }] });
  assert.deepEqual(early.flatMap(({ changes }) => changes), []);
  const late = simulatedYear({ seed: 6, nights: 15, planted: [{ metric, from: 14, by: 50 }] });
  assert.deepEqual(changesIn(late, "shift").map(({ change }) => change.metric), [metric]);
});

Deno.test("a claim that can't be measured any more is missing; of a failed figure nothing is", () => {
  const nights = simulatedYear({ seed: 7, nights: 21 });
  const [tonight] = nights.splice(-1);
  const unmeasured = withFigure(tonight, "width-sweep", (figure) => ({
    ...figure,
    claims: figure.claims.map(({ effect: _, interval: _i, ...claim }) => ({
      ...claim,
      verdict: "inconclusive" as const,
      seeds: 0,
    })),
  }));
  const suspicions = suspicionsOf([...nights, unmeasured]);
  assert.deepEqual(suspicions.map(({ side }) => side), Array(4).fill("missing"));
  const again = metricsOf(unmeasured).find(({ id }) => id === suspicions[0].metric.id)!;
  assert.equal(changeOf(suspicions[0], [again, again]).kind, "shift");
  const measured = metricsOf(tonight).find(({ id }) => id === suspicions[0].metric.id)!;
  assert.equal(changeOf(suspicions[0], [again, measured]).kind, "unconfirmed");

  const failed = withFigure(unmeasured, "width-sweep", (figure) => ({ ...figure, failure: "no" }));
  assert.deepEqual(suspicionsOf([...nights, failed]), []);
});

Deno.test("what is measured again must be out of the range twice, on the same side", () => {
  const metric = "width-sweep/mnist-32-units-fit";
  const nights = simulatedYear({ seed: 8, nights: 30, planted: [{ metric, from: 29, by: 20 }] });
  const [suspicion] = suspicionsOf(nights.map((night) => ({ ...night, changes: [] })));
  const high = suspicion.metric;
  const { centre, spread } = suspicion.distribution;
  const low = { ...high, value: centre - 20 * spread };
  const inside = { ...high, value: centre };
  const kind = (...again: (typeof high)[]) => changeOf(suspicion, again).kind;
  assert.equal(kind(high, high), "shift");
  assert.equal(kind(high, low), "unconfirmed");
  assert.equal(kind(high, inside), "unconfirmed");
  assert.equal(kind(high), "unconfirmed", "the second runs failed");
  assert.deepEqual(changeOf(suspicion, [high, inside]).again, [high.value, centre]);
});

Deno.test("a single slow night is no shift of a time", () => {
  const planted = [{ metric: SECONDS, from: 30, until: 32, by: 4 }];
  const year = simulatedYear({ seed: 9, nights: 45, planted });
  assert.deepEqual(
    year.flatMap(({ changes }) => changes).filter(({ metric }) => metric.startsWith(SECONDS)),
    [],
  );
});

Deno.test("nights with other flags, and times on other machines, are not compared", () => {
  const metric = "width-sweep/mnist-32-units-fit";
  const nights = simulatedYear({ seed: 10, nights: 30, planted: [{ metric, from: 29, by: 20 }] });
  const tonight = nights[nights.length - 1];
  assert.equal(suspicionsOf(nights.map((night) => ({ ...night, changes: [] }))).length, 1);
  const others = nights.slice(0, -1).map((night) => ({ ...night, protocol: "--profile paper" }));
  assert.deepEqual(suspicionsOf([...others, { ...tonight, changes: [] }]), []);
  const elsewhere = { ...tonight, environment: { ...tonight.environment, cpu: "another" } };
  const times = (night: Night) =>
    metricsOf(night).map(({ id }) => id).filter((id) => / on /.test(id));
  assert.equal(times(tonight).length, 3);
  assert.equal(times(tonight).filter((id) => times(elsewhere).includes(id)).length, 0);
});

function changesIn(
  year: readonly Night[],
  kind: Change["kind"],
): { index: number; change: Change }[] {
  return year.flatMap(({ changes }, index) =>
    changes.filter((change) => change.kind === kind).map((change) => ({ index, change }))
  );
}

function withFigure(
  night: Night,
  name: string,
  changed: (figure: Night["figures"][number]) => Night["figures"][number],
): Night {
  const figures = night.figures.map((figure) => figure.figure === name ? changed(figure) : figure);
  return { ...night, figures };
}
