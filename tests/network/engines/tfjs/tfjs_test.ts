import assert from "node:assert/strict";
import type { TrainerSetup } from "../../../../network/engines/engine.ts";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { tfjsEngine } from "../../../../network/engines/tfjs/tfjs.ts";
import { wasmEngine } from "../../../../network/engines/wasm/wasm.ts";
import { balanced } from "../../../../network/initialization.ts";
import { losses, type LossName } from "../../../../network/loss.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { builtin, pathSgd } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";

const tfjs = await tfjsEngine();
const others = [referenceEngine(), await wasmEngine()];

const sizes = [21, 18, 13, 10];
const setup: TrainerSetup = {
  sizes,
  loss: "truncated-cross-entropy",
  rule: builtin.sgd,
  batchSize: 50,
  sets: { train: examples({ count: 130, inputs: 21, classes: 10 }) },
};

for (const rule of Object.values(builtin).filter(({ geometry }) => geometry === undefined)) {
  Deno.test(`wasm and float64 follow tfjs for 60 steps of ${rule.name}`, async () => {
    const adaptive = ["adagrad", "rmsprop", "adam"].includes(rule.name);
    const hyper = { ...rule.hyper, lr: adaptive ? 0.01 : 0.1 };
    const run = async (engine: typeof tfjs) => {
      const trainer = await engine.trainer({ ...setup, rule });
      await trainer.write(balanced(sizes, stream(1, "init")));
      let last;
      for (let epoch = 0; epoch < 20; epoch++) {
        last = await trainer.epoch(permutation(130, stream(1, "order", epoch)), hyper);
      }
      const evaluation = await trainer.evaluate("train");
      const network = await trainer.read();
      trainer.close();
      return { last: last!, evaluation, network };
    };
    const outside = await run(tfjs);
    for (const engine of others) {
      const own = await run(engine);
      const distance = relativeDistance(own.network, outside.network);
      assert(distance < 2e-5, `${engine.name}: weights differ by ${distance}`);
      for (const which of ["last", "evaluation"] as const) {
        assert.equal(own[which].error, outside[which].error);
        assert(Math.abs(own[which].loss - outside[which].loss) < 1e-5);
      }
    }
  });
}

for (const loss of Object.keys(losses) as LossName[]) {
  Deno.test(`tfjs autodiff finds the gradient of the ${loss} loss that wasm and float64 do`, async () => {
    const order = Uint32Array.from({ length: 37 }, (_, i) => 3 * i);
    const gradients = await Promise.all([tfjs, ...others].map(async (engine) => {
      const trainer = await engine.trainer({ ...setup, loss });
      const network = balanced(sizes, stream(2, "init"));
      // large weights take scores past the truncation
      for (const { weights } of network) weights.forEach((w, e) => weights[e] = Math.fround(4 * w));
      await trainer.write(network);
      return await trainer.gradient(order);
    }));
    for (const own of gradients.slice(1)) {
      const distance = relativeDistance(own, gradients[0]);
      assert(distance < 1e-5, `gradients differ by ${distance}`);
    }
  });
}

Deno.test("tfjs refuses what it does not have: path geometry and dropout", async () => {
  await assert.rejects(
    tfjs.trainer({ ...setup, rule: pathSgd }),
    new RangeError("Expected a rule in the Euclidean geometry but found path-sgd"),
  );
  await assert.rejects(
    tfjs.trainer({ ...setup, dropout: { keep: 0.5, seed: 1 } }),
    new RangeError("Expected no dropout, which the tfjs engine does not have, but found some"),
  );
});
