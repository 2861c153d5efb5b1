import assert from "node:assert/strict";
import type { TrainerSetup } from "../../../network/engines/engine.ts";
import { openEngine } from "../../../network/engines/mod.ts";
import { sgd } from "../../../optimizers/mod.ts";
import { examples } from "../examples.ts";
import { gpuTest } from "./webgpu/adapter.ts";

const setup: TrainerSetup = {
  sizes: [4, 2, 3],
  loss: "cross-entropy",
  rule: sgd,
  batchSize: 5,
  sets: { train: examples({ count: 10, inputs: 4, classes: 3 }) },
};

for (const name of ["reference", "wasm", "tfjs", "webgpu"] as const) {
  const test = name === "webgpu" ? gpuTest : Deno.test;
  test(`${name} refuses a setup that can't be, naming what is wrong`, async () => {
    const engine = await openEngine(name);
    const refuses = (change: Partial<TrainerSetup>, message: string) =>
      assert.rejects(engine.trainer({ ...setup, ...change }), new RangeError(message));
    await refuses(
      { sizes: [4] },
      "Expected at least two layer sizes [inputs, …, classes] but found 1",
    );
    await refuses(
      { sizes: [4, 0, 3] },
      "Expected each layer size to be an integer of at least 1 but found 0",
    );
    await refuses(
      { batchSize: 0.5 },
      "Expected the batch size to be an integer of at least 1 but found 0.5",
    );
    await refuses(
      { dropout: { keep: 0, seed: 1 } },
      "Expected units to be kept with a probability from above 0 to 1 but found 0",
    );
    await refuses(
      { maxNorm: Infinity },
      "Expected the max-norm to be finite and above 0 but found Infinity",
    );
    await refuses(
      { sizes: [5, 2, 3] },
      "Expected train to have 5 inputs and 3 classes but found 4 and 3",
    );
    const none = examples({ count: 0, inputs: 4, classes: 3 });
    await refuses(
      { sets: { ...setup.sets, test: none } },
      "Expected at least one example in test but found none",
    );
  });

  test(`${name} refuses examples that are not there, and too many for a mini-batch`, async () => {
    const trainer = await (await openEngine(name)).trainer(setup);
    const refused: [order: number[], message: string][] = [
      [[10], "Expected indices below 10 but found 10"],
      [[], "Expected from 1 to 10 indices but found 0"],
    ];
    for (const [order, message] of refused) {
      const indices = Uint32Array.from(order);
      const error = new RangeError(message);
      await assert.rejects(trainer.epoch(indices, { lr: 0.1 }), error);
      await assert.rejects(trainer.gradient(indices), error);
      await assert.rejects(trainer.gradientNorms(indices), error);
    }
    await assert.rejects(
      trainer.gradient(new Uint32Array(6)),
      new RangeError("Expected at most 5 examples, a mini-batch, but found 6"),
    );
    trainer.close();
  });
}
