/**
 * Every engine against the float64 engine: the same start, the same batches, the same rule.
 */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Engine, Trainer, TrainerSetup } from "../../../network/engines/engine.ts";
import { referenceEngine } from "../../../network/engines/reference/reference.ts";
import { balanced } from "../../../network/initialization.ts";
import { losses, type LossName } from "../../../network/loss.ts";
import { type Network, zeroNetwork } from "../../../network/network.ts";
import { permutation, type Random, stream } from "../../../network/random.ts";
import { builtin, decayed, path, type Rule } from "../../../optimizers/mod.ts";
import { randomRule } from "../../optimizers/formulas.ts";
import { relativeDistance } from "../compare.ts";
import { examples } from "../examples.ts";
import { type Target, targets } from "./targets.ts";

const sizes = [21, 18, 13, 10];
const train = examples({ count: 130, inputs: 21, classes: 10 });
const setup: TrainerSetup = {
  sizes,
  loss: "truncated-cross-entropy",
  rule: builtin.sgd,
  batchSize: 50,
  sets: { train },
};

/** What is trained, and whether targets that are not thorough are tried on it too. */
interface Case {
  readonly name: string;
  readonly change: Partial<TrainerSetup>;
  readonly everywhere: boolean;
}

const plain = Object.values(builtin).filter(({ geometry }) => geometry === undefined);
const EVERYWHERE = ["path-sgd", "path-sgd-p1", "path-sgd-p1.5", "path-momentum", "path-adam"];
const cases: readonly Case[] = [
  ...plain.map((rule) => ({ name: rule.name, change: { rule }, everywhere: true })),
  ...plain.flatMap((rule) => [1, 1.5, 2, 3].map((p) => path(rule, { p }))).map((rule) => ({
    name: rule.name,
    change: { rule },
    everywhere: EVERYWHERE.includes(rule.name),
  })),
  ...[...plain, path(builtin.momentum, { p: 2 })].map((rule) => ({
    name: `${rule.name} with weight decay`,
    change: { rule: decayed(rule, { weightDecay: 0.1 }) },
    everywhere: rule.name === "path-momentum",
  })),
  ...(Object.keys(losses) as LossName[]).filter((loss) => loss !== setup.loss).map((loss) => ({
    name: `sgd on the ${loss} loss`,
    change: { loss },
    everywhere: true,
  })),
  {
    name: "momentum with dropout",
    change: { rule: builtin.momentum, dropout: { keep: 0.5, seed: 9 } },
    everywhere: true,
  },
  { name: "adam under max-norm", change: { rule: builtin.adam, maxNorm: 1 }, everywhere: true },
];

/** A step size under which 51 steps change the weights and stay far from diverging. */
function hyperOf({ name, hyper, geometry }: Rule): Record<string, number> {
  const adaptive = ["adagrad", "rmsprop", "adam"].some((part) => name.includes(part));
  if (name === "path-sgd-p1" || name === "path-momentum-p1") return { ...hyper, lr: 0.1 };
  const lr = geometry ? (adaptive ? 1e-4 : 1e-3) : adaptive ? 1e-2 : 0.1;
  return { ...hyper, lr };
}

/** Trains for 17 epochs of 3 mini-batches, the last of each smaller. */
async function trained(engine: Engine, change: Partial<TrainerSetup>) {
  const trainer = await engine.trainer({ ...setup, ...change });
  await trainer.write(balanced(sizes, stream(1, "init")));
  const hyper = hyperOf(change.rule ?? setup.rule);
  let during = { loss: 0, error: 0 };
  for (let epoch = 0; epoch < 17; epoch++) {
    during = await trainer.epoch(permutation(130, stream(1, "order", epoch)), hyper);
  }
  const after = await trainer.evaluate("train");
  const [network, state] = [await trainer.read(), await trainer.readState()];
  trainer.close();
  return { during, after, network, state };
}

/** What float64 gives of each case, once. */
const references = new Map<string, ReturnType<typeof trained>>();

/** The same on a target and on the float64 engine. */
async function onBoth<T>(
  target: Target,
  change: Partial<TrainerSetup>,
  use: (trainer: Trainer) => Promise<T>,
): Promise<[found: T, expected: T]> {
  const results = [];
  for (const engine of [await target.open(), referenceEngine()]) {
    const trainer = await engine.trainer({ ...setup, ...change });
    results.push(await use(trainer));
    trainer.close();
  }
  return [results[0], results[1]];
}

/** A network of normal weights and thresholds that single precision holds. */
function random(sizes: readonly number[], source: Random, deviation: number): Network {
  const network = zeroNetwork(sizes);
  for (const { weights, thresholds } of network) {
    for (const part of [weights, thresholds]) {
      part.forEach((_, e) => part[e] = Math.fround(deviation * source.normal()));
    }
  }
  return network;
}

function numbersOf(network: Network): number[] {
  return network.flatMap(({ weights, thresholds }) => [...weights, ...thresholds]);
}

for (const { name, change, everywhere } of cases) {
  for (const target of targets) {
    if (!target.thorough && !everywhere) continue;
    target.test(`${target.name} follows float64 for 51 steps of ${name}`, async () => {
      const reference = references.get(name) ?? trained(referenceEngine(), change);
      references.set(name, reference);
      const expected = await reference;
      assert(relativeDistance(expected.network, balanced(sizes, stream(1, "init"))) > 1e-3);
      const found = await trained(await target.open(), change);
      const distance = relativeDistance(found.network, expected.network);
      assert(distance < 2e-5, `weights differ by ${distance}`);
      for (const [key, state] of Object.entries(expected.state)) {
        const distance = relativeDistance(found.state[key], state);
        assert(distance < 1e-4, `${key} differs by ${distance}`);
      }
      for (const when of ["during", "after"] as const) {
        const off = Math.abs(found[when].loss - expected[when].loss);
        assert(off < 1e-5, `the loss ${when} training differs by ${off}`);
        assert(Math.abs(found[when].error - expected[when].error) < 1e-12);
      }
    });
  }
}

for (const target of targets) {
  for (const loss of Object.keys(losses) as LossName[]) {
    target.test(`${target.name} finds the gradient of the ${loss} loss that float64 does`, async () => {
      const order = Uint32Array.from({ length: 37 }, (_, i) => 3 * i);
      const network = random(sizes, stream(2, "init"), 0.8); // takes scores past the truncation
      const [found, expected] = await onBoth(target, { loss }, async (trainer) => {
        await trainer.write(network);
        return await trainer.gradient(order);
      });
      const distance = relativeDistance(found, expected);
      assert(distance < 1e-5, `gradients differ by ${distance}`);
    });
  }

  target.test(`${target.name} sums gradients up as float64 does, and changes nothing`, async () => {
    const network = balanced(sizes, stream(1, "init"));
    const scale = random(sizes, stream(3, "scale"), 1);
    const order = permutation(130, stream(1, "order"));
    const [found, expected] = await onBoth(target, {}, async (trainer) => {
      await trainer.write(network);
      const before = await trainer.read();
      const norms = await trainer.gradientNorms(order, scale);
      assert.deepEqual(await trainer.read(), before);
      const { scaled } = await trainer.gradientNorms(order.subarray(0, 50));
      assert.equal(scaled, undefined);
      return norms;
    });
    assert.equal(found.batches, 3);
    for (const key of ["squares", "deviations", "scaled"] as const) {
      const off = Math.abs(found[key]! / expected[key]! - 1);
      assert(off < 1e-5, `${key} is off by ${off}`);
    }
    const distance = relativeDistance(found.mean, expected.mean);
    assert(distance < 1e-5, `the mean differs by ${distance}`);
  });

  target.test(`random formulas compiled for ${target.name} agree with float64`, async () => {
    const engines = [await target.open(), referenceEngine()];
    const small = [3, 5, 2];
    const start = random(small, stream(4, "w"), 1);
    const states = { s: random(small, stream(4, "s"), 1), r: random(small, stream(4, "r"), 1) };
    const set = examples({ count: 6, inputs: 3, classes: 2 });
    const step = async (engine: Engine, rule: Rule) => {
      const trainer = await engine.trainer({ ...setup, sizes: small, rule, sets: { train: set } });
      await trainer.write(start);
      await trainer.writeState(states, 4);
      await trainer.epoch(Uint32Array.from({ length: 6 }, (_, i) => i), { a: 0.7 });
      const after = { w: await trainer.read(), ...await trainer.readState() };
      trainer.close();
      return Object.values(after).flatMap(numbersOf);
    };
    await fc.assert(
      fc.asyncProperty(randomRule, async (rule) => {
        const [found, expected] = [await step(engines[0], rule), await step(engines[1], rule)];
        const size = 1 + Math.max(...expected.map(Math.abs));
        if (!Number.isFinite(size) || size > 1e12) return;
        expected.forEach((value, i) => {
          const off = Math.abs(found[i] - value);
          assert(off < 1e-4 * size, `number ${i} is off by ${off} of ${size}`);
        });
      }),
      { numRuns: target.thorough ? 60 : 6, seed: 1 },
    );
  });
}
