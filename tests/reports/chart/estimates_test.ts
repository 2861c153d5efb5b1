import assert from "node:assert/strict";
import { estimateRows, withFloor } from "../../../reports/chart/estimates.ts";
import { estimate, geometricEstimate } from "../../../reports/statistics.ts";

const PLACE = { panel: "p", series: "a", epoch: 1 };
const seeds = (...values: number[]) => values.map((value, i) => ({ seed: i + 1, value }));

Deno.test("estimateRows() gives the mean, both bands and every seed", () => {
  // t(0.975; 2)·s/√n = 4.302653·1/√3 = 2.484138
  assert.deepEqual(estimateRows(PLACE, { values: seeds(1, 2, 3), mean: estimate }), [
    {
      kind: "estimate",
      ...PLACE,
      mean: 2,
      lower: -0.48414,
      upper: 4.4841,
      least: 1,
      largest: 3,
      n: 3,
    },
    { kind: "seed", ...PLACE, seed: 1, mean: 1 },
    { kind: "seed", ...PLACE, seed: 2, mean: 2 },
    { kind: "seed", ...PLACE, seed: 3, mean: 3 },
  ]);
});

Deno.test("estimateRows() keeps a geometric band positive, whatever the seeds", () => {
  const [row] = estimateRows(PLACE, { values: seeds(1e-3, 1, 1e3), mean: geometricEstimate });
  assert.equal(row.mean, 1);
  assert.ok(Number(row.lower) > 0 && Number(row.lower) < 1e-3);
});

Deno.test("estimateRows() gives one seed a band of no height and no line of its own", () => {
  assert.deepEqual(estimateRows(PLACE, { values: seeds(5), mean: estimate }), [
    { kind: "estimate", ...PLACE, mean: 5, lower: 5, upper: 5, least: 5, largest: 5, n: 1 },
  ]);
});

Deno.test("withFloor() ends bands at the least positive number of the panel", () => {
  const rows = estimateRows(PLACE, { values: seeds(0, 1, 4), mean: estimate });
  const floors = withFloor(rows, { panel: "p", place: { epoch: 0 } }).map(({ floor }) => floor);
  assert.deepEqual(floors, [1, undefined, undefined, undefined]);
});

Deno.test("withFloor() gives axes to a panel without a positive number", () => {
  assert.deepEqual(withFloor([], { panel: "p", place: { epoch: 0 } }), [
    { kind: "extent", panel: "p", epoch: 0, mean: 1 },
    { kind: "extent", panel: "p", epoch: 0, mean: 100 },
  ]);
});
