import assert from "node:assert/strict";
import { losses, type LossName } from "../../network/loss.ts";
import { stream } from "../../network/random.ts";

/** Random scores of 10 classes, with margins from tiny to far past the truncation. */
function randomScores(index: number): Float64Array {
  const random = stream(index, "scores");
  const spread = 0.1 * 2 ** random.below(9);
  return Float64Array.from({ length: 10 }, () => spread * random.normal());
}

const unused = new Float64Array(10);

for (const name of Object.keys(losses) as LossName[]) {
  Deno.test(`${name} loss has the gradient that finite differences find`, () => {
    for (let index = 0; index < 200; index++) {
      const scores = randomScores(index);
      const label = index % 10;
      const gradient = new Float64Array(10);
      const value = losses[name](scores, label, gradient);
      for (let i = 0; i < 10; i++) {
        const h = 1e-6 * Math.max(1, Math.abs(scores[i]));
        const moved = (by: number) =>
          losses[name](scores.map((s, j) => j === i ? s + by : s), label, unused);
        const slope = (moved(h) - moved(-h)) / (2 * h);
        const tolerance = 1e-6 * Math.max(1, Math.abs(value));
        assert(Math.abs(gradient[i] - slope) < tolerance, `score ${i}: ${gradient[i]}, ${slope}`);
      }
    }
  });
}

Deno.test("truncated loss differs from soft-max cross-entropy by at most 0.000003 k (N, footnote 2)", () => {
  for (let index = 0; index < 2000; index++) {
    const scores = randomScores(index);
    const plain = losses["cross-entropy"](scores, 3, unused);
    const truncated = losses["truncated-cross-entropy"](scores, 3, unused);
    assert(Math.abs(plain - truncated) <= 0.000003 * 10, `${plain} and ${truncated}`);
  }
});

Deno.test("truncated loss is exactly zero, with zero gradient, from a margin of 13 and not before", () => {
  const scores = new Float64Array(10);
  const gradient = new Float64Array(10);
  scores[4] = 13;
  assert.equal(losses["truncated-cross-entropy"](scores, 4, gradient), 0);
  assert(gradient.every((g) => Math.abs(g) === 0));
  scores[4] = 12.99;
  assert(losses["truncated-cross-entropy"](scores, 4, gradient) > 0);
  assert(gradient[4] < 0);
});

Deno.test("soft-max losses neither overflow nor lose small terms", () => {
  for (const name of ["cross-entropy", "truncated-cross-entropy"] as const) {
    assert.equal(losses[name](Float64Array.of(0, 5000), 0, new Float64Array(2)), 5000);
  }
  const tiny = losses["cross-entropy"](Float64Array.of(60, 0), 0, new Float64Array(2));
  assert(Math.abs(tiny - Math.exp(-60)) < 1e-12 * Math.exp(-60));
});

Deno.test("a NaN score gives a NaN loss", () => {
  for (const loss of Object.values(losses)) {
    assert(Number.isNaN(loss(Float64Array.of(1, NaN, 2), 0, new Float64Array(3))));
  }
});
