/** A run that goes on from a checkpoint ends as one that nothing interrupted. */

import assert from "node:assert/strict";
import {
  type Checkpoint,
  decodeCheckpoint,
  encodeCheckpoint,
} from "../../../benchmarks/experiment/checkpoint.ts";
import { optimizerSpec } from "../../../benchmarks/experiment/optimizer_spec.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { engineId, train } from "../../../benchmarks/experiment/train.ts";
import { type Engine, openEngine } from "../../../network/engines/mod.ts";
import {
  adagrad,
  adam,
  batchConjugateGradient,
  momentum,
  type Optimizer,
  path,
  pathSgd,
  rmsprop,
  rule,
  sgd,
  switching,
} from "../../../optimizers/mod.ts";
import type { EpochRecord, RunSpec } from "../../../reports/results.ts";
import { targets } from "../../network/engines/targets.ts";
import { fakeEngine, sets, spec } from "./fixtures.ts";

const EPOCHS = 4;

/** A run of five units and a last mini-batch that is not full; the schedule goes on with the epochs. */
function runOf(optimizer: Optimizer, changes: Partial<RunSpec> = {}): RunSpec {
  const protocol = {
    hyper: { lr: 0.05 },
    schedule: { lr: "lr * 0.9 ** epoch" },
    epochs: EPOCHS,
    weightDecay: 0,
  };
  return {
    ...spec,
    sizes: [3, 5, 2],
    optimizer: optimizerSpec(optimizer, protocol),
    epochs: EPOCHS,
    zeroErrorEpochs: 9,
    ...changes,
  };
}

const drifting = rule({
  name: "drifting",
  hyper: { lr: 0.1, rate: 0.5 },
  state: ["m", "s"],
  update: `m = rate * m + g
    s = s + abs(g)
    w = w - lr / t * m / (1 + s)`,
});

const RUNS: { what: string; spec: RunSpec; thorough?: true }[] = [
  { what: "sgd", spec: runOf(sgd) },
  { what: "momentum", spec: runOf(momentum, { norms: true }) },
  { what: "adagrad", spec: runOf(adagrad), thorough: true },
  { what: "rmsprop with terms", spec: runOf(rmsprop, { terms: { curvatureEvery: 2 } }) },
  { what: "adam", spec: runOf(adam), thorough: true },
  { what: "path-sgd", spec: runOf(pathSgd, { initialization: "unbalanced" }), thorough: true },
  { what: "a rule of one's own", spec: runOf(drifting) },
  { what: "dropout", spec: runOf(adam, { keep: 0.5 }) },
  { what: "max-norm", spec: runOf(momentum, { maxNorm: 0.3 }) },
  {
    what: "a switch of rules, with dropout and max-norm",
    spec: runOf(switching(path(adam, { p: 1 }), momentum), { keep: 0.5, maxNorm: 0.5 }),
    thorough: true,
  },
];

/** Trains from a checkpoint, or from the beginning; gives all that the spec determines. */
async function trained(spec: RunSpec, engine: Engine, from?: Checkpoint) {
  const records: Omit<EpochRecord, "seconds">[] = [];
  const checkpoints: Checkpoint[] = [];
  const { kind, epoch, reason, parameters } = await train(spec, {
    engine,
    sets,
    ...(from && { from }),
    onEpoch: ({ seconds: _, ...record }) => records.push(record),
    checkpoints: { decide: () => "checkpoint", onCheckpoint: (found) => checkpoints.push(found) },
  });
  return { records, checkpoints, outcome: { kind, epoch, reason, parameters } };
}

/** Interrupts a run after each of its epochs in turn and holds what follows to the whole run. */
async function holdsExactly(spec: RunSpec, engine: Engine): Promise<void> {
  const [run] = planOf([{ ...spec, engine: engineId(engine) }]);
  const whole = await trained(run.spec, engine);
  assert.equal(whole.outcome.kind, "epoch limit", whole.outcome.reason);
  assert.deepEqual(whole.checkpoints.map(({ epoch }) => epoch), [0, 1, 2, 3]);
  for (const checkpoint of whole.checkpoints) {
    const from = decodeCheckpoint(run, encodeCheckpoint(run.id, checkpoint));
    const rest = await trained(run.spec, engine, from);
    const after = `after epoch ${from.epoch}`;
    assert.deepEqual(rest.records, whole.records.slice(from.epoch + 1), after);
    assert.deepEqual(rest.outcome, whole.outcome, after);
  }
}

for (const { what, spec } of RUNS) {
  Deno.test(`a run with ${what} goes on with the same bits on reference`, async () => {
    await holdsExactly(spec, await openEngine("reference"));
  });
}

for (const { name, thorough, open, test } of targets) {
  test(`runs go on with the same bits on ${name}`, async () => {
    const engine = await open();
    for (const run of RUNS) {
      if (thorough || run.thorough) await holdsExactly(run.spec, engine);
    }
  });
}

Deno.test("train() counts zero errors in a row on from a checkpoint", async () => {
  const good = { loss: 1, error: 0 };
  const script = { evaluate: () => good };
  const whole = await trained({ ...spec, zeroErrorEpochs: 3 }, fakeEngine(script));
  assert.deepEqual(whole.checkpoints.map(({ zeroErrors }) => zeroErrors), [1, 2]);
  const from = whole.checkpoints[1];
  const rest = await trained({ ...spec, zeroErrorEpochs: 3 }, fakeEngine(script), from);
  assert.deepEqual(rest.outcome, whole.outcome);
  assert.deepEqual([rest.outcome.kind, rest.records.length], ["converged", 1]);
});

Deno.test("train() counts seconds on from a checkpoint", async () => {
  const seconds: number[] = [];
  const { checkpoints: [start] } = await trained(spec, fakeEngine({}));
  const outcome = await train(spec, {
    engine: fakeEngine({}),
    sets,
    from: { ...start, seconds: 1000 },
    onEpoch: (record) => seconds.push(record.seconds),
  });
  assert.ok([...seconds, outcome.seconds].every((s) => s >= 1000 && s < 2000), `${seconds}`);
});

Deno.test("train() gives no checkpoint of the last epoch, and none that isn't due", async () => {
  const asked: number[] = [];
  const found: number[] = [];
  await train(spec, {
    engine: fakeEngine({}),
    sets,
    onEpoch: () => {},
    checkpoints: {
      decide: (epochs) => asked.push(epochs) === 2 ? "checkpoint" : "go on",
      onCheckpoint: ({ epoch }) => found.push(epoch),
    },
  });
  assert.deepEqual([asked, found], [[0, 1, 2], [1]]);
});

Deno.test("train() gives no checkpoint of conjugate gradient, whose directions are not kept", async () => {
  const engine = await openEngine("reference");
  const optimizer = runOf(batchConjugateGradient).optimizer;
  const { records, checkpoints } = await trained({ ...spec, optimizer }, engine);
  assert.equal(records.length, 4);
  assert.deepEqual(checkpoints, []);
});

Deno.test("train() stops with a checkpoint where it is told to", async () => {
  const records: number[] = [];
  const found: number[] = [];
  const training = train(spec, {
    engine: fakeEngine({}),
    sets,
    onEpoch: ({ epoch }) => records.push(epoch),
    checkpoints: {
      decide: (epochs) => epochs === 1 ? "stop" : "go on",
      onCheckpoint: ({ epoch }) => found.push(epoch),
    },
  });
  await assert.rejects(training, {
    name: "StoppedError",
    message: "The run was stopped after epoch 1.",
  });
  assert.deepEqual([records, found], [[0, 1], [1]]);
});

Deno.test("train() stops conjugate gradient without a checkpoint", async () => {
  const engine = await openEngine("reference");
  const { optimizer } = runOf(batchConjugateGradient);
  const training = train({ ...spec, optimizer }, {
    engine,
    sets,
    onEpoch: () => {},
    checkpoints: { decide: () => "stop", onCheckpoint: () => assert.fail("it has none") },
  });
  await assert.rejects(training, { name: "StoppedError" });
});
