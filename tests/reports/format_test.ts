import assert from "node:assert/strict";
import {
  count,
  duration,
  list,
  meanAndHalf,
  percent,
  percentage,
  percentageInterval,
  plural,
  significant,
  significantInterval,
  time,
} from "../../reports/format.ts";

Deno.test("percent() keeps two decimals, and two digits of what is small", () => {
  assert.equal(percent(0.01623), "1.62 %");
  assert.equal(percent(0.9), "90.00 %");
  assert.equal(percent(0.001), "0.10 %");
  assert.equal(percent(0.00002), "0.0020 %");
  assert.equal(percent(0), "0 %");
});

Deno.test("percentage() writes a true minus sign", () => {
  assert.equal(percentage(-1.5), "−1.50");
});

Deno.test("percentageInterval() names both ends", () => {
  assert.equal(percentageInterval({ lower: -0.5, upper: 1.25 }), "−0.50 to 1.25");
});

Deno.test("meanAndHalf() keeps the decimals of the mean, and no half where there is none", () => {
  const interval = { lower: 1.5, upper: 1.75 };
  assert.equal(meanAndHalf({ mean: 1.625, interval, n: 3 }), "1.63 ± 0.13");
  assert.equal(
    meanAndHalf({ mean: 0.0042, interval: { lower: 0, upper: 0.0084 }, n: 3 }),
    "0.0042 ± 0.0042",
  );
  assert.equal(meanAndHalf({ mean: 0, interval: { lower: 0, upper: 0 }, n: 3 }), "0");
  assert.equal(meanAndHalf({ mean: 2, n: 1 }), "2.00");
});

Deno.test("count() marks thousands", () => {
  assert.equal(count(1269760), "1,269,760");
});

Deno.test("plural() and list() write numbers of things and things in a row", () => {
  assert.equal(plural(1, "run"), "1 run");
  assert.equal(plural(0, "run"), "0 runs");
  assert.equal(list([]), "");
  assert.equal(list(["a"]), "a");
  assert.equal(list(["a", "b", "c"]), "a, b and c");
});

Deno.test("duration() picks the unit", () => {
  assert.deepEqual([0.44, 9.96, 59.4, 185, 7800].map(duration), [
    "0.4 s",
    "10 s",
    "59 s",
    "3 min 5 s",
    "2 h 10 min",
  ]);
});

Deno.test("time() gives day and minute", () => {
  assert.equal(time("2026-03-01T14:05:09Z"), "2026-03-01 14:05 UTC");
});

Deno.test("significant() keeps three digits, by powers of ten where it must", () => {
  const numbers = [0, 1, 0.0123456, 99999, -2.5, 1.234e-5, -3e12];
  assert.deepEqual(numbers.map(significant), [
    "0",
    "1",
    "0.0123",
    "100000",
    "−2.5",
    "1.23·10⁻⁵",
    "−3·10¹²",
  ]);
  assert.equal(significantInterval({ lower: 0.5, upper: 2e6 }), "0.5 to 2·10⁶");
});
