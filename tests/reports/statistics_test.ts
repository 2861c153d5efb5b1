import assert from "node:assert/strict";
import {
  average,
  estimate,
  extent,
  geometricEstimate,
  holm,
  pairedDifference,
  pairedTest,
  powerLaw,
  standardErrorOfShare,
  welchTest,
} from "../../reports/statistics.ts";

/** The library's quantiles are good to eight digits, far more than a page prints. */
function assertClose(actual: number | undefined, expected: number): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) < 1e-7 * Math.abs(expected),
    `${actual} ≠ ${expected}`,
  );
}

/** For values published to seven digits. */
function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} ≠ ${expected}`);
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

Deno.test("extent() reaches from the least value to the largest", () => {
  assert.deepEqual(extent([3, -1, 2]), { lower: -1, upper: 3 });
});

Deno.test("standardErrorOfShare() is that of a binomial share", () => {
  assert.equal(standardErrorOfShare(0.5, 100), 0.05);
  assert.equal(standardErrorOfShare(0, 100), 0);
});

Deno.test("pairedTest() gives Student's own p on his sleep data", () => {
  // Hours of sleep gained by ten patients with two drugs (Student 1908); R: t.test(paired = TRUE).
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
  const test = pairedTest(first, second)!;
  assert.equal(test.name, "paired t");
  assertClose(test.difference.mean, 1.58);
  assertNear(test.difference.interval.lower, 0.7001142);
  assertNear(test.difference.interval.upper, 2.4598858);
  assertNear(test.p, 0.00283289);
  assert.equal(test.difference.n, 10);
});

Deno.test("welchTest() gives the published p on the same data, unpaired", () => {
  const first = estimate([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]);
  const second = estimate([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]);
  const test = welchTest(first, second)!; // R: t.test(extra ~ group), 17.776 degrees of freedom
  assert.equal(test.name, "Welch t");
  assertNear(test.p, 0.07939414);
  assertNear(test.difference.interval.lower, -0.2054832);
  assertNear(test.difference.interval.upper, 3.3654832);
  assert.equal(test.difference.n, 20);
});

Deno.test("pairedTest() of two pairs uses t with one degree of freedom", () => {
  // t = 3 with one degree of freedom: p = 1 − 2·atan(3)/π.
  assertClose(pairedTest([0, 0], [1, 2])?.p, 1 - 2 * Math.atan(3) / Math.PI);
});

Deno.test("tests say nothing of a single value", () => {
  assert.equal(pairedTest([1], [2]), undefined);
  assert.equal(welchTest(estimate([1]), estimate([1, 2])), undefined);
  assert.equal(welchTest(estimate([1, 2]), estimate([1])), undefined);
});

Deno.test("tests of values without spread are certain either way", () => {
  assert.equal(pairedTest([1, 2], [1, 2])?.p, 1);
  assert.equal(pairedTest([1, 2], [2, 3])?.p, 0);
  assert.equal(welchTest(estimate([1, 1]), estimate([2, 2]))?.p, 0);
});

Deno.test("tests know of the resolution of coarse values, which can agree by chance", () => {
  // One example in a hundred more, in each of three seeds: t = √18 with two degrees of freedom.
  const t = Math.sqrt(18);
  const p = 1 - t / Math.sqrt(t ** 2 + 2);
  assertClose(pairedTest([0, 1, 2], [1, 2, 3], { resolution: 1 })?.p, p);
  assert.ok(p > 0.05);
  const welch = welchTest(estimate([0, 0, 0]), estimate([1, 1, 1]), { resolution: 1 });
  assert.ok(welch!.p > 0.01 && welch!.p < 0.02);
});

Deno.test("pairedTest() keeps the digits of a tiny p", () => {
  const first = Array.from({ length: 30 }, (_, i) => Math.sin(i));
  const p = pairedTest(first, first.map((value, i) => value + 100 + 0.01 * Math.sin(7 * i)))!.p;
  assert.ok(p > 0 && p < 1e-100, `${p}`);
});

Deno.test("holm() is the step-down method", () => {
  // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  assert.deepEqual(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
  assert.deepEqual(holm([0.4, 0.9]), [0.8, 0.9]);
  assert.deepEqual(holm([0.6, 0.9, 0.8]), [1, 1, 1]);
  assert.deepEqual(holm([]), []);
});

Deno.test("powerLaw() finds an exact law, with an interval of no width", () => {
  const { factor, exponent } = powerLaw([1, 2, 4, 8].map((x) => ({ x, y: 3 * x ** 1.5 })));
  assertClose(factor, 3);
  assertClose(exponent.mean, 1.5);
  assertClose(exponent.interval?.lower, 1.5);
  assert.equal(exponent.n, 4);
});

Deno.test("powerLaw() gives the 95 % t interval of the slope", () => {
  // ln x = 0, 1, 2, 3 and ln y = 0, 1, 3, 4: slope 1.4, residuals 0.1, −0.3, 0.3, −0.1, so that
  // s² = 0.2 / 2 and the standard error is √(0.1 / 5); t(0.975; 2) = 4.302652729749462.
  const points = [0, 1, 3, 4].map((y, x) => ({ x: Math.exp(x), y: Math.exp(y) }));
  const { factor, exponent } = powerLaw(points);
  assertClose(factor, Math.exp(-0.1));
  assertClose(exponent.mean, 1.4);
  const half = 4.302652729749462 * Math.sqrt(0.1 / 5);
  assertClose(exponent.interval?.lower, 1.4 - half);
  assertClose(exponent.interval?.upper, 1.4 + half);
});

Deno.test("powerLaw() of two points has no interval", () => {
  const { exponent } = powerLaw([{ x: 1, y: 1 }, { x: 2, y: 8 }]);
  assertClose(exponent.mean, 3);
  assert.equal(exponent.interval, undefined);
});

Deno.test("powerLaw() refuses what has no logarithm, and points at one place", () => {
  assert.throws(() => powerLaw([{ x: 1, y: 0 }, { x: 2, y: 1 }]), {
    name: "RangeError",
    message: "Expected positive numbers but found 0",
  });
  assert.throws(() => powerLaw([{ x: 2, y: 1 }, { x: 2, y: 3 }]), {
    name: "RangeError",
    message: "Expected points at two places or more to fit a power law to",
  });
});
