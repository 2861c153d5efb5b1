import assert from "node:assert/strict";
import type { Engine, TrainerSetup } from "../../../../network/engines/engine.ts";
import { wasmEngine } from "../../../../network/engines/wasm/wasm.ts";
import { balanced } from "../../../../network/initialization.ts";
import type { Network } from "../../../../network/network.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { rescale, toPowersOfTwo, unbalancing } from "../../../../network/rescaling.ts";
import { builtin, decayed, path, type Rule } from "../../../../optimizers/mod.ts";
import { examples } from "../../examples.ts";
import { blasEngine, blasTest } from "./blas.ts";

/** What the products are done by. */
const targets = [
  { name: "wasm", open: () => wasmEngine(), test: Deno.test },
  { name: "wasm with BLAS", open: () => blasEngine(0), test: blasTest },
];
const sizes = [21, 18, 13, 10];
const train = examples({ count: 130, inputs: 21, classes: 10 });

function setupOf(rule: Rule): TrainerSetup {
  return { sizes, loss: "truncated-cross-entropy", rule, batchSize: 50, sets: { train } };
}

/** The losses of 250 epochs of 4 steps from a start and from its rescaling, and both ends. */
async function trainBoth(
  engine: Engine,
  { rule, lr }: { rule: Rule; lr: number },
): Promise<{ losses: number[][]; ends: Network[]; rescaled: (network: Network) => Network }> {
  const factors = toPowersOfTwo(unbalancing(sizes, stream(2, "unbalance"), { draws: 40 }));
  const rescaled = (network: Network) => rescale(network, factors);
  const start = balanced(sizes, stream(1, "init"));
  for (const { weights } of start) weights.forEach((w, e) => weights[e] = Math.fround(w));
  const losses: number[][] = [];
  const ends: Network[] = [];
  for (const network of [start, rescaled(start)]) {
    const trainer = await engine.trainer({ ...setupOf(rule), batchSize: 33 });
    await trainer.write(network);
    const seen = [];
    for (let epoch = 0; epoch < 250; epoch++) {
      const order = permutation(130, stream(1, "order", epoch));
      seen.push((await trainer.epoch(order, { ...rule.hyper, lr })).loss);
    }
    losses.push(seen);
    ends.push(await trainer.read());
  }
  return { losses, ends, rescaled };
}

const invariant: [Rule, number][] = [
  [path(builtin.sgd, { p: 2 }), 3e-3],
  [path(builtin.momentum, { p: 2 }), 1e-3],
  [path(builtin.sgd, { p: 1 }), 0.2],
];
for (const { name: on, open, test } of targets) {
  for (const [rule, lr] of invariant) {
    test(`Theorem 5.1 in bits on ${on}: 1,000 steps of ${rule.name} from a rescaled start`, async () => {
      const { losses: [first, second], ends, rescaled } = await trainBoth(await open(), {
        rule,
        lr,
      });
      assert(first[249] < first[0], `it learns: ${first[0]} to ${first[249]}`);
      assert.deepEqual(second, first);
      assert.deepEqual(ends[1], rescaled(ends[0]));
    });
  }

  test(`Theorem 5.1 in bits on ${on}: 1,000 steps of path-sgd with decoupled weight decay`, async () => {
    const engine = await open();
    const rule = path(builtin.sgd, { p: 2 });
    const decaying = decayed(rule, { weightDecay: 0.5 });
    const { losses: [first, second], ends, rescaled } = await trainBoth(engine, {
      rule: decaying,
      lr: 3e-3,
    });
    assert.deepEqual(second, first);
    assert.deepEqual(ends[1], rescaled(ends[0]));
    assert(first[249] < first[0], `it learns: ${first[0]} to ${first[249]}`);
    const plain = await trainBoth(engine, { rule, lr: 3e-3 });
    assert.notDeepEqual(first, plain.losses[0]);
  });

  for (const name of ["sgd", "adagrad"]) {
    test(`${name} is not rescaling invariant on ${on}`, async () => {
      const { losses: [first, second] } = await trainBoth(await open(), {
        rule: builtin[name],
        lr: 1e-2,
      });
      assert(Math.abs(second[249] - first[249]) > 0.01, `${first[249]} and ${second[249]}`);
    });
  }
}
