import assert from "node:assert/strict";
import { lossAndGradient } from "../../../../network/backpropagation.ts";
import type { Engine, Trainer, TrainerSetup } from "../../../../network/engines/engine.ts";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { wasmEngine } from "../../../../network/engines/wasm/wasm.ts";
import { balanced } from "../../../../network/initialization.ts";
import { losses, type LossName } from "../../../../network/loss.ts";
import type { Network } from "../../../../network/network.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { momentum, sgd } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";
import { blasEngines } from "./blas.ts";

const engines = [
  await wasmEngine({ arithmetic: "relaxed-simd", joined: false }),
  await wasmEngine({ arithmetic: "relaxed-simd", joined: true }),
  await wasmEngine({ arithmetic: "simd", joined: false }),
  ...await blasEngines(),
];

/** Trains for whole epochs from the balanced start of seed 1. */
async function train(
  engine: Engine,
  setup: TrainerSetup,
  epochs: number,
): Promise<{ network: Network; losses: number[] }> {
  const trainer = await engine.trainer(setup);
  await trainer.write(balanced(setup.sizes, stream(1, "init")));
  const losses = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = permutation(setup.sets.train.count, stream(1, "order", epoch));
    losses.push((await trainer.epoch(order, { lr: 0.03, momentum: 0.9 })).loss);
  }
  const network = await trainer.read();
  trainer.close();
  return { network, losses };
}

for (const width of [1, 3, 4, 17, 64, 1000]) {
  for (const last of [1, 57, 100]) {
    Deno.test(`wasm follows float64 for 200 steps to 1e-5 (width ${width}, last batch ${last})`, async () => {
      const setup: TrainerSetup = {
        sizes: [37, width, 10],
        loss: "truncated-cross-entropy",
        rule: momentum,
        batchSize: 100,
        sets: { train: examples({ count: 100 + last, inputs: 37, classes: 10 }) },
      };
      const reference = await train(referenceEngine(), setup, 100);
      assert(reference.losses[99] < reference.losses[0], "the reference learns");
      for (const engine of engines) {
        const run = await train(engine, setup, 100);
        const distance = relativeDistance(run.network, reference.network);
        assert(distance < 1e-5, `${engine.variant}: weights differ by ${distance}`);
        const difference = Math.abs(run.losses[99] - reference.losses[99]);
        assert(difference < 1e-5, `${engine.variant}: losses differ by ${difference}`);
      }
    });
  }
}

/** Shapes that leave each kind of remainder in panels, tiles and vectors, and deep ones. */
const shapes = [
  [1, 1, 1],
  [1, 2],
  [3, 5, 2],
  [7, 8, 9, 10],
  [10, 13, 6, 12, 3],
  [57, 30, 100],
  [100, 24, 20, 10],
  [300, 11, 255],
];

for (const sizes of shapes) {
  for (const loss of Object.keys(losses) as LossName[]) {
    Deno.test(`wasm gradient() equals float64 backpropagation (${sizes.join("-")}, ${loss})`, async () => {
      const train = examples({ count: 40, inputs: sizes[0], classes: sizes[sizes.length - 1] });
      const network = rounded(balanced(sizes, stream(2, "init")));
      for (const { thresholds } of network) {
        thresholds.forEach((_, v) => thresholds[v] = Math.fround(0.1 * Math.sin(v + 1)));
      }
      for (const engine of engines) {
        const trainer = await engine.trainer({
          sizes,
          loss,
          rule: sgd,
          batchSize: 16,
          sets: { train },
        });
        await trainer.write(network);
        for (const rows of [1, 5, 16]) {
          const indices = permutation(40, stream(3, "order")).slice(0, rows);
          const reference = lossAndGradient(network, train, { indices, loss: losses[loss] });
          const gradient = await trainer.gradient(indices);
          const distance = relativeDistance(gradient, reference.gradient);
          const vanishing = reference.gradient.every((layer) =>
            layer.weights.every((g) => g === 0)
          );
          assert(vanishing || distance < 5e-6, `${engine.variant}, ${rows} rows: ${distance}`);
        }
        trainer.close();
      }
    });
  }
}

Deno.test("wasm gradient() agrees with finite differences of the float64 loss", async () => {
  const sizes = [6, 5, 4, 3];
  const train = examples({ count: 12, inputs: 6, classes: 3 });
  const indices = Uint32Array.from({ length: 12 }, (_, i) => i);
  const network = rounded(balanced(sizes, stream(5, "init")));
  const trainer = await engines[0].trainer({
    sizes,
    loss: "truncated-cross-entropy",
    rule: sgd,
    batchSize: 12,
    sets: { train },
  });
  await trainer.write(network);
  const gradient = await trainer.gradient(indices);
  const lossAt = () =>
    lossAndGradient(network, train, { indices, loss: losses["truncated-cross-entropy"] }).loss;
  for (const [l, layer] of network.entries()) {
    for (const part of ["weights", "thresholds"] as const) {
      layer[part].forEach((value, e) => {
        const h = 1e-5;
        layer[part][e] = value + h;
        const above = lossAt();
        layer[part][e] = value - h;
        const below = lossAt();
        layer[part][e] = value;
        const slope = (above - below) / (2 * h);
        const found = gradient[l][part][e];
        assert(Math.abs(found - slope) < 1e-6, `layer ${l}, ${part} ${e}: ${found}, not ${slope}`);
      });
    }
  }
});

Deno.test("wasm evaluate() agrees with float64 on a set of any size", async () => {
  const sizes = [20, 9, 5];
  const sets = {
    train: examples({ count: 30, inputs: 20, classes: 5 }),
    test: examples({ count: 77, inputs: 20, classes: 5 }, 2),
  };
  const setup: TrainerSetup = {
    sizes,
    loss: "truncated-cross-entropy",
    rule: sgd,
    batchSize: 10,
    sets,
  };
  const network = balanced(sizes, stream(7, "init"));
  const reference = await referenceEngine().trainer(setup);
  await reference.write(network);
  for (const engine of engines) {
    const trainer = await engine.trainer(setup);
    await trainer.write(network);
    for (const name of ["train", "test"]) {
      const expected = await reference.evaluate(name);
      const found = await trainer.evaluate(name);
      assert.equal(found.error, expected.error);
      assert(Math.abs(found.loss - expected.loss) < 1e-6 * expected.loss);
    }
  }
});

Deno.test("wasm drops the same units as float64, and trains and evaluates with them", async () => {
  const dropout = { keep: 0.5, seed: 3 };
  const setup: TrainerSetup = {
    sizes: [20, 33, 14, 10],
    loss: "truncated-cross-entropy",
    rule: momentum,
    dropout,
    batchSize: 50,
    sets: { train: examples({ count: 130, inputs: 20, classes: 10 }) },
  };
  const reference = await train(referenceEngine(), setup, 20);
  const plain = await train(engines[0], { ...setup, dropout: { keep: 1, seed: 3 } }, 20);
  assert(relativeDistance(plain.network, reference.network) > 0.01, "dropout makes a difference");
  for (const engine of engines) {
    const run = await train(engine, setup, 20);
    const distance = relativeDistance(run.network, reference.network);
    assert(distance < 1e-5, `${engine.variant}: weights differ by ${distance}`);
    const [found, expected] = await Promise.all([engine, referenceEngine()].map(async (one) => {
      const trainer = await one.trainer(setup);
      await trainer.write(reference.network);
      return await trainer.evaluate("train");
    }));
    assert.equal(found.error, expected.error);
    assert(Math.abs(found.loss - expected.loss) < 1e-6 * expected.loss);
  }
});

Deno.test("wasm holds units to the max-norm as float64 does, those that exceed it alone", async () => {
  const setup: TrainerSetup = {
    sizes: [20, 33, 14, 10],
    loss: "truncated-cross-entropy",
    rule: momentum,
    maxNorm: 1,
    batchSize: 50,
    sets: { train: examples({ count: 130, inputs: 20, classes: 10 }) },
  };
  const reference = await train(referenceEngine(), setup, 20);
  const norms = reference.network.slice(0, -1).flatMap(({ fanIn, fanOut, weights, thresholds }) =>
    Array.from(thresholds, (threshold, v) => {
      const edges = Array.from({ length: fanIn }, (_, u) => weights[u * fanOut + v]);
      return Math.hypot(threshold, ...edges);
    })
  );
  const bounded = norms.filter((norm) => norm > 1 - 1e-12).length;
  assert(bounded > 0 && bounded < norms.length, `${bounded} of ${norms.length} at the bound`);
  for (const engine of engines) {
    const run = await train(engine, setup, 20);
    const distance = relativeDistance(run.network, reference.network);
    assert(distance < 1e-5, `${engine.variant}: weights differ by ${distance}`);
    const loose = await train(engine, { ...setup, maxNorm: 1e3 }, 20);
    const { maxNorm: _, ...unbounded } = setup;
    assert.deepEqual(loose, await train(engine, unbounded, 20));
  }
});

Deno.test("wasm gives the same bits for the same seed", async () => {
  for (const engine of engines) {
    const setup: TrainerSetup = {
      sizes: [25, 33, 10],
      loss: "truncated-cross-entropy",
      rule: momentum,
      batchSize: 64,
      sets: { train: examples({ count: 200, inputs: 25, classes: 10 }) },
    };
    const first = await train(engine, setup, 10);
    const second = await train(engine, setup, 10);
    assert.deepEqual(first, second);
  }
});

Deno.test("wasm goes on exactly from weights, state and step count that were read", async () => {
  const setup: TrainerSetup = {
    sizes: [25, 13, 10],
    loss: "cross-entropy",
    rule: momentum,
    batchSize: 64,
    sets: { train: examples({ count: 200, inputs: 25, classes: 10 }) },
  };
  const hyper = { lr: 0.05, momentum: 0.9 };
  const order = permutation(200, stream(1, "order"));
  for (const engine of engines) {
    const whole = await engine.trainer(setup);
    await whole.write(balanced(setup.sizes, stream(1, "init")));
    await whole.epoch(order, hyper);
    const resumed = await engine.trainer(setup);
    await resumed.write(await whole.read());
    await resumed.writeState(await whole.readState(), 4);
    await whole.epoch(order, hyper);
    await resumed.epoch(order, hyper);
    assert.deepEqual(await resumed.read(), await whole.read());
    assert.deepEqual(await resumed.readState(), await whole.readState());
  }
});

Deno.test("wasm refuses what does not fit, naming it", async () => {
  const train = examples({ count: 10, inputs: 4, classes: 3 });
  const setup: TrainerSetup = {
    sizes: [4, 2, 3],
    loss: "cross-entropy",
    rule: sgd,
    batchSize: 5,
    sets: { train },
  };
  await assert.rejects(
    engines[0].trainer({ ...setup, sizes: [4, 40000, 40000, 3] }),
    new RangeError(
      "Expected network and data to fit into 4.0 GiB of WebAssembly memory " +
        "but found that they take 11.9 GiB",
    ),
  );
});

function rounded(network: Network): Network {
  for (const { weights } of network) weights.forEach((w, e) => weights[e] = Math.fround(w));
  return network;
}

Deno.test("wasm trainers of one setup share their code and nothing else", async () => {
  const setup: TrainerSetup = {
    sizes: [20, 17, 5],
    loss: "cross-entropy",
    rule: momentum,
    batchSize: 10,
    sets: { train: examples({ count: 35, inputs: 20, classes: 5 }) },
  };
  const [engine] = engines;
  const starts = [1, 2].map((seed) => balanced(setup.sizes, stream(seed, "init")));
  const order = permutation(35, stream(1, "order"));
  const learn = async (trainers: readonly Trainer[]) => {
    for (const [i, trainer] of trainers.entries()) await trainer.write(starts[i]);
    for (const trainer of trainers) await trainer.epoch(order, momentum.hyper);
    return await Promise.all(trainers.map((trainer) => trainer.read()));
  };
  const together = await learn([await engine.trainer(setup), await engine.trainer(setup)]);
  const first = await engine.trainer(setup);
  await first.write(starts[0]);
  await first.epoch(order, momentum.hyper);
  assert.deepEqual(together[0], await first.read());
  assert.notDeepEqual(together[0], together[1]);
});
