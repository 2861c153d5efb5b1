import assert from "node:assert/strict";
import {
  average,
  estimate,
  geometricEstimate,
  pairedDifference,
} from "../../reports/statistics.ts";

/** The library's quantiles are good to eight digits, far more than a page prints. */
function assertClose(actual: number | undefined, expected: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) < 1e-7 * Math.abs(expected),
    `${actual} ≠ ${expected}`,
  );
}

Deno.test("estimate() gives the mean and the 95 % t interval", () => {
  // s = √2.5, t(0.975; 4) = 2.7764451051977987 (Student's table).
  const { mean, interval, n } = estimate([1, 2, 3, 4, 5]);
  assert.equal(mean, 3);
  assert.equal(n, 5);
  const half = 2.7764451051977987 * Math.sqrt(2.5 / 5);
  assertClose(interval?.lower, 3 - half);
  assertClose(interval?.upper, 3 + half);
});

Deno.test("estimate() of two values uses t(0.975; 1) = 12.706…", () => {
  assertClose(estimate([0, 2]).interval?.upper, 1 + 12.706204736174698);
});

Deno.test("estimate() of one value has no interval", () => {
  assert.deepEqual(estimate([0.25]), { mean: 0.25, n: 1 });
});

Deno.test("estimate() of equal values has an interval of no width", () => {
  assert.deepEqual(estimate([2, 2, 2]), { mean: 2, interval: { lower: 2, upper: 2 }, n: 3 });
});

Deno.test("estimate() refuses no values and values that are not finite", () => {
  assert.throws(() => estimate([]), {
    name: "RangeError",
    message: "Expected at least one value to estimate a mean but found none",
  });
  assert.throws(() => estimate([1, NaN]), {
    name: "RangeError",
    message: "Expected finite values but found NaN",
  });
});

Deno.test("pairedDifference() is far narrower than the spread of its halves where they vary together", () => {
  const first = [10, 20, 30];
  const second = [9.1, 18.9, 29];
  const { mean, interval } = pairedDifference(first, second);
  assertClose(mean, 1);
  assert.ok(interval !== undefined && interval.lower > 0.7 && interval.upper < 1.3);
});

Deno.test("pairedDifference() refuses lists of different lengths", () => {
  assert.throws(() => pairedDifference([1, 2], [1]), {
    name: "RangeError",
    message: "Expected as many values in both lists but found 2 and 1",
  });
});

Deno.test("average() is the arithmetic mean", () => {
  assert.equal(average([1, 2, 6]), 3);
});

Deno.test("geometricEstimate() is the estimate of the logarithms", () => {
  const { mean, interval, n } = geometricEstimate([1, 10, 100]);
  assertClose(mean, 10);
  // s = ln 10, t(0.975; 2) = 4.302652729911275.
  assertClose(interval?.upper, 10 * 10 ** (4.302652729911275 / Math.sqrt(3)));
  assertClose(interval?.lower, 10 / 10 ** (4.302652729911275 / Math.sqrt(3)));
  assert.equal(n, 3);
});

Deno.test("geometricEstimate() is zero where a value is, and has no interval of one value", () => {
  assert.deepEqual(geometricEstimate([0, 5]), { mean: 0, n: 2 });
  assert.equal(geometricEstimate([5]).interval, undefined);
});

Deno.test("geometricEstimate() refuses negative values", () => {
  assert.throws(() => geometricEstimate([1, -2]), {
    name: "RangeError",
    message: "Expected values of at least 0 but found -2",
  });
});
