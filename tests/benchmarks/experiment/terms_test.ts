import assert from "node:assert/strict";
import { optimizerSpec } from "../../../benchmarks/experiment/optimizer_spec.ts";
import { startOf } from "../../../benchmarks/experiment/start.ts";
import { termsOf } from "../../../benchmarks/experiment/terms.ts";
import { train } from "../../../benchmarks/experiment/train.ts";
import { openEngine, type Trainer } from "../../../network/engines/mod.ts";
import type { Network } from "../../../network/network.ts";
import { permutation, stream } from "../../../network/random.ts";
import { adam, rmsprop, type Rule, sgd, switching } from "../../../optimizers/mod.ts";
import type { EpochRecord, RunSpec } from "../../../reports/results.ts";
import { sets, spec } from "./fixtures.ts";

const STEP = 0.02;

/** A run with terms: 20 examples in batches of 8, so that the last of three is smaller. */
function specOf(rule: Rule): RunSpec {
  const protocol = { hyper: { lr: STEP }, schedule: {}, epochs: 3, weightDecay: 0 };
  return { ...spec, optimizer: optimizerSpec(rule, protocol), terms: { curvatureEvery: 2 } };
}

/** A trainer of the run at its start. */
async function trainerOf({ sizes, loss, batchSize, optimizer }: RunSpec, rule: Rule) {
  const engine = await openEngine("reference");
  const trainer = await engine.trainer({ sizes, loss, batchSize, rule, sets });
  await trainer.write(startOf(spec));
  for (const epoch of [1, 2, 3]) {
    await trainer.epoch(permutation(20, stream(1, "order", epoch)), optimizer.hyper);
  }
  return trainer;
}

/** Σ f(g_e, s_e) over all edges. */
function sumOver(network: Network, s: Network, f: (g: number, s: number) => number): number {
  return network.flatMap((layer, l) =>
    (["weights", "thresholds"] as const).flatMap((part) =>
      Array.from(layer[part], (g, e) => f(g, s[l][part][e]))
    )
  ).reduce((sum, value) => sum + value, 0);
}

/** The gradients of the three mini-batches that the terms after an epoch are made of. */
async function gradientsOf(trainer: Trainer, epoch: number): Promise<Network[]> {
  const order = permutation(20, stream(1, "terms", epoch));
  const batches = [order.subarray(0, 8), order.subarray(8, 16), order.subarray(16)];
  return await Promise.all(batches.map((batch) => trainer.gradient(batch)));
}

function close(found: number, expected: number, tolerance = 1e-12): void {
  assert.ok(Math.abs(found / expected - 1) < tolerance, `${found} for ${expected}`);
}

Deno.test("termsOf() is η/(4m) times the squared gradients of m shuffled mini-batches", async () => {
  const trainer = await trainerOf(specOf(sgd), sgd);
  const network = await trainer.read();
  const terms = await termsOf(trainer, specOf(sgd), { epoch: 3, network });
  const gradients = await gradientsOf(trainer, 3);
  const squares = gradients.reduce((sum, g) => sum + sumOver(g, g, (g) => g * g), 0);
  assert.equal(terms.batches, 3);
  close(terms.sgd.term, STEP / (4 * 3) * squares);
  close(terms.sgd.fullBatch + terms.sgd.miniBatch, terms.sgd.term);
  assert.ok(terms.sgd.gap < 1e-14);
  assert.deepEqual(Object.keys(terms), ["batches", "sgd"]);
});

Deno.test("termsOf() multiplies RMSProp's gradients by its running average s", async () => {
  const trainer = await trainerOf(specOf(rmsprop), rmsprop);
  const network = await trainer.read();
  const terms = await termsOf(trainer, specOf(rmsprop), { epoch: 3, network });
  const { s } = await trainer.readState();
  const gradients = await gradientsOf(trainer, 3);
  const scaled = gradients.reduce((sum, g) => sum + sumOver(g, s, (g, s) => (s * g) ** 2), 0);
  close(terms.rmsprop!, STEP / (4 * 3) * scaled);
  assert.ok(terms.backwardError!.coefficient.least >= -9);
});

Deno.test("termsOf() estimates |λ₁| where the spec asks and puts the weights back", async () => {
  const trainer = await trainerOf(specOf(adam), adam);
  const network = await trainer.read();
  const at = (epoch: number) => termsOf(trainer, specOf(adam), { epoch, network });
  assert.equal((await at(3)).curvature, undefined);
  const { curvature } = await at(2);
  assert.ok(curvature! > 0);
  assert.deepEqual(await trainer.read(), network);
});

Deno.test("train() trains the same with terms and without", async () => {
  const engine = await openEngine("reference");
  const run = async (spec: RunSpec) => {
    const records: EpochRecord[] = [];
    const onEpoch = (record: EpochRecord) => records.push(record);
    return { ...await train(spec, { engine, sets, onEpoch }), records };
  };
  const { terms: _, ...without } = specOf(rmsprop);
  const [first, second] = [await run(specOf(rmsprop)), await run(without)];
  assert.equal(first.parameters, second.parameters);
  assert.deepEqual(
    first.records.map(({ terms }) => terms!.curvature !== undefined),
    [true, false, true, false],
  );
  assert.ok(second.records.every((record) => !Object.hasOwn(record, "terms")));
});

Deno.test("train() records terms through a switch of rules, each with its own state", async () => {
  const engine = await openEngine("reference");
  const protocol = { hyper: { lr: STEP }, schedule: {}, epochs: 4, weightDecay: 0 };
  const records: EpochRecord[] = [];
  await train({
    ...spec,
    optimizer: optimizerSpec(switching(sgd, rmsprop), protocol),
    epochs: 4,
    terms: { curvatureEvery: 10 },
  }, { engine, sets, onEpoch: (record) => records.push(record) });
  assert.deepEqual(
    records.map(({ terms }) => terms!.rmsprop !== undefined),
    [false, false, false, true, true],
  );
});
