import assert from "node:assert/strict";
import type { Engine, TrainerSetup } from "../../../../network/engines/engine.ts";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { webgpuEngine } from "../../../../network/engines/webgpu/webgpu.ts";
import { balanced } from "../../../../network/initialization.ts";
import type { Network } from "../../../../network/network.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { rescale, toPowersOfTwo, unbalancing } from "../../../../network/rescaling.ts";
import { builtin, momentum, path, type Rule, rule, sgd } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";
import { gpuTest, webgpu } from "./adapter.ts";

const setup: TrainerSetup = {
  sizes: [25, 33, 10],
  loss: "truncated-cross-entropy",
  rule: momentum,
  batchSize: 64,
  sets: { train: examples({ count: 200, inputs: 25, classes: 10 }) },
};

/** Trains for whole epochs from the balanced start of seed 1. */
async function train(
  engine: Engine,
  setup: TrainerSetup,
  options: { epochs: number; hyper: Record<string, number>; start?: Network },
): Promise<{ network: Network; losses: number[] }> {
  const { epochs, hyper, start = balanced(setup.sizes, stream(1, "init")) } = options;
  const trainer = await engine.trainer(setup);
  await trainer.write(start);
  const losses = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(setup.sets.train.count, stream(1, "order", epoch));
    losses.push((await trainer.epoch(order, hyper)).loss);
  }
  const network = await trainer.read();
  trainer.close();
  return { network, losses };
}

for (const [width, last] of [[1, 57], [4, 1], [110, 100]]) {
  gpuTest(
    `webgpu follows float64 for 200 steps to 1e-5 (width ${width}, last batch ${last})`,
    async () => {
      const wide: TrainerSetup = {
        ...setup,
        sizes: [37, width, 10],
        batchSize: 100,
        sets: { train: examples({ count: 100 + last, inputs: 37, classes: 10 }) },
      };
      const options = { epochs: 100, hyper: { lr: 0.03, momentum: 0.9 } };
      const reference = await train(referenceEngine(), wide, options);
      const run = await train(await webgpu(), wide, options);
      assert(reference.losses[99] < reference.losses[0], "the reference learns");
      const distance = relativeDistance(run.network, reference.network);
      assert(distance < 1e-5, `weights differ by ${distance}`);
      const difference = Math.abs(run.losses[99] - reference.losses[99]);
      assert(difference < 1e-5, `losses differ by ${difference}`);
    },
  );
}

gpuTest("webgpu gives the same bits for the same seed", async () => {
  const options = { epochs: 10, hyper: { lr: 0.05, momentum: 0.9 } };
  const first = await train(await webgpuEngine(), setup, options);
  const second = await train(await webgpuEngine(), setup, options);
  assert.deepEqual(second, first);
});

gpuTest("webgpu goes on exactly from weights, state and step count that were read", async () => {
  const engine = await webgpu();
  const [adam, hyper] = [builtin.adam, { ...builtin.adam.hyper, lr: 0.01 }];
  const order = permutation(200, stream(1, "order"));
  const whole = await engine.trainer({ ...setup, rule: adam });
  await whole.write(balanced(setup.sizes, stream(1, "init")));
  await whole.epoch(order, hyper);
  const resumed = await engine.trainer({ ...setup, rule: adam });
  await resumed.write(await whole.read());
  await resumed.writeState(await whole.readState(), 4);
  await whole.epoch(order, hyper);
  await resumed.epoch(order, hyper);
  assert.deepEqual(await resumed.read(), await whole.read());
  assert.deepEqual(await resumed.readState(), await whole.readState());
});

/** 60 epochs of 4 steps from a start and from its rescaling: their losses and ends. */
async function trainBoth(rule: Rule, lr: number) {
  const sizes = [21, 18, 13, 10];
  const deep: TrainerSetup = {
    ...setup,
    sizes,
    rule,
    batchSize: 33,
    sets: { train: examples({ count: 130, inputs: 21, classes: 10 }) },
  };
  const factors = toPowersOfTwo(unbalancing(sizes, stream(2, "unbalance"), { draws: 40 }));
  const start = balanced(sizes, stream(1, "init"));
  for (const { weights } of start) weights.forEach((w, e) => weights[e] = Math.fround(w));
  const engine = await webgpu();
  const options = { epochs: 60, hyper: { ...rule.hyper, lr } };
  const plain = await train(engine, deep, { ...options, start });
  const rescaled = await train(engine, deep, { ...options, start: rescale(start, factors) });
  return { plain, rescaled, factors };
}

const invariant: [Rule, number][] = [
  [path(builtin.sgd, { p: 2 }), 3e-3],
  [path(builtin.momentum, { p: 2 }), 1e-3],
  [path(builtin.sgd, { p: 1 }), 0.2],
];
for (const [rule, lr] of invariant) {
  gpuTest(
    `Theorem 5.1 in bits on webgpu: 240 steps of ${rule.name} from a rescaled start`,
    async () => {
      const { plain, rescaled, factors } = await trainBoth(rule, lr);
      assert(plain.losses[59] < plain.losses[0], `it learns: ${plain.losses}`);
      assert.deepEqual(rescaled.losses, plain.losses);
      assert.deepEqual(rescaled.network, rescale(plain.network, factors));
    },
  );
}

gpuTest("SGD is not rescaling invariant on webgpu", async () => {
  const { plain, rescaled } = await trainBoth(sgd, 1e-2);
  assert(Math.abs(rescaled.losses[59] - plain.losses[59]) > 0.01);
});

gpuTest("webgpu keeps padding 0 under a rule that has no value where g and w are 0", async () => {
  const relative = rule({
    name: "relative",
    hyper: { lr: 0 },
    update: "w = w - lr * g / (abs(g) + abs(w))",
  });
  const sizes = [9, 5, 3]; // layers of 5 and 3 columns have padding
  const start = balanced(sizes, stream(1, "init"));
  for (const { thresholds } of start) thresholds.fill(0.1);
  const narrow: TrainerSetup = {
    ...setup,
    sizes,
    rule: relative,
    sets: { train: examples({ count: 64, inputs: 9, classes: 3 }) },
  };
  const options = { epochs: 3, hyper: { lr: 0.01 }, start };
  const found = await train(await webgpu(), narrow, options);
  const expected = await train(referenceEngine(), narrow, options);
  assert(relativeDistance(found.network, expected.network) < 1e-5);
});

gpuTest("webgpu shows a diverged network as such", async () => {
  const { losses } = await train(await webgpu(), { ...setup, loss: "squared" }, {
    epochs: 12,
    hyper: { lr: 1e6, momentum: 0.9 },
  });
  assert(!Number.isFinite(losses[11]), `${losses}`);
});

gpuTest("webgpu sums gradients to 1e-5 of float64 over passes of any length", async () => {
  const deep: TrainerSetup = { ...setup, sizes: [25, 33, 14, 10], batchSize: 7 };
  const network = balanced(deep.sizes, stream(3, "init"));
  const scale = balanced(deep.sizes, stream(4, "init"));
  const [found, expected] = await Promise.all(
    [await webgpu(), referenceEngine()].map(async (engine) => {
      const trainer = await engine.trainer(deep);
      await trainer.write(network);
      const results = [];
      for (const length of [200, 7, 3]) {
        const order = permutation(200, stream(1, "order", length)).slice(0, length);
        results.push(await trainer.gradientNorms(order));
        results.push(await trainer.gradientNorms(order, scale));
      }
      assert.deepEqual(await trainer.read(), await trainer.read());
      trainer.close();
      return results;
    }),
  );
  expected.forEach((exact, i) => {
    const { mean, ...sums } = found[i];
    assert(relativeDistance(mean, exact.mean) < 1e-5);
    const { mean: _, ...exactSums } = exact;
    assert.deepEqual(Object.keys(sums), Object.keys(exactSums));
    for (const [name, value] of Object.entries(sums) as [keyof typeof sums, number][]) {
      const error = Math.abs(value - exactSums[name]!);
      assert(error <= 1e-5 * exactSums[name]!, `${name}: ${value}, not ${exactSums[name]}`);
    }
  });
});

gpuTest("webgpu refuses what does not fit, naming it", async () => {
  const engine = await webgpu();
  await assert.rejects(
    engine.trainer({ ...setup, sizes: [25, 2 ** 18, 2 ** 18, 10], batchSize: 5 }),
    /^RangeError: Expected the weights of layer 2 to take at most .* [MG]iB, the GPU's limit, but found that they take 256.0 GiB$/,
  );
  await assert.rejects(
    engine.trainers!({ ...setup, sizes: [25, 2 ** 17, 10] }, 10_000),
    /^RangeError: Expected the weights of layer 1 of 10000 networks to take at most .*, but found that they take 127.0 GiB$/,
  );
});
