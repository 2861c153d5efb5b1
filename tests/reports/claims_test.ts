import assert from "node:assert/strict";
import { verdictAbove, verdictBelow, verdictOfBoth } from "../../reports/claims.ts";

const effect = (lower: number, upper: number, n = 5) => ({
  mean: (lower + upper) / 2,
  interval: { lower, upper },
  n,
});

Deno.test("verdictAbove() reproduces an interval above the limit and no other", () => {
  assert.equal(verdictAbove(effect(1.1, 2), 1), "reproduced");
  assert.equal(verdictAbove(effect(0.9, 2), 1), "inconclusive");
  assert.equal(verdictAbove(effect(-3, 0.9), 1), "not reproduced");
});

Deno.test("verdictBelow() reproduces an interval below the limit and no other", () => {
  assert.equal(verdictBelow(effect(-3, 0.9), 1), "reproduced");
  assert.equal(verdictBelow(effect(0.9, 2), 1), "inconclusive");
  assert.equal(verdictBelow(effect(1.1, 2), 1), "not reproduced");
});

Deno.test("verdicts on fewer than three seeds are inconclusive", () => {
  assert.equal(verdictAbove(effect(2, 3, 2), 1), "inconclusive");
  assert.equal(verdictBelow(effect(2, 3, 2), 1), "inconclusive");
  assert.equal(verdictAbove({ mean: 2, n: 1 }, 1), "inconclusive");
});

Deno.test("verdictOfBoth() fails with either part and holds with both", () => {
  assert.equal(verdictOfBoth("reproduced", "reproduced"), "reproduced");
  assert.equal(verdictOfBoth("reproduced", "inconclusive"), "inconclusive");
  assert.equal(verdictOfBoth("not reproduced", "inconclusive"), "not reproduced");
});
