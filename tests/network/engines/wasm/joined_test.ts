import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { serialize } from "node:v8";
import type { Engine, TrainerSetup } from "../../../../network/engines/engine.ts";
import { wasmEngine } from "../../../../network/engines/wasm/wasm.ts";
import { balanced } from "../../../../network/initialization.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { adam, momentum, pathSgd, type Rule } from "../../../../optimizers/mod.ts";
import { examples } from "../../examples.ts";

const plain = await wasmEngine({ joined: false });
const joined = await wasmEngine({ joined: true });

/** Everything that a trainer can be asked, after two epochs and some before them. */
async function outcome(
  engine: Engine,
  setup: TrainerSetup,
  warmUp = 0,
): Promise<Record<string, string>> {
  const { count } = setup.sets.train;
  const trainer = await engine.trainer(setup);
  await trainer.write(balanced(setup.sizes, stream(1, "init")));
  const order = (epoch: number) => permutation(count, stream(1, "order", epoch));
  const hyper = { ...setup.rule.hyper, lr: 0.003 };
  for (let epoch = 0; epoch < warmUp; epoch++) await trainer.epoch(order(5), hyper);
  const epochs = [await trainer.epoch(order(1), hyper), await trainer.epoch(order(2), hyper)];
  return {
    epochs: bits(epochs),
    network: bits(await trainer.read()),
    state: bits(await trainer.readState()),
    train: bits(await trainer.evaluate("train")),
    test: bits(await trainer.evaluate("test")),
    gradient: bits(await trainer.gradient(order(3).subarray(0, setup.batchSize))),
    ofFew: bits(await trainer.gradient(order(3).subarray(0, 3))),
    norms: bits(await trainer.gradientNorms(order(4), await trainer.read())),
  };
}

/** A hash of all the numbers in a value. */
function bits(value: unknown): string {
  return createHash("sha256").update(serialize(value)).digest("hex");
}

/**
 * Shapes whose products have one block of k or several, of one length or two; an even or odd number of
 * panels, a narrow one last; rows that are a multiple of 5 or not; and one with nothing to join.
 */
const shapes: readonly (readonly number[])[] = [
  [100, 32, 10],
  [15, 41, 3],
  [16, 44, 40],
  [37, 40, 9],
  [104, 49, 64],
  [105, 64, 12],
  [250, 128, 100],
  [60, 230, 36, 10],
  [20, 33],
  [100, 16, 10],
];

for (const sizes of shapes) {
  for (const batchSize of [100, 64, 23]) {
    for (const rule of [momentum, adam, pathSgd] as Rule[]) {
      Deno.test(`two panels at a time give the bits of one (${sizes.join("-")}, ${rule.name}, batch ${batchSize})`, async () => {
        const [inputs, classes] = [sizes[0], sizes[sizes.length - 1]];
        const setup: TrainerSetup = {
          sizes,
          loss: "truncated-cross-entropy",
          rule,
          batchSize,
          dropout: { keep: 0.5, seed: 3 },
          maxNorm: 1.1,
          sets: {
            train: examples({ count: 213, inputs, classes }),
            test: examples({ count: 77, inputs, classes }),
          },
        };
        assert.deepEqual(await outcome(joined, setup), await outcome(plain, setup));
      });
    }
  }
}

Deno.test("the bits stay when V8's optimising compiler has come by", async () => {
  const setup: TrainerSetup = {
    sizes: [100, 64, 40, 10],
    loss: "cross-entropy",
    rule: pathSgd,
    batchSize: 100,
    sets: {
      train: examples({ count: 400, inputs: 100, classes: 10 }),
      test: examples({ count: 50, inputs: 100, classes: 10 }),
    },
  };
  assert.deepEqual(await outcome(joined, setup, 1000), await outcome(plain, setup, 1000));
});

Deno.test("where vectors are joined the engine says so, and is the same variant", () => {
  assert.equal(joined.variant, plain.variant);
  assert.equal(joined.description, `${plain.description}, joined to 256 bits`);
});
