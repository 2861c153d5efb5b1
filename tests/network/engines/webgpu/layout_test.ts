import assert from "node:assert/strict";
import type { TrainerSetup } from "../../../../network/engines/engine.ts";
import { checkFit, layOut } from "../../../../network/engines/webgpu/layout.ts";
import { pack, unpack } from "../../../../network/engines/webgpu/pack.ts";
import { zeroNetwork } from "../../../../network/network.ts";
import { builtin, rule, sgd } from "../../../../optimizers/mod.ts";

/** What WebGPU promises everywhere. */
const limits = {
  maxBufferSize: 2 ** 28,
  maxStorageBufferBindingSize: 2 ** 27,
  maxStorageBuffersPerShaderStage: 8,
  maxComputeWorkgroupStorageSize: 2 ** 14,
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupSizeY: 256,
};
/** Only its size counts here. */
const train = {
  count: 0,
  inputs: 3072,
  classes: 100,
  pixels: Uint8Array.of(),
  labels: Uint8Array.of(),
};
const setup: TrainerSetup = {
  sizes: [3072, 4000, 4000, 100],
  loss: "cross-entropy",
  rule: builtin.adam,
  batchSize: 100,
  sets: {
    train: {
      count: 0,
      inputs: 3072,
      classes: 100,
      pixels: Uint8Array.of(),
      labels: Uint8Array.of(),
    },
  },
};

Deno.test("the widest network of the papers and every built-in rule fit the least GPU", () => {
  for (const rule of Object.values(builtin)) checkFit({ ...setup, rule }, { replicas: 1, limits });
});

Deno.test("what is too large for the GPU is refused with what is needed and what there is", () => {
  assert.throws(
    () => checkFit({ ...setup, sizes: [784, 8000, 8000, 10] }, { replicas: 1, limits }),
    new RangeError(
      "Expected the weights of layer 2 to take at most 128.0 MiB, the GPU's limit, " +
        "but found that they take 244.2 MiB",
    ),
  );
  assert.throws(
    () => checkFit(setup, { replicas: 3, limits }),
    new RangeError(
      "Expected the weights of layer 1 of 3 networks to take at most 128.0 MiB, the GPU's limit, " +
        "but found that they take 140.7 MiB",
    ),
  );
  assert.throws(
    () =>
      checkFit({ ...setup, sizes: [7, 3], sets: { train: { ...train, count: 50_000 } } }, {
        replicas: 400,
        limits,
      }),
    new RangeError(
      "Expected the losses of a pass of 400 networks to take at most 128.0 MiB, the GPU's limit, " +
        "but found that they take 152.6 MiB",
    ),
  );
  assert.throws(
    () => checkFit({ ...setup, sizes: [784, 10], batchSize: 60_000 }, { replicas: 1, limits }),
    new RangeError(
      "Expected the activations of layer 1 to take at most 128.0 MiB, the GPU's limit, " +
        "but found that they take 180.4 MiB",
    ),
  );
});

Deno.test("a rule of more states than the GPU binds at once is refused", () => {
  const greedy = rule({
    name: "greedy",
    hyper: {},
    state: ["a", "b", "c"],
    update: "a = g\nb = a\nc = b\nw = w - c",
  });
  assert.throws(
    () => checkFit({ ...setup, rule: greedy }, { replicas: 1, limits }),
    new RangeError(
      "Expected a rule of at most 2 states, the GPU's limit, but found that greedy has 3",
    ),
  );
  checkFit({ ...setup, rule: sgd }, { replicas: 1, limits });
});

Deno.test("weights are packed in rows of whole vectors, thresholds below", () => {
  const [layer] = zeroNetwork([2, 5]);
  const [place] = layOut([2, 5]);
  layer.weights.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  layer.thresholds.set([11, 12, 13, 14, 15]);
  const packed = pack(layer, place);
  // deno-fmt-ignore
  assert.deepEqual([...packed], [
    1, 2, 3, 4, 5, 0, 0, 0,
    6, 7, 8, 9, 10, 0, 0, 0,
    11, 12, 13, 14, 15, 0, 0, 0,
  ]);
  assert.deepEqual(unpack(packed, place), layer);
});
