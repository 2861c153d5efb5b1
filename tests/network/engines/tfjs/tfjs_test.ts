import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import type { Engine, TrainerSetup } from "../../../../network/engines/engine.ts";
import { tfjsEngine } from "../../../../network/engines/tfjs/tfjs.ts";
import { balanced } from "../../../../network/initialization.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { adam, path, pathSgd, rule } from "../../../../optimizers/mod.ts";
import { examples } from "../../examples.ts";
import { adapter, gpuTest } from "../webgpu/adapter.ts";

const sizes = [21, 18, 13, 10];
const setup: TrainerSetup = {
  sizes,
  loss: "truncated-cross-entropy",
  rule: path(adam, { p: 2 }),
  batchSize: 50,
  dropout: { keep: 0.8, seed: 1 },
  maxNorm: 2,
  sets: { train: examples({ count: 130, inputs: 21, classes: 10 }) },
};
const order = permutation(130, stream(1, "order"));

/** Uses all that a trainer has and gives what it computed. */
async function useAll(engine: Engine) {
  const trainer = await engine.trainer(setup);
  await trainer.write(balanced(sizes, stream(1, "init")));
  const epoch = await trainer.epoch(order, setup.rule.hyper);
  await trainer.writeState(await trainer.readState(), 3);
  const results = {
    epoch,
    again: await trainer.epoch(order, setup.rule.hyper),
    evaluation: await trainer.evaluate("train"),
    gradient: await trainer.gradient(order.subarray(0, 20)),
    norms: await trainer.gradientNorms(order),
    network: await trainer.read(),
    state: await trainer.readState(),
  };
  trainer.close();
  return results;
}

Deno.test("tfjs names its backend", async () => {
  const cpu = await tfjsEngine("cpu");
  assert.equal(cpu.variant, "cpu");
  const wasm = await tfjsEngine();
  assert.equal(wasm.variant, "wasm");
  assert.equal(wasm.description, "TensorFlow.js 4.22.0 on its wasm backend, by autodiff");
});

Deno.test("tfjs gives all its tensors back", async () => {
  const engine = await tfjsEngine("cpu");
  const before = tf.memory().numTensors;
  await useAll(engine);
  assert.equal(tf.memory().numTensors, before);
});

gpuTest("tfjs gives the same bits twice on its webgpu backend, and names the adapter", async () => {
  const engine = await tfjsEngine("webgpu");
  assert.equal(engine.variant, `webgpu on ${adapter?.name}`);
  assert.equal(tf.env().getBool("WEBGPU_CPU_FORWARD"), false);
  assert.equal(tf.env().getNumber("WEBGPU_MATMUL_PROGRAM_TYPE"), 3); // adds in a fixed order
  const before = tf.memory().numTensors;
  const first = await useAll(engine);
  assert.deepEqual(await useAll(engine), first);
  assert.equal(tf.memory().numTensors, before);
});

Deno.test("tfjs keeps apart what a formula makes the same, and spreads numbers out", async () => {
  const odd = rule({
    name: "odd",
    hyper: { lr: 0.5 },
    state: ["before", "gradient", "rate", "one"],
    update: `
      before = w
      gradient = g
      rate = lr
      one = 1
      w = w - lr * g
    `,
  });
  const trainer = await (await tfjsEngine("cpu")).trainer({ ...setup, rule: odd });
  await trainer.write(balanced(sizes, stream(1, "init")));
  for (let epoch = 0; epoch < 2; epoch++) await trainer.epoch(order.subarray(0, 50), odd.hyper);
  const [w, { before, gradient, rate, one }] = [await trainer.read(), await trainer.readState()];
  assert.ok(rate[1].weights.every((number) => number === 0.5));
  assert.ok(one[1].thresholds.every((number) => number === 1));
  w[1].weights.forEach((weight, e) => {
    const expected = Math.fround(before[1].weights[e] - gradient[1].weights[e] / 2);
    assert.ok(Math.abs(weight - expected) < 1e-6);
  });
  trainer.close();
});

Deno.test("tfjs refuses an order that does not fit the training set", async () => {
  const trainer = await (await tfjsEngine("cpu")).trainer({ ...setup, rule: pathSgd });
  for (const use of ["epoch", "gradient", "gradientNorms"] as const) {
    const call = (order: Uint32Array) =>
      use === "epoch" ? trainer.epoch(order, pathSgd.hyper) : trainer[use](order);
    await assert.rejects(
      call(new Uint32Array()),
      new RangeError("Expected from 1 to 130 indices but found 0"),
    );
    await assert.rejects(
      call(Uint32Array.of(130)),
      new RangeError("Expected indices below 130 but found 130"),
    );
  }
  trainer.close();
});
