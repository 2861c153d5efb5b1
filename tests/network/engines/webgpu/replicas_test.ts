import assert from "node:assert/strict";
import type { Trainer, TrainerSetup } from "../../../../network/engines/engine.ts";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { networks } from "../../../../network/engines/webgpu/networks.ts";
import { meeting } from "../../../../network/engines/webgpu/replicas.ts";
import { balanced } from "../../../../network/initialization.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { builtin, path } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";
import { gpuTest, webgpu } from "./adapter.ts";

const sizes = [25, 33, 14, 10];
const setup: TrainerSetup = {
  sizes,
  loss: "truncated-cross-entropy",
  rule: path(builtin.adam, { p: 2 }),
  batchSize: 64,
  dropout: { keep: 0.8, seed: 5 },
  maxNorm: 1.2,
  sets: {
    train: examples({ count: 200, inputs: 25, classes: 10 }),
    test: examples({ count: 90, inputs: 25, classes: 10 }, 2),
  },
};

/** All that network number `seed` goes through; what differs between networks depends on the seed. */
async function life(trainer: Trainer, seed: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  await trainer.write(balanced(sizes, stream(seed, "init")));
  const hyper = { ...setup.rule.hyper, lr: 1e-4 * seed };
  for (let epoch = 0; epoch <= seed; epoch++) {
    const order = permutation(200, stream(seed, "order", epoch));
    const length = epoch === 0 ? 200 - 20 * seed : 200; // first lengths differ
    seen.push(await trainer.epoch(order.slice(0, length), hyper));
    // network 2 does something else than the others here
    seen.push(await (seed === 2 ? trainer.readState() : trainer.evaluate("test")));
  }
  seen.push(await trainer.gradientNorms(permutation(200, stream(seed, "order"))));
  seen.push(await trainer.read(), await trainer.readState());
  trainer.close();
  return seen;
}

gpuTest("webgpu networks trained together have the bits that each has alone", async () => {
  const engine = await webgpu();
  const trainers = await engine.trainers!(setup, 3);
  const together = await Promise.all(trainers.map((trainer, i) => life(trainer, i + 1)));
  for (const [i, seen] of together.entries()) {
    assert.deepEqual(seen, await life(await engine.trainer(setup), i + 1), `network ${i + 1}`);
  }
});

gpuTest(
  "webgpu networks on a card's tiles, whose sums are cut into slices, follow float64",
  async () => {
    const device = await openDevice();
    const adapter = { ...device.adapter, software: false };
    const wide: TrainerSetup = {
      ...setup,
      sizes: [260, 20, 10],
      batchSize: 256,
      sets: { train: examples({ count: 300, inputs: 260, classes: 10 }) },
    };
    const order = permutation(300, stream(1, "order"));
    const hyper = { ...wide.rule.hyper, lr: 1e-4 };
    const group = await networks({ ...device, adapter }, wide, 2);
    const reference = await referenceEngine().trainer(wide);
    const start = balanced(wide.sizes, stream(1, "init"));
    await reference.write(start);
    for (const replica of [0, 1]) group.write(replica, start);
    for (let epoch = 0; epoch < 2; epoch++) {
      await reference.epoch(order, hyper);
      await group.epoch([1, 0].map((replica) => ({ replica, order, hyper, made: 2 * epoch })));
    }
    const expected = await reference.read();
    const [first, second] = await group.read([0, 1]);
    assert(relativeDistance(expected, start) > 1e-4, "training moves the weights");
    assert(relativeDistance(first, expected) < 1e-5);
    assert.deepEqual(second, first);
    group.free();
  },
);

gpuTest("webgpu networks go on when another is refused something, or is gone", async () => {
  const [first, second, third] = await (await webgpu()).trainers!(setup, 3);
  const order = permutation(200, stream(1, "order"));
  third.close();
  third.close(); // twice is as good as once
  const [epoch, refused] = await Promise.allSettled([
    first.epoch(order, setup.rule.hyper),
    second.epoch(Uint32Array.of(200), setup.rule.hyper).finally(() => second.close()),
  ]);
  assert.equal(epoch.status, "fulfilled");
  assert.equal(refused.status, "rejected");
  first.close();
});

Deno.test("a meeting carries like operations out together, once all have one", async () => {
  const done: number[][] = [];
  const all = meeting(3);
  const join = (member: number, key: string) =>
    all.join(member, {
      key,
      job: member,
      together: (jobs: number[]) => {
        done.push(jobs);
        return Promise.resolve(jobs.map((job) => 10 * job));
      },
    });
  const first = [join(2, "a"), join(0, "b")];
  await Promise.resolve();
  assert.deepEqual(done, []);
  assert.deepEqual(await Promise.all([...first, join(1, "a")]), [20, 0, 10]);
  assert.deepEqual(done, [[2, 1], [0]]);
  const second = [join(0, "c"), join(2, "c")];
  assert.equal(all.leave(1), false);
  assert.deepEqual(await Promise.all(second), [0, 20]);
  assert.equal(all.leave(0), false);
  assert.equal(all.leave(2), true);
  assert.equal(all.leave(2), false, "gone already");
});

Deno.test("a meeting tells those of a failed operation, and carries the others out", async () => {
  const all = meeting(3);
  const join = (member: number, key: string) =>
    all.join(member, {
      key,
      job: member,
      together: (jobs: number[]) =>
        key === "bad" ? Promise.reject(new Error("failed")) : Promise.resolve(jobs),
    });
  const results = await Promise.allSettled([join(0, "bad"), join(1, "good"), join(2, "bad")]);
  assert.deepEqual(results.map(({ status }) => status), ["rejected", "fulfilled", "rejected"]);
});
