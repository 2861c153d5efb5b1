import assert from "node:assert/strict";
import type { Trainer, TrainerSetup } from "../../../../network/engines/engine.ts";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { wasmEngine } from "../../../../network/engines/wasm/wasm.ts";
import { balanced } from "../../../../network/initialization.ts";
import { type Network, zeroNetwork } from "../../../../network/network.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { combined } from "../../../../network/vectors.ts";
import { momentum } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";
import { blasEngines } from "./blas.ts";

const engines = [
  await wasmEngine({ arithmetic: "relaxed-simd" }),
  await wasmEngine({ arithmetic: "simd" }),
  ...await blasEngines(),
];

/** Shapes that leave each kind of remainder in panels, rows and vectors. */
const shapes = [[1, 2], [3, 5, 2], [57, 30, 100], [100, 24, 20, 10]];

for (const sizes of shapes) {
  for (const count of [1, 40, 41, 64]) {
    Deno.test(`wasm gradientNorms() is within 1e-5 of float64 (${sizes.join("-")}, ${count} examples)`, async () => {
      const setup = setupOf(sizes, 64);
      const network = inSinglePrecision(balanced(sizes, stream(2, "init")));
      const order = permutation(64, stream(3, "order")).slice(0, count);
      const scale = randomNetwork(sizes);
      const reference = await started(await referenceEngine().trainer(setup), network);
      const expected = await reference.gradientNorms(order, scale);
      for (const engine of engines) {
        const trainer = await started(await engine.trainer(setup), network);
        const found = await trainer.gradientNorms(order, scale);
        assert.equal(found.batches, expected.batches);
        assertClose(found.squares, expected.squares, "Σ‖∇C_k‖²");
        assertClose(found.deviations, expected.deviations, "Σ‖∇C_k − ∇C‖²");
        assertClose(found.scaled!, expected.scaled!, "Σ‖s ⊙ ∇C_k‖²");
        assert(relativeDistance(found.mean, expected.mean) < 1e-5);
        assert.equal((await trainer.gradientNorms(order)).scaled, undefined);
        trainer.close();
      }
    });
  }
}

Deno.test("wasm gradientNorms() keeps deviations to 1e-5 where gradients hardly differ", async () => {
  const sizes = [20, 30, 10];
  const { train } = setupOf(sizes, 64).sets;
  const setup = { ...setupOf(sizes, 64), sets: { train: nearlyAlike(train) } };
  const network = inSinglePrecision(balanced(sizes, stream(2, "init")));
  const order = permutation(64, stream(3, "order"));
  const reference = await started(await referenceEngine().trainer(setup), network);
  const expected = await reference.gradientNorms(order);
  assert(expected.deviations < 1e-2 * expected.squares, "the gradients hardly differ");
  const trainer = await started(await engines[0].trainer(setup), network);
  assertClose((await trainer.gradientNorms(order)).deviations, expected.deviations, "deviations");
});

Deno.test("wasm gradientNorms() gives the same bits again and leaves training as it was", async () => {
  const setup = setupOf([20, 30, 10], 64);
  const network = balanced(setup.sizes, stream(2, "init"));
  const order = permutation(64, stream(3, "order"));
  for (const engine of engines) {
    const [measured, plain] = [
      await started(await engine.trainer(setup), network),
      await started(await engine.trainer(setup), network),
    ];
    for (let epoch = 0; epoch < 3; epoch++) {
      const first = await measured.gradientNorms(order, randomNetwork(setup.sizes));
      assert.deepEqual(await measured.gradientNorms(order, randomNetwork(setup.sizes)), first);
      for (const trainer of [measured, plain]) {
        await trainer.epoch(order, { lr: 0.1, momentum: 0.9 });
      }
    }
    assert.deepEqual(await measured.read(), await plain.read());
    assert.deepEqual(await measured.readState(), await plain.readState());
  }
});

function setupOf(sizes: readonly number[], count: number): TrainerSetup {
  const train = examples({ count, inputs: sizes[0], classes: sizes[sizes.length - 1] });
  return { sizes, loss: "cross-entropy", rule: momentum, batchSize: 8, sets: { train } };
}

async function started(trainer: Trainer, network: Network): Promise<Trainer> {
  await trainer.write(network);
  return trainer;
}

function randomNetwork(sizes: readonly number[]): Network {
  const random = stream(4, "scale");
  return inSinglePrecision(combined([zeroNetwork(sizes)], () => random.uniform() ** 4));
}

function inSinglePrecision(network: Network): Network {
  return combined([network], ([value]) => Math.fround(value));
}

/** Every example the first one, but for its first input. */
function nearlyAlike(set: TrainerSetup["sets"]["train"]): TrainerSetup["sets"]["train"] {
  const pixels = set.pixels.map((byte, i) =>
    i % set.inputs === 0 ? byte : set.pixels[i % set.inputs]
  );
  return { ...set, pixels, labels: set.labels.map(() => set.labels[0]) };
}

function assertClose(found: number, expected: number, name: string): void {
  const error = expected === 0 ? Math.abs(found) : Math.abs(found / expected - 1);
  assert(error < 1e-5, `${name}: ${found} where float64 gives ${expected}`);
}
