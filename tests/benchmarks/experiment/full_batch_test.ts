import assert from "node:assert/strict";
import { toNetwork, toVector, trainingLoss } from "../../../benchmarks/experiment/full_batch.ts";
import { lossAndGradient } from "../../../network/backpropagation.ts";
import { openEngine } from "../../../network/engines/mod.ts";
import { balanced } from "../../../network/initialization.ts";
import { losses } from "../../../network/loss.ts";
import { stream } from "../../../network/random.ts";
import { sgd } from "../../../optimizers/mod.ts";
import { sets, spec } from "./fixtures.ts";

Deno.test("toNetwork() takes back what toVector() laid out", () => {
  const network = balanced([3, 4, 2], stream(1, "init"));
  network[0].thresholds.fill(0.5);
  assert.deepEqual(toNetwork(toVector(network), [3, 4, 2]), network);
});

for (const engine of ["reference", "wasm"] as const) {
  for (const batchSize of [1, 8, 20, 50]) {
    Deno.test(`trainingLoss() on ${engine} is the loss over all examples, in mini-batches of ${batchSize}`, async () => {
      const { sizes, loss, data } = spec; // 20 examples
      const network = balanced(sizes, stream(1, "init"));
      network[0].thresholds.fill(0.25);
      const trainer = await (await openEngine(engine)).trainer({
        sizes,
        loss,
        rule: sgd,
        batchSize,
        sets,
      });
      const found = await trainingLoss(trainer, { sizes, data, batchSize })(toVector(network));
      const expected = lossAndGradient(network, sets.train, {
        indices: Array.from({ length: 20 }, (_, i) => i),
        loss: losses[loss],
      });
      const tolerance = engine === "wasm" ? 1e-6 : 1e-14;
      assert(Math.abs(found.value - expected.loss) < tolerance);
      toVector(expected.gradient).forEach((g, e) => {
        assert(Math.abs(found.gradient[e] - g) < tolerance, `${e}: ${found.gradient[e]}, not ${g}`);
      });
    });
  }
}
