import assert from "node:assert/strict";
import { drawsFor, startOf } from "../../../benchmarks/experiment/start.ts";
import { forward } from "../../../network/backpropagation.ts";
import { balanced } from "../../../network/initialization.ts";
import { stream } from "../../../network/random.ts";
import { unbalanced } from "../../../network/rescaling.ts";

const SIZES = [5, 12, 8, 3];

Deno.test("startOf() draws the balanced start from the seed", () => {
  const start = startOf({ sizes: SIZES, initialization: "balanced", seed: 3 });
  assert.deepEqual(start, balanced(SIZES, stream(3, "init")));
});

Deno.test("startOf() unbalances that start with a stream of its own", () => {
  const start = startOf({ sizes: SIZES, initialization: "unbalanced", seed: 3 });
  const random = stream(3, "unbalance");
  assert.deepEqual(start, unbalanced(balanced(SIZES, stream(3, "init")), random, { draws: 5 }));
});

Deno.test("startOf() gives an unbalanced start that computes the balanced one's function", () => {
  const [one, other] = (["balanced", "unbalanced"] as const).map((initialization) =>
    startOf({ sizes: SIZES, initialization, seed: 3 })
  );
  assert.notDeepEqual(one, other);
  const x = Float64Array.of(0.1, 0.9, 0, 1, 0.5);
  const scores = forward(one, x)[3];
  for (const [c, score] of forward(other, x)[3].entries()) {
    assert.ok(Math.abs(score - scores[c]) <= 1e-12 * Math.abs(scores[c]));
  }
});

Deno.test("drawsFor() gives N's 2000 draws for its 8000 units, and as many a unit at other sizes", () => {
  assert.equal(drawsFor([4000, 4000]), 2000);
  assert.equal(drawsFor([64, 64]), 32);
  assert.equal(drawsFor([2]), 1);
});
