import assert from "node:assert/strict";
import { lossAndGradient } from "../../network/backpropagation.ts";
import type { TrainerSetup } from "../../network/engines/engine.ts";
import { referenceEngine } from "../../network/engines/reference/reference.ts";
import { balanced } from "../../network/initialization.ts";
import { losses } from "../../network/loss.ts";
import { layerSizes, type Network } from "../../network/network.ts";
import { edgeScales, pathGradient, reciprocalScales } from "../../network/path_geometry.ts";
import { permutation, stream } from "../../network/random.ts";
import { rescale, toPowersOfTwo, unbalanced, unbalancing } from "../../network/rescaling.ts";
import {
  adagrad,
  adam,
  decayed,
  momentum,
  path,
  pathSgd,
  type Rule,
  sgd,
} from "../../optimizers/mod.ts";
import { relativeDistance } from "./compare.ts";
import { examples } from "./examples.ts";
import { edgeScalesByPaths, smallNetwork } from "./paths.ts";

/** Calls `visit` for every weight and threshold. */
function eachEdge(
  network: Network,
  visit: (l: number, part: "weights" | "thresholds", e: number) => void,
): void {
  for (const [l, layer] of network.entries()) {
    for (const part of ["weights", "thresholds"] as const) {
      layer[part].forEach((_, e) => visit(l, part, e));
    }
  }
}

Deno.test("edgeScales() is equation 9 over all paths, on 100 small networks", () => {
  for (let index = 0; index < 100; index++) {
    const network = smallNetwork(stream(index, "network"));
    for (const p of [1, 1.5, 2, 3]) {
      const expected = edgeScalesByPaths(network, p);
      const found = edgeScales(network, { p });
      eachEdge(expected, (l, part, e) => {
        const distance = Math.abs(found[l][part][e] / expected[l][part][e] - 1);
        assert(distance < 1e-12, `network ${index}, p ${p}, layer ${l}, ${part} ${e}: ${distance}`);
      });
    }
  }
});

Deno.test("reciprocalScales() multiply to 1 / γ, thresholds last", () => {
  const network = smallNetwork(stream(1, "network"));
  const scales = edgeScales(network, { p: 1.5 });
  const reciprocal = reciprocalScales(network, { p: 1.5 });
  for (const [l, { fanIn, fanOut }] of network.entries()) {
    const { from, into } = reciprocal[l];
    assert.deepEqual([from.length, into.length], [fanIn + 1, fanOut]);
    for (let v = 0; v < fanOut; v++) {
      const near = (u: number, scale: number) =>
        assert(Math.abs(from[u] * into[v] * scale - 1) < 1e-14);
      for (let u = 0; u < fanIn; u++) near(u, scales[l].weights[u * fanOut + v]);
      near(fanIn, scales[l].thresholds[v]);
    }
  }
});

Deno.test("a Path-SGD step of the reference engine is equation 8 over all paths", async () => {
  const setup = { loss: "cross-entropy", batchSize: 8 } as const;
  const indices = Uint32Array.from({ length: 8 }, (_, i) => i);
  for (let index = 0; index < 20; index++) {
    const network = smallNetwork(stream(index, "step"));
    const sizes = layerSizes(network);
    const train = examples({ count: 8, inputs: sizes[0], classes: sizes[sizes.length - 1] });
    const { gradient } = lossAndGradient(network, train, { indices, loss: losses[setup.loss] });
    for (const p of [1, 1.5, 2, 3]) {
      const rule = path(sgd, { p });
      const trainer = await referenceEngine().trainer({ ...setup, sizes, rule, sets: { train } });
      await trainer.write(network);
      await trainer.epoch(indices, { lr: 0.1 });
      const scales = edgeScalesByPaths(network, p);
      const expected = structuredClone(network);
      eachEdge(network, (l, part, e) => {
        expected[l][part][e] -= 0.1 / scales[l][part][e] * gradient[l][part][e];
      });
      assert(relativeDistance(await trainer.read(), expected) < 1e-14);
    }
  }
});

Deno.test("a unit on no path gets no update, and divides nothing by zero", () => {
  const network = balanced([3, 4, 2], stream(1, "init"));
  const [hidden, output] = network;
  for (let e = 1; e < hidden.weights.length; e += 4) hidden.weights[e] = 0; // into unit 1
  output.weights.fill(0, 2 * 2, 3 * 2); // out of unit 2
  const ones = structuredClone(network);
  eachEdge(ones, (l, part, e) => ones[l][part][e] = 1);
  const direction = pathGradient(network, ones, { p: 2 });
  eachEdge(network, (l, part, e) => {
    const outOfOne = l === 1 && part === "weights" && Math.floor(e / 2) === 1;
    const intoTwo = l === 0 && e % 4 === 2;
    const found = direction[l][part][e];
    assert(Number.isFinite(found) && (found === 0) === (outOfOne || intoTwo), `${l} ${part} ${e}`);
  });
});

Deno.test("γ is positive and finite on an unbalanced network, over 12 decades", () => {
  const network = unbalanced(balanced([20, 60, 60, 10], stream(1, "init")), stream(1, "unbalance"));
  let [least, largest] = [Infinity, 0];
  for (const { weights } of edgeScales(network, { p: 2 })) {
    for (const scale of weights) {
      least = Math.min(least, scale);
      largest = Math.max(largest, scale);
    }
  }
  assert(least > 0 && largest / least > 1e12 && largest < Infinity, `${least} to ${largest}`);
});

const SIZES = [6, 5, 4, 3];
const BATCH = 5;
const train = examples({ count: 40, inputs: 6, classes: 3 });

/** Trains on the reference engine: the loss before each update, and the weights at the end. */
async function trajectory(
  rule: Rule,
  start: Network,
  { steps, hyper }: { steps: number; hyper?: Record<string, number> },
): Promise<{ lossBits: number[]; end: Network }> {
  const setup: TrainerSetup = {
    sizes: SIZES,
    loss: "cross-entropy",
    rule,
    batchSize: BATCH,
    sets: { train },
  };
  const trainer = await referenceEngine().trainer(setup);
  await trainer.write(start);
  const lossBits: number[] = [];
  for (let step = 0; step < steps; step++) {
    const batch = permutation(train.count, stream(1, "order", step)).subarray(0, BATCH);
    lossBits.push((await trainer.epoch(batch, { ...rule.hyper, ...hyper })).loss);
  }
  return { lossBits, end: await trainer.read() };
}

const start = balanced(SIZES, stream(1, "init"));
const rescalings = unbalancing(SIZES, stream(1, "unbalance"), { draws: 20 });
const exact = toPowersOfTwo(rescalings);

for (
  const { rule, hyper } of [
    { rule: pathSgd, hyper: { lr: 0.1 } },
    { rule: path(sgd, { p: 1 }), hyper: { lr: 0.5 } },
    { rule: path(sgd, { p: 1.5 }), hyper: { lr: 0.3 } },
    { rule: path(momentum, { p: 2 }), hyper: { lr: 0.05, momentum: 0.9 } },
  ]
) {
  Deno.test(`Theorem 5.1 in bits: ${rule.name} from a start rescaled by powers of two`, async () => {
    const steps = rule === pathSgd ? 1000 : 200;
    const plain = await trajectory(rule, start, { steps, hyper });
    const rescaled = await trajectory(rule, rescale(start, exact), { steps, hyper });
    assert.deepEqual(rescaled.lossBits, plain.lossBits);
    assert.deepEqual(rescaled.end, rescale(plain.end, exact));
    assert(plain.lossBits.every(Number.isFinite));
    assert(plain.lossBits[steps - 1] < plain.lossBits[0] / 2, "it trains");
  });
}

Deno.test("Theorem 5.1 in bits: Path-SGD with decoupled weight decay", async () => {
  const options = { steps: 1000, hyper: { lr: 0.1 } };
  const rule = decayed(pathSgd, { weightDecay: 0.01 });
  const plain = await trajectory(rule, start, options);
  const rescaled = await trajectory(rule, rescale(start, exact), options);
  assert.deepEqual(rescaled.lossBits, plain.lossBits);
  assert.deepEqual(rescaled.end, rescale(plain.end, exact));
  const { lossBits } = await trajectory(pathSgd, start, options);
  assert(plain.lossBits[999] > 2 * lossBits[999], "the decay holds the weights back");
});

for (const rule of [sgd, adagrad, path(adagrad, { p: 2 }), path(adam, { p: 2 })]) {
  Deno.test(`${rule.name} is not rescaling invariant`, async () => {
    const plain = await trajectory(rule, start, { steps: 20 });
    const rescaled = await trajectory(rule, rescale(start, exact), { steps: 20 });
    assert.equal(rescaled.lossBits[0], plain.lossBits[0]);
    assert(Math.abs(rescaled.lossBits[19] / plain.lossBits[19] - 1) > 0.01);
  });
}

Deno.test("Path-SGD from any rescaled start follows to 1e-12 for 1000 steps", async () => {
  const options = { steps: 1000, hyper: { lr: 0.1 } };
  const plain = await trajectory(pathSgd, start, options);
  const rescaled = await trajectory(pathSgd, rescale(start, rescalings), options);
  rescaled.lossBits.forEach((loss, step) => {
    assert(Math.abs(loss / plain.lossBits[step] - 1) < 1e-12, `step ${step}`);
  });
  assert(relativeDistance(rescaled.end, rescale(plain.end, rescalings)) < 1e-12);
});

Deno.test("the reference engine takes γ anew for every update", async () => {
  const plain = await trajectory(pathSgd, start, { steps: 2, hyper: { lr: 0.1 } });
  const first = await trajectory(pathSgd, start, { steps: 1, hyper: { lr: 0.1 } });
  const batch = permutation(train.count, stream(1, "order", 1)).subarray(0, BATCH);
  const { gradient } = lossAndGradient(first.end, train, {
    indices: batch,
    loss: losses["cross-entropy"],
  });
  const step = (scales: Network) =>
    first.end.map((layer, l) => ({
      ...layer,
      weights: layer.weights.map((w, e) => w - 0.1 * gradient[l].weights[e] / scales[l].weights[e]),
      thresholds: layer.thresholds.map((b, v) =>
        b - 0.1 * gradient[l].thresholds[v] / scales[l].thresholds[v]
      ),
    }));
  assert(relativeDistance(plain.end, step(edgeScalesByPaths(first.end, 2))) < 1e-14);
  assert(relativeDistance(plain.end, step(edgeScalesByPaths(start, 2))) > 1e-6);
});
