import assert from "node:assert/strict";
import { stream } from "../../network/random.ts";
import { conjugateGradient, type Iterate, type Objective } from "../../optimizers/mod.ts";

/** The points after each of up to `most` iterations, and why there was no further one. */
async function minimise(
  objective: Objective,
  start: number[],
  { most = 1000, curvature = 0.1 }: { most?: number; curvature?: number } = {},
): Promise<{ points: Iterate[]; end: string | undefined }> {
  const points: Iterate[] = [];
  const constants = { decrease: 1e-4, curvature, restart: 0.2 };
  const iterations = conjugateGradient(objective, Float64Array.from(start), constants);
  while (points.length < most) {
    const { done, value } = await iterations.next();
    if (done) return { points, end: value };
    points.push(value);
  }
  return { points, end: undefined };
}

/** ½ (x − o)ᵀ A (x − o) with A = QᵀΛQ, Λ from 1 to `condition`, Q a product of random reflections. */
function quadratic(n: number, condition: number): { objective: Objective; optimum: number[] } {
  const random = stream(n, "quadratic");
  const vector = () => Array.from({ length: n }, () => random.normal());
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const mirrors = Array.from({ length: 3 }, vector);
  const reflect = (x: number[], mirror: number[]) => {
    const share = 2 * dot(x, mirror) / dot(mirror, mirror);
    return x.map((value, i) => value - share * mirror[i]);
  };
  const optimum = vector();
  const objective: Objective = (x) => {
    const away = Array.from(x, (value, i) => value - optimum[i]);
    const turned = mirrors.reduce(reflect, away);
    const scaled = turned.map((value, i) => value * condition ** (i / Math.max(1, n - 1)));
    const gradient = Float64Array.from(mirrors.toReversed().reduce(reflect, scaled));
    return Promise.resolve({ value: dot(turned, scaled) / 2, gradient });
  };
  return { objective, optimum };
}

for (const n of [1, 2, 5, 8]) {
  Deno.test(`conjugateGradient() ends on a quadratic of ${n} numbers after ${n} exact line searches`, async () => {
    const { objective, optimum } = quadratic(n, 20);
    const start = Array.from({ length: n }, () => 3);
    const { points } = await minimise(objective, start, { most: n, curvature: 1e-9 });
    const distance = Math.max(...optimum.map((value, i) => Math.abs(value - points[n - 1].x[i])));
    assert(distance < 1e-6, `${distance} off after ${n} iterations`);
    if (n === 1) return;
    const before = Math.max(...optimum.map((value, i) => Math.abs(value - points[n - 2].x[i])));
    assert(before > 1e-3, `${before} off one iteration earlier`);
  });
}

Deno.test("conjugateGradient() finds the end of Rosenbrock's valley, always downhill", async () => {
  let evaluations = 0;
  const rosenbrock: Objective = ([x, y]) => {
    evaluations++;
    return Promise.resolve({
      value: 100 * (y - x * x) ** 2 + (1 - x) ** 2,
      gradient: Float64Array.of(-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)),
    });
  };
  const { points } = await minimise(rosenbrock, [-1.2, 1], { most: 60 });
  const { x: [x, y], value } = points[points.length - 1];
  assert(Math.abs(x - 1) < 1e-6 && Math.abs(y - 1) < 1e-6, `(${x}, ${y})`);
  assert(value < 1e-12);
  points.slice(1).forEach((point, k) => assert(point.value < points[k].value, `iteration ${k}`));
  assert(evaluations < 250, `${evaluations} evaluations`);
});

Deno.test("conjugateGradient() accepts only steps that satisfy the strong Wolfe conditions", async () => {
  // A sum of waves in a bowl: curved, with many minima along any line.
  const objective: Objective = (x) =>
    Promise.resolve({
      value: x.reduce((sum, v, i) => sum + v * v / 20 + Math.sin((i + 1) * v), 0),
      gradient: x.map((v, i) => v / 10 + (i + 1) * Math.cos((i + 1) * v)),
    });
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, v, i) => sum + v * b[i], 0);
  for (let seed = 0; seed < 20; seed++) {
    const random = stream(seed, "start");
    const start = Array.from({ length: 4 }, () => 6 * random.normal());
    const { points } = await minimise(objective, start, { most: 8 });
    const first = Float64Array.from(start);
    let before: Iterate = { x: first, ...await objective(first) };
    for (const point of points) {
      const step = point.x.map((v, i) => v - before.x[i]);
      const [slope, later] = [dot(before.gradient, step), dot(point.gradient, step)];
      if (Math.abs(slope) < 1e-12) break; // at the minimum: all is rounding
      assert(point.value <= before.value + 1e-4 * slope + 1e-12, "it decreases");
      assert(Math.abs(later) <= -0.1 * slope + 1e-12, "the slope is nearly flat");
      before = point;
    }
  }
});

Deno.test("conjugateGradient() takes a value that is not finite for too high a one", async () => {
  const objective: Objective = ([x]) =>
    Promise.resolve({ value: x - Math.log(x), gradient: Float64Array.of(1 - 1 / x) });
  const { points } = await minimise(objective, [1e-3], { most: 40 });
  assert(Math.abs(points[points.length - 1].x[0] - 1) < 1e-6);
});

Deno.test("conjugateGradient() ends where the gradient is zero", async () => {
  const flat: Objective = (x) => Promise.resolve({ value: 1, gradient: x.map(() => 0) });
  assert.deepEqual(await minimise(flat, [1, 2]), { points: [], end: "The gradient is zero." });
});

Deno.test("conjugateGradient() ends where rounding hides every lower value", async () => {
  const { objective } = quadratic(6, 100);
  const rounded: Objective = async (x) => {
    const { value, gradient } = await objective(x.map(Math.fround));
    return { value: Math.fround(1 + value), gradient };
  };
  const { points, end } = await minimise(rounded, [1, 1, 1, 1, 1, 1]);
  assert.equal(end, "No step along the gradient lowers the loss any more.");
  assert(points[points.length - 1].value < 1 + 1e-6);
});
