import assert from "node:assert/strict";
import { referenceEngine } from "../../../../network/engines/reference/reference.ts";
import { openDevice } from "../../../../network/engines/webgpu/device.ts";
import { networks } from "../../../../network/engines/webgpu/networks.ts";
import { chooseTile } from "../../../../network/engines/webgpu/tiles.ts";
import { balanced } from "../../../../network/initialization.ts";
import { permutation, stream } from "../../../../network/random.ts";
import { momentum } from "../../../../optimizers/mod.ts";
import { relativeDistance } from "../../compare.ts";
import { examples } from "../../examples.ts";
import { gpuTest } from "./adapter.ts";

/** Wide and deep enough that the sums of each kind of product are cut into slices. */
const setup = {
  sizes: [40, 260, 260, 10],
  loss: "truncated-cross-entropy",
  rule: momentum,
  batchSize: 300,
  sets: { train: examples({ count: 420, inputs: 40, classes: 10 }) },
} as const;
const hyper = { lr: 0.05, momentum: 0.9 };

gpuTest(
  "webgpu: two of three networks, with the tiles and slices of a GPU, follow float64",
  async () => {
    const shape = { batch: 300, m: 261, n: 260, k: 260 };
    for (const product of ["forward", "backward", "weights"] as const) {
      assert(chooseTile({ product, shape, replicas: 3, software: false }).slices > 1);
    }
    const device = await openDevice();
    const gpu = { ...device, adapter: { ...device.adapter, software: false } };
    const group = await networks(gpu, setup, 3);
    const runs = [2, 0].map((replica) => ({
      replica,
      start: balanced(setup.sizes, stream(replica, "init")),
      order: permutation(420, stream(replica, "order")),
    }));
    for (const { replica, start } of runs) group.write(replica, start);
    for (const made of [0, 2]) {
      await group.epoch(runs.map(({ replica, order }) => ({ replica, order, hyper, made })));
    }
    const found = await group.read([2, 0]);
    group.free();
    for (const [i, { start, order }] of runs.entries()) {
      const trainer = await referenceEngine().trainer(setup);
      await trainer.write(start);
      for (let epoch = 0; epoch < 2; epoch++) await trainer.epoch(order, hyper);
      const distance = relativeDistance(found[i], await trainer.read());
      assert(distance < 1e-6, `weights differ by ${distance}`);
    }
  },
);
