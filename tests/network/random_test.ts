import assert from "node:assert/strict";
import { permutation, stream } from "../../network/random.ts";

Deno.test("stream() gives the numbers it always gave", () => {
  const random = stream(1, "order", 12);
  assert.deepEqual([random.bits(), random.bits(), random.bits()], [
    427711961,
    3242012536,
    3965245892,
  ]);
});

Deno.test("stream() gives other numbers for another seed or purpose", () => {
  const keys = [
    stream(1),
    stream(2),
    stream(1, "a"),
    stream(1, "b"),
    stream(1, "a", 0),
    stream(12),
  ];
  const first = keys.map((random) => random.bits());
  assert.equal(new Set(first).size, keys.length);
});

Deno.test("uniform() and normal() have the moments of their distributions", () => {
  const random = stream(1, "moments");
  const n = 200_000;
  const moments = (draw: () => number) => {
    const values = Float64Array.from({ length: n }, draw);
    const mean = values.reduce((sum, x) => sum + x, 0) / n;
    const central = (k: number) => values.reduce((sum, x) => sum + (x - mean) ** k, 0) / n;
    return [mean, central(2), central(3), central(4)];
  };
  // five standard errors of each moment at this n
  const near = (found: number[], expected: number[], within: number[]) =>
    found.forEach((x, i) => assert(Math.abs(x - expected[i]) < within[i], `moment ${i + 1}: ${x}`));
  near(moments(random.uniform), [1 / 2, 1 / 12, 0, 1 / 80], [0.0033, 0.0009, 0.0004, 0.0002]);
  near(moments(random.normal), [0, 1, 0, 3], [0.012, 0.016, 0.03, 0.11]);
});

Deno.test("below() is uniform on whole numbers below its bound", () => {
  const random = stream(1, "below");
  const counts = new Array(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[random.below(7)]++;
  const squares = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
  assert(squares < 22.5, `χ² with 6 degrees of freedom is ${squares}, p < 0.001`);
  assert.equal(random.below(1), 0);
});

Deno.test("permutation() holds every index once and moves each to every place", () => {
  const places = new Array(25).fill(0);
  for (let trial = 0; trial < 5000; trial++) {
    const order = permutation(5, stream(trial, "permutation"));
    assert.deepEqual([...order].sort(), [0, 1, 2, 3, 4]);
    order.forEach((index, place) => places[5 * place + index]++);
  }
  for (const count of places) assert(Math.abs(count - 1000) < 150, `${count} of 1000`);
});
