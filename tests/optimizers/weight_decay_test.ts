import assert from "node:assert/strict";
import { lossAndGradient } from "../../network/backpropagation.ts";
import { referenceEngine } from "../../network/engines/reference/reference.ts";
import { balanced } from "../../network/initialization.ts";
import { losses } from "../../network/loss.ts";
import type { Network } from "../../network/network.ts";
import { permutation, stream } from "../../network/random.ts";
import { builtin, decayed, path, type Rule, rule, sgd } from "../../optimizers/mod.ts";
import { examples } from "../network/examples.ts";

const sizes = [7, 6, 5, 3];
const train = examples({ count: 30, inputs: 7, classes: 3 });

/** Ten epochs of three steps each on the reference engine. */
async function trained(rule: Rule, lr: number): Promise<Network> {
  const trainer = await referenceEngine().trainer({
    sizes,
    loss: "squared",
    rule,
    batchSize: 10,
    sets: { train },
  });
  await trainer.write(balanced(sizes, stream(1, "init")));
  for (let epoch = 0; epoch < 10; epoch++) {
    await trainer.epoch(permutation(30, stream(1, "order", epoch)), { ...rule.hyper, lr });
  }
  return await trainer.read();
}

Deno.test("decayed() takes η λ w off every weight and keeps name, state and geometry", () => {
  const found = decayed(path(builtin.momentum, { p: 1 }), { weightDecay: 0.01 });
  assert.equal(found.update, `w = w - lr * weight_decay * w\n${builtin.momentum.update}`);
  const { name, state, geometry, hyper } = found;
  assert.deepEqual({ name, state, geometry, hyper }, {
    name: "path-momentum-p1",
    state: ["v"],
    geometry: { p: 1 },
    hyper: { lr: 0.1, momentum: 0.5, weight_decay: 0.01 },
  });
});

for (const rule of Object.values(builtin)) {
  Deno.test(`${rule.name} with weight decay 0 is the plain rule, bit for bit`, async () => {
    const [plain, with0, with1] = [
      rule,
      decayed(rule, { weightDecay: 0 }),
      decayed(rule, { weightDecay: 0.1 }),
    ];
    const expected = await trained(plain, 0.01);
    assert.deepEqual(await trained(with0, 0.01), expected);
    assert.notDeepEqual(await trained(with1, 0.01), expected);
  });
}

Deno.test("weight decay of sgd is the L2 term λ/2 ‖w‖² in the loss, thresholds included", async () => {
  const [lr, lambda] = [0.05, 0.2];
  const network = balanced(sizes, stream(1, "init"));
  for (let epoch = 0; epoch < 10; epoch++) {
    const order = permutation(30, stream(1, "order", epoch));
    for (let start = 0; start < 30; start += 10) {
      const indices = order.subarray(start, start + 10);
      const { gradient } = lossAndGradient(network, train, { indices, loss: losses.squared });
      for (const [l, layer] of network.entries()) {
        for (const part of ["weights", "thresholds"] as const) {
          layer[part].forEach((w, e) => layer[part][e] -= lr * (gradient[l][part][e] + lambda * w));
        }
      }
    }
  }
  const found = await trained(decayed(sgd, { weightDecay: lambda }), lr);
  for (const [l, layer] of network.entries()) {
    for (const part of ["weights", "thresholds"] as const) {
      layer[part].forEach((w, e) => assert(Math.abs(found[l][part][e] - w) < 1e-14));
    }
  }
});

Deno.test("decayed() refuses what can't decay", () => {
  for (const weightDecay of [-1, NaN, Infinity]) {
    assert.throws(
      () => decayed(sgd, { weightDecay }),
      new RangeError(
        `Expected the weight decay to be finite and at least 0 but found ${weightDecay}`,
      ),
    );
  }
  const still = rule({ name: "still", hyper: { rate: 1 }, update: "w = w - rate * g" });
  assert.throws(
    () => decayed(still, { weightDecay: 0.1 }),
    new RangeError(
      "Expected rule still to have the hyper-parameter lr, for weight decay, but found rate",
    ),
  );
  assert.throws(
    () => decayed(decayed(sgd, { weightDecay: 0.1 }), { weightDecay: 0.1 }),
    new RangeError(
      "Expected rule sgd to have no weight decay but found the hyper-parameter weight_decay",
    ),
  );
});
