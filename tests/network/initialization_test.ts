import assert from "node:assert/strict";
import { balanced } from "../../network/initialization.ts";
import { parameterCount } from "../../network/network.ts";
import { stream } from "../../network/random.ts";

Deno.test("balanced() draws weights of variance 1/fan-in and thresholds zero", () => {
  const network = balanced([400, 100, 25, 10], stream(1, "init"));
  for (const { fanIn, fanOut, weights, thresholds } of network) {
    const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
    const error = Math.sqrt(2 / (fanIn * fanOut)); // of the variance of so many normal numbers
    assert(Math.abs(variance * fanIn - 1) < 5 * error, `fan-in ${fanIn}: ${variance * fanIn}`);
    assert(thresholds.every((b) => b === 0));
  }
});

Deno.test("balanced() gives the same network for the same stream, another for another", () => {
  const draw = (seed: number) => balanced([3, 4, 2], stream(seed, "init"));
  assert.deepEqual(draw(1), draw(1));
  assert.notDeepEqual(draw(1), draw(2));
});

Deno.test("balanced() refuses layer sizes that can't be", () => {
  assert.throws(
    () => balanced([3, 0, 2], stream(1)),
    new RangeError("Expected each layer size to be an integer of at least 1 but found 0"),
  );
});

Deno.test("parameterCount() counts weights and thresholds", () => {
  assert.equal(parameterCount([100, 4, 10]), 101 * 4 + 5 * 10);
});
