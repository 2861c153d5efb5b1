import assert from "node:assert/strict";
import {
  adagrad,
  adam,
  batchConjugateGradient,
  builtin,
  decayed,
  momentum,
  path,
  pathSgd,
  rule,
  sgd,
  switching,
} from "../../../optimizers/mod.ts";
import { optimizerSpec } from "../../../benchmarks/experiment/optimizer_spec.ts";
import type { Sets } from "../../../benchmarks/experiment/sets.ts";
import { startOf } from "../../../benchmarks/experiment/start.ts";
import { engineId, train } from "../../../benchmarks/experiment/train.ts";
import { openEngine } from "../../../network/engines/mod.ts";
import { permutation, stream } from "../../../network/random.ts";
import type { EpochRecord } from "../../../reports/results.ts";
import { fakeEngine, type Script, sets, spec } from "./fixtures.ts";

/** Trains as scripted; gives the outcome and the epochs that were recorded. */
async function trainAsScripted(
  script: Script,
  changes: Partial<typeof spec> = {},
  examples: Sets = sets,
) {
  const engine = fakeEngine(script);
  const records: EpochRecord[] = [];
  const outcome = await train({ ...spec, ...changes }, {
    engine,
    sets: examples,
    onEpoch: (record) => records.push(record),
  });
  const { kind, epoch, reason } = outcome;
  return { ending: { kind, epoch, reason }, outcome, records, calls: engine.calls };
}

Deno.test("train() goes on to the epoch limit", async () => {
  const { ending, records, calls } = await trainAsScripted({});
  assert.deepEqual(ending, {
    kind: "epoch limit",
    epoch: 3,
    reason: "The limit of 3 epochs came first.",
  });
  assert.deepEqual(records.map(({ epoch }) => epoch), [0, 1, 2, 3]);
  assert.equal(calls.closed, 1);
});

Deno.test("train() records what each set measures, the start included", async () => {
  const { records } = await trainAsScripted({
    evaluate: (epoch, set) => ({ loss: 10 * epoch + set.length, error: 0.5 }),
  });
  const losses = records.map(({ train, validation, test }) => [
    train.loss,
    validation?.loss,
    test.loss,
  ]);
  assert.deepEqual(losses, [[5, 10, 4], [15, 20, 14], [25, 30, 24], [35, 40, 34]]);
});

Deno.test("train() gives each epoch its own order, drawn from seed and epoch alone", async () => {
  const { calls } = await trainAsScripted({}, { seed: 9 });
  assert.deepEqual(
    calls.orders,
    [1, 2, 3].map((epoch) => permutation(20, stream(9, "order", epoch))),
  );
});

Deno.test("train() starts the schedule at epoch 0", async () => {
  const { calls } = await trainAsScripted({});
  assert.deepEqual(calls.hyper, [
    { lr: 0.1, momentum: 0.5 },
    { lr: 0.1 * 0.99, momentum: 0.5 },
    { lr: 0.1 * 0.99 ** 2, momentum: 0.5 },
  ]);
});

Deno.test("train() converges at zero loss", async () => {
  const { ending } = await trainAsScripted({
    evaluate: (epoch) => ({ loss: epoch < 2 ? 1 : 0, error: 0.5 }),
  });
  assert.deepEqual(ending, {
    kind: "converged",
    epoch: 2,
    reason: "Zero loss on the training set.",
  });
});

Deno.test("train() converges after zero training errors in a row, not in all", async () => {
  const errors = [0.5, 0, 0.5, 0, 0, 0.5];
  const { ending } = await trainAsScripted(
    { evaluate: (epoch, set) => ({ loss: 1, error: set === "train" ? errors[epoch] : 0 }) },
    { epochs: 5 },
  );
  assert.deepEqual(ending, {
    kind: "converged",
    epoch: 4,
    reason: "Zero training error in 2 epochs in a row.",
  });
});

Deno.test("train() does not converge on zero validation or test error", async () => {
  const { ending } = await trainAsScripted({
    evaluate: (_, set) => set === "train" ? { loss: 1, error: 0.5 } : { loss: 0, error: 0 },
  });
  assert.equal(ending.kind, "epoch limit");
});

const DIVERGENCES: { what: string; script: Script; epoch: number; reason: string }[] = [
  {
    what: "the loss during an epoch",
    script: { running: (epoch) => epoch === 2 ? NaN : 1 },
    epoch: 2,
    reason: "In epoch 2 the training loss became NaN.",
  },
  {
    what: "the loss after an epoch",
    script: {
      evaluate: (epoch, set) => ({
        loss: epoch === 2 && set === "validation" ? Infinity : 1,
        error: 1,
      }),
    },
    epoch: 2,
    reason: "In epoch 2 the validation loss became Infinity.",
  },
  {
    what: "a weight",
    script: { weight: (epoch) => epoch === 1 ? -Infinity : 1 },
    epoch: 1,
    reason: "In epoch 1 a weight became -Infinity.",
  },
  {
    what: "a threshold",
    script: { threshold: (epoch) => epoch === 3 ? NaN : 0 },
    epoch: 3,
    reason: "In epoch 3 a weight became NaN.",
  },
  {
    what: "the loss at the start",
    script: { evaluate: () => ({ loss: NaN, error: 1 }) },
    epoch: 0,
    reason: "In epoch 0 the training loss became NaN.",
  },
];

for (const { what, script, epoch, reason } of DIVERGENCES) {
  Deno.test(`train() says that a run diverged where ${what} is not finite`, async () => {
    const { ending, records, calls } = await trainAsScripted(script);
    assert.deepEqual(ending, { kind: "diverged", epoch, reason });
    assert.equal(records.length, epoch);
    assert.equal(calls.closed, 1);
  });
}

Deno.test("train() says that a run diverged where a norm of finite weights is not finite", async () => {
  const script = { weight: (epoch: number) => epoch === 2 ? 1e200 : 1 };
  const { ending, records } = await trainAsScripted(script, { norms: true });
  const reason = "In epoch 2 norms.gamma.1 became Infinity.";
  assert.deepEqual(ending, { kind: "diverged", epoch: 2, reason });
  assert.equal(records.length, 2);
});

Deno.test("train() measures no validation where nothing is held out", async () => {
  const { train, test } = sets;
  const evaluated = new Set<string>();
  const { records } = await trainAsScripted(
    {
      evaluate: (_, set) => {
        evaluated.add(set);
        return { loss: 1, error: 0.5 };
      },
    },
    {},
    { train, test },
  );
  assert.deepEqual(evaluated, new Set(["train", "test"]));
  assert.ok(records.every((record) => !Object.hasOwn(record, "validation")));
});

Deno.test("train() measures the examples before noise where there are some", async () => {
  const { train: clean } = sets;
  const script: Script = {
    evaluate: (epoch, set) => ({ loss: set === "clean" ? epoch : 9, error: 0.5 }),
  };
  const { records } = await trainAsScripted(script, {}, { ...sets, clean });
  assert.deepEqual(records.map((record) => record.clean?.loss), [0, 1, 2, 3]);
  const without = await trainAsScripted(script);
  assert.ok(without.records.every((record) => !Object.hasOwn(record, "clean")));
});

Deno.test("train() starts from the start that the spec names", async () => {
  for (const initialization of ["balanced", "unbalanced"] as const) {
    const { calls } = await trainAsScripted({}, { initialization });
    assert.deepEqual(calls.written, [startOf({ ...spec, initialization })]);
  }
});

Deno.test("train() asks the engine for dropout where the spec keeps units by chance", async () => {
  const dropout = async (changes: Partial<typeof spec>) =>
    (await trainAsScripted({}, changes)).calls.setups.map((setup) => setup.dropout);
  assert.deepEqual(await dropout({ keep: 0.5, seed: 7 }), [{ keep: 0.5, seed: 7 }]);
  assert.deepEqual(await dropout({}), [undefined]);
});

Deno.test("train() asks the engine for the max-norm of the spec", async () => {
  const maxNorm = async (changes: Partial<typeof spec>) =>
    (await trainAsScripted({}, changes)).calls.setups.map((setup) => setup.maxNorm);
  assert.deepEqual(await maxNorm({ maxNorm: 3 }), [3]);
  assert.deepEqual(await maxNorm({}), [undefined]);
});

Deno.test("train() records norms where the spec asks for them", async () => {
  // The scripted network has one weight of 3 into a hidden unit and else zeros: no path.
  const script = { weight: () => 3 };
  const { records } = await trainAsScripted(script, { norms: true, epochs: 1 });
  const norms = { l2: 3, path: 0, gamma: [1, 9] };
  assert.deepEqual(records.map((record) => record.norms), [norms, norms]);
  const without = await trainAsScripted(script);
  assert.ok(without.records.every((record) => !Object.hasOwn(record, "norms")));
});

Deno.test("train() trains with a rule that only the spec knows, path geometry included", async () => {
  const own = path(
    rule({
      name: "own",
      hyper: { lr: 0.1, decay: 0.9 },
      state: ["s"],
      update: `s = decay * s + g
        w = w - lr * s`,
    }),
    { p: 1 },
  );
  const optimizer = optimizerSpec(own, {
    hyper: { lr: 0.01 },
    schedule: {},
    epochs: 3,
    weightDecay: 0,
  });
  assert.deepEqual(optimizer.state, ["s"]);
  const { calls } = await trainAsScripted({}, { optimizer });
  const [{ rule: made }] = calls.setups;
  assert.deepEqual(made, { ...own, hyper: { lr: 0.01, decay: 0.9 } });
  assert.deepEqual(calls.hyper[0], { lr: 0.01, decay: 0.9 });
});

Deno.test("train() takes built-in rules as they are", async () => {
  for (const known of [adagrad, pathSgd]) {
    const optimizer = optimizerSpec(known, { hyper: {}, schedule: {}, epochs: 3, weightDecay: 0 });
    assert.ok(!Object.hasOwn(optimizer, "state"));
    const { calls } = await trainAsScripted({}, { optimizer });
    assert.equal(calls.setups[0].rule, known);
  }
});

const SWITCH = switching(path(adam, { p: 1 }), momentum);
const HALVES = {
  hyper: { lr: 0.01 },
  schedule: { lr: "lr / (1 + epoch)" },
  epochs: 3,
  weightDecay: 0,
};

Deno.test("train() switches rules after half of the epochs and goes on from the same weights", async () => {
  const { calls, records } = await trainAsScripted(
    { weight: (epoch) => 10 + epoch },
    { optimizer: optimizerSpec(SWITCH, HALVES), epochs: 3 },
  );
  assert.deepEqual(calls.setups.map((setup) => setup.rule.assignments), [
    adam.assignments,
    momentum.assignments,
  ]);
  assert.deepEqual(calls.setups.map((setup) => setup.rule.geometry), [{ p: 1 }, undefined]);
  const [, taken] = calls.written;
  assert.deepEqual([calls.written.length, taken[0].weights[0]], [2, 12]);
  const { beta1, beta2, eps } = adam.hyper;
  assert.deepEqual(calls.hyper, [
    { lr: 0.01, beta1, beta2, eps },
    { lr: 0.01 / 2, beta1, beta2, eps },
    { lr: 0.01 / 3, momentum: 0.5 },
  ]);
  assert.equal(calls.closed, 2);
  assert.deepEqual(records.map(({ epoch }) => epoch), [0, 1, 2, 3]);
});

Deno.test("train() switches to what the second rule alone would do from there", async () => {
  const engine = await openEngine("reference");
  const optimizer = optimizerSpec(SWITCH, HALVES);
  const records: EpochRecord[] = [];
  const onEpoch = (record: EpochRecord) => void records.push(record);
  await train({ ...spec, optimizer }, { engine, sets, onEpoch });

  const { sizes, loss, batchSize } = spec;
  const setup = { sizes, loss, batchSize, sets };
  const first = await engine.trainer({ ...setup, rule: SWITCH.first });
  const second = await engine.trainer({ ...setup, rule: SWITCH.second });
  const order = (epoch: number) => permutation(20, stream(spec.seed, "order", epoch));
  await first.write(startOf(spec));
  await first.epoch(order(1), { ...adam.hyper, lr: 0.01 });
  await first.epoch(order(2), { ...adam.hyper, lr: 0.01 / 2 });
  await second.write(await first.read());
  await second.epoch(order(3), { momentum: 0.5, lr: 0.01 / 3 });
  assert.deepEqual(records[3].train, await second.evaluate("train"));
});

Deno.test("train() draws other dropout masks after a switch of rules", async () => {
  const optimizer = optimizerSpec(SWITCH, HALVES);
  const { calls } = await trainAsScripted({}, { optimizer, keep: 0.5 });
  const [first, second] = calls.setups.map((setup) => setup.dropout);
  assert.deepEqual(first, { keep: 0.5, seed: spec.seed });
  assert.equal(second?.keep, 0.5);
  assert.notEqual(second?.seed, spec.seed);
});

Deno.test("train() lets weights decay under each rule of a switch", async () => {
  const optimizer = optimizerSpec(SWITCH, { ...HALVES, weightDecay: 0.1 });
  const { calls } = await trainAsScripted({}, { optimizer });
  const expected = [adam, momentum].map((rule) => decayed(rule, { weightDecay: 0.1 }).update);
  assert.deepEqual(calls.setups.map((setup) => setup.rule.update), expected);
  assert.deepEqual(calls.hyper.map((hyper) => hyper.weight_decay), [0.1, 0.1, 0.1]);
});

const BATCH = optimizerSpec(batchConjugateGradient, { ...HALVES, schedule: {} });

Deno.test("train() goes one iteration of conjugate gradient an epoch, downhill to zero loss", async () => {
  const engine = await openEngine("reference");
  const records: EpochRecord[] = [];
  const { kind, epoch, reason } = await train({ ...spec, optimizer: BATCH, epochs: 100 }, {
    engine,
    sets,
    onEpoch: (record) => records.push(record),
  });
  const losses = records.map(({ train }) => train.loss);
  losses.slice(1).forEach((loss, i) => assert(loss < losses[i], `epoch ${i + 1}: ${losses}`));
  assert.deepEqual([kind, epoch], ["converged", records.length - 1], reason);
});

Deno.test("train() ends conjugate gradient where the gradient is zero", async () => {
  const { ending, records, calls } = await trainAsScripted({}, { optimizer: BATCH }); // gradient 0
  assert.deepEqual(ending, { kind: "converged", epoch: 0, reason: "The gradient is zero." });
  assert.deepEqual(records.map(({ epoch }) => epoch), [0]);
  assert.deepEqual(calls.orders, []);
});

Deno.test("train() ends conjugate gradient where single precision hides every lower loss", async () => {
  const engine = await openEngine("wasm");
  const { kind, reason } = await train(
    { ...spec, loss: "cross-entropy", optimizer: BATCH, epochs: 1000, engine: engineId(engine) },
    { engine, sets, onEpoch: () => {} },
  );
  const end = "No step along the gradient lowers the loss any more.";
  assert.deepEqual([kind, reason], ["converged", end]);
});

Deno.test("optimizerSpec() refuses weight decay of conjugate gradient", () => {
  assert.throws(() => optimizerSpec(batchConjugateGradient, { ...HALVES, weightDecay: 0.1 }), {
    name: "UsageError",
    message: "Expected conjugate-gradient without weight decay but found 0.1",
  });
});

Deno.test("optimizerSpec() refuses weight decay of a rule without a step size", () => {
  const still = rule({ name: "still", hyper: { rate: 1 }, update: "w = w - rate * g" });
  assert.throws(() => optimizerSpec(switching(sgd, still), { ...HALVES, weightDecay: 0.1 }), {
    name: "UsageError",
    message: "Expected rule still to have the hyper-parameter lr, for weight decay, but found rate",
  });
});

Deno.test("train() refuses another geometry than the rule's", async () => {
  const optimizer = optimizerSpec(pathSgd, { hyper: {}, schedule: {}, epochs: 3, weightDecay: 0 });
  await assert.rejects(
    () => trainAsScripted({}, { optimizer: { ...optimizer, geometry: { p: 1 } } }),
    {
      name: "RangeError",
      message:
        "Expected the path geometry with p = 2 of path-sgd but found the path geometry with p = 1",
    },
  );
});

Deno.test("train() gives the same bits for the same seed, others for another", async () => {
  const engine = await openEngine("reference");
  const run = async (seed: number) => {
    const records: Omit<EpochRecord, "seconds">[] = [];
    const { parameters } = await train({ ...spec, seed }, {
      engine,
      sets,
      onEpoch: ({ seconds: _, ...record }) => records.push(record),
    });
    return { records, parameters };
  };
  const first = await run(1);
  assert.match(first.parameters, /^[0-9a-f]{64}$/);
  assert.deepEqual(await run(1), first);
  const other = await run(2);
  assert.notEqual(other.parameters, first.parameters);
  assert.notDeepEqual(other.records, first.records);
});

Deno.test("train() hashes the final weights and thresholds as little-endian float64", async () => {
  const { outcome } = await trainAsScripted({}); // the first of 14 parameters is 1, the others are 0
  assert.equal(
    outcome.parameters,
    "ac4a864f63434603688949c3445786cacf6b07b402f9f89679fa7dd4c1aa118a",
  );
});

Deno.test("train() refuses another engine than the spec's", async () => {
  await assert.rejects(() => trainAsScripted({}, { engine: "wasm/simd" }), {
    name: "RangeError",
    message: "Expected engine wasm/simd but found reference/float64",
  });
});

Deno.test("train() refuses an optimizer that isn't built in", async () => {
  const optimizer = { ...spec.optimizer, name: "sgdd" };
  await assert.rejects(() => trainAsScripted({}, { optimizer }), {
    name: "RangeError",
    message: `Expected an optimizer of ${Object.keys(builtin).join(", ")} but found sgdd`,
  });
});

Deno.test("train() refuses another formula than the rule's", async () => {
  const optimizer = { ...spec.optimizer, update: "w = w - lr * g" };
  await assert.rejects(() => trainAsScripted({}, { optimizer }), {
    name: "RangeError",
    message: "Expected the formula of momentum but found w = w - lr * g",
  });
});

Deno.test("train() closes the trainer when an error stops the run", async () => {
  const engine = fakeEngine({
    evaluate: () => {
      throw new Error("lost the device");
    },
  });
  await assert.rejects(() => train(spec, { engine, sets, onEpoch: () => {} }), {
    message: "lost the device",
  });
  assert.equal(engine.calls.closed, 1);
});
