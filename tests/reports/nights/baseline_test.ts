import assert from "node:assert/strict";
import { stream } from "../../../network/random.ts";
import { baselineOf, expectedRange } from "../../../reports/nights/baseline.ts";
import { median } from "../../../reports/statistics.ts";

const exact = { resolution: () => 0 };

Deno.test("the median is the middle, or half-way between two", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
});

Deno.test("a baseline of normal values has their mean and standard deviation", () => {
  const random = stream(1, "baseline");
  const values = Array.from({ length: 20_000 }, () => 5 + 2 * random.normal());
  const { nights, centre, spread } = baselineOf(values, exact);
  assert.equal(nights, 20_000);
  assert.ok(Math.abs(centre - 5) < 0.05, `${centre}`);
  assert.ok(Math.abs(spread - 2) < 0.05, `${spread}`);
});

Deno.test("a few nights far off hardly move a baseline", () => {
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const far = [...values, 1e6];
  assert.equal(baselineOf(far, exact).centre, 5.5);
  assert.equal(baselineOf(values, exact).centre, 5);
});

Deno.test("values that tie have the spread of those that don't, and at least the resolution", () => {
  const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 5];
  assert.equal(baselineOf(counts, exact).spread, Math.sqrt(Math.PI / 2) * 0.5);
  assert.equal(baselineOf([2, 2, 2], { resolution: (centre) => centre / 4 }).spread, 0.5);
});

Deno.test("no more values than expected lie outside of the range", () => {
  const random = stream(2, "range");
  for (const k of [14, 30, 100]) {
    for (const nights of [1, 5] as const) {
      const trials = 4000;
      let outside = 0;
      for (let trial = 0; trial < trials; trial++) {
        const baseline = baselineOf(Array.from({ length: k }, random.normal), exact);
        const { lower, upper } = expectedRange(baseline, { outside: 0.05, nights });
        const value = median(Array.from({ length: nights }, random.normal));
        if (value < lower || value > upper) outside++;
      }
      const share = outside / trials;
      assert.ok(share > 0.02 && share < 0.065, `${share} with ${k} nights, ${nights} looked at`);
    }
  }
});

Deno.test("a range is as wide as its formula says", () => {
  // t(0.975; 10) = 2.228139 as tabulated
  const { lower, upper } = expectedRange({ nights: 20, centre: 3, spread: 2 }, {
    outside: 0.05,
    nights: 1,
  });
  const half = 2.228139 * 2 * Math.sqrt(1 + Math.PI / 40);
  assert.ok(Math.abs(upper - (3 + half)) < 1e-5);
  assert.ok(Math.abs(lower - (3 - half)) < 1e-5);
});
