import assert from "node:assert/strict";
import type { TrainerSetup } from "../../network/engines/engine.ts";
import { referenceEngine } from "../../network/engines/reference/reference.ts";
import { balanced } from "../../network/initialization.ts";
import { layerSizes, type Network, zeroNetwork } from "../../network/network.ts";
import { parameterNorm } from "../../network/norms.ts";
import { pathGradient } from "../../network/path_geometry.ts";
import { permutation, type Random, stream } from "../../network/random.ts";
import {
  adagrad,
  adam,
  builtin,
  decayed,
  momentum,
  path,
  pathSgd,
  rmsprop,
  type Rule,
  sgd,
} from "../../optimizers/mod.ts";
import { applyRule } from "../../optimizers/reference.ts";
import { examples } from "../network/examples.ts";

Deno.test("path() keeps the rule and adds its geometry and name", () => {
  assert.deepEqual(path(adam, { p: 2 }), { ...adam, name: "path-adam", geometry: { p: 2 } });
  assert.equal(path(sgd, { p: 1.5 }).name, "path-sgd-p1.5");
  assert.equal(builtin["path-sgd"], pathSgd);
  for (const [name, rule] of Object.entries(builtin)) assert.equal(rule.name, name);
});

Deno.test("path() refuses a p that is no norm's, and a second geometry", () => {
  for (const p of [0.5, NaN, Infinity]) {
    assert.throws(
      () => path(sgd, { p }),
      new RangeError(`Expected p of the path geometry to be finite and at least 1 but found ${p}`),
    );
  }
  assert.throws(
    () => path(pathSgd, { p: 1 }),
    new RangeError("Expected a rule without a path geometry but found path-sgd with p = 2"),
  );
});

/** Every rule with the step size, and its decay, that the quadratic is minimised with. */
const RULES = [
  { rule: sgd, lr: 0.5, decay: 1 },
  { rule: momentum, lr: 0.2, decay: 1 },
  { rule: adagrad, lr: 0.5, decay: 1 },
  { rule: rmsprop, lr: 0.05, decay: 0.997 },
  { rule: adam, lr: 0.05, decay: 0.997 },
];

/** The rule with no path geometry, and with it for p = 1, 2 and 3. */
function geometries(rule: Rule): Rule[] {
  return [rule, ...[1, 2, 3].map((p) => path(rule, { p }))];
}

/** A 2-3-2 network with weights and thresholds from 0.5 to 1.5, where no γ is near zero. */
function positive(random: Random): Network {
  const network = zeroNetwork([2, 3, 2]);
  for (const { weights, thresholds } of network) {
    for (const part of [weights, thresholds]) {
      part.forEach((_, e) => part[e] = 0.5 + random.uniform());
    }
  }
  return network;
}

/** The same with weight decay. */
function decaying(rules: readonly Rule[], weightDecay: number): Rule[] {
  return rules.map((rule) => decayed(rule, { weightDecay }));
}

const PARTS = ["weights", "thresholds"] as const;

/**
 * Minimises ½ Σ_e c_e (w_e − w*_e)², c_e from 0.3 to 3, over all weights of a small network.
 *
 * @returns The network, w*, and at the network g, or g / γ under a path geometry.
 */
function minimise(
  rule: Rule,
  { lr, decay }: { lr: number; decay: number },
): { network: Network; optimum: Network; g: Network } {
  const random = stream(1, "quadratic");
  const [network, optimum] = [positive(random), positive(random)];
  const state = Object.fromEntries(
    rule.state.map((name) => [name, zeroNetwork(layerSizes(network))]),
  );
  const gradientNow = () => {
    const gradient = structuredClone(network);
    eachEdge((l, part, e) => {
      gradient[l][part][e] = 0.3 * 10 ** (e % 3 / 2) * (network[l][part][e] - optimum[l][part][e]);
    });
    return rule.geometry ? pathGradient(network, gradient, rule.geometry) : gradient;
  };
  for (let step = 1; step <= 2000; step++) {
    const g = gradientNow();
    for (const l of network.keys()) {
      for (const part of PARTS) {
        applyRule(rule, {
          weights: network[l][part],
          gradients: g[l][part],
          state: Object.fromEntries(rule.state.map((name) => [name, state[name][l][part]])),
        }, { hyper: { ...rule.hyper, lr: lr * decay ** step }, step });
      }
    }
  }
  return { network, optimum, g: gradientNow() };

  function eachEdge(visit: (l: number, part: typeof PARTS[number], e: number) => void): void {
    for (const [l, layer] of network.entries()) {
      for (const part of PARTS) layer[part].forEach((_, e) => visit(l, part, e));
    }
  }
}

/** The largest value of an edge over all edges of a network. */
function largest(
  network: Network,
  of: (l: number, part: typeof PARTS[number], e: number) => number,
): number {
  return Math.max(
    ...network.flatMap((layer, l) =>
      PARTS.flatMap((part) => Array.from(layer[part], (_, e) => of(l, part, e)))
    ),
  );
}

for (const { rule, ...settings } of RULES) {
  Deno.test(`${rule.name} and the path geometry in front of it find the minimum of a quadratic`, () => {
    for (const one of geometries(rule)) {
      const { network, optimum } = minimise(one, settings);
      const distance = largest(
        network,
        (l, part, e) => Math.abs(network[l][part][e] - optimum[l][part][e]),
      );
      assert(distance < 1e-3, `${one.name}: ${distance}`);
    }
  });

  Deno.test(`${rule.name} with weight decay ends nearer to zero, with and without the path geometry`, () => {
    for (const [i, one] of decaying(geometries(rule), 0.1).entries()) {
      const plain = parameterNorm(minimise(geometries(rule)[i], settings).network);
      const decayed = parameterNorm(minimise(one, settings).network);
      assert(decayed > 0 && decayed < plain, `${one.name}: ${plain} to ${decayed}`);
    }
  });
}

for (const rule of [sgd, momentum]) {
  Deno.test(`${rule.name} ends where its step and the weight decay balance each other`, () => {
    const weightDecay = 0.1;
    // A velocity that stays the same is −η g / (1 − momentum).
    const gain = 1 / (1 - (rule.hyper.momentum ?? 0));
    for (const one of decaying(geometries(rule), weightDecay)) {
      const { network, g } = minimise(one, { lr: 0.2, decay: 1 });
      const rest = largest(
        network,
        (l, part, e) => Math.abs(gain * g[l][part][e] + weightDecay * network[l][part][e]),
      );
      assert(rest < 1e-6, `${one.name}: ${rest}`);
    }
  });
}

Deno.test("every built-in rule is in the table", () => {
  const plain = Object.values(builtin).filter((rule) => rule.geometry === undefined);
  assert.deepEqual(RULES.map(({ rule }) => rule), plain);
});

/** Trains 10 epochs on the reference engine: weights, state and the last evaluation. */
async function train(rule: Rule, sizes: number[]) {
  const data = examples({ count: 40, inputs: sizes[0], classes: sizes[sizes.length - 1] });
  const setup: TrainerSetup = { sizes, loss: "squared", rule, batchSize: 8, sets: { train: data } };
  const trainer = await referenceEngine().trainer(setup);
  await trainer.write(balanced(sizes, stream(1, "init")));
  const before = await trainer.evaluate("train");
  for (let epoch = 0; epoch < 10; epoch++) {
    const order = permutation(data.count, stream(1, "order", epoch));
    await trainer.epoch(order, { ...rule.hyper, lr: 0.01 });
  }
  return {
    weights: await trainer.read(),
    state: await trainer.readState(),
    before,
    after: await trainer.evaluate("train"),
  };
}

for (const { rule } of RULES) {
  Deno.test(`${rule.name} trains a network with and without path geometry and weight decay`, async () => {
    for (const one of [...geometries(rule), ...decaying(geometries(rule), 0.01)]) {
      const { weights, state, before, after } = await train(one, [5, 6, 4, 3]);
      assert(after.loss < before.loss, `${one.name}: ${before.loss} to ${after.loss}`);
      assert.deepEqual(Object.keys(state), one.state);
      for (const network of [weights, ...Object.values(state)]) {
        assert.deepEqual(layerSizes(network), [5, 6, 4, 3]);
        assert(network.every(({ weights }) => weights.every(Number.isFinite)), one.name);
      }
    }
  });

  Deno.test(`${rule.name} is the same with the path geometry where γ is 1 everywhere`, async () => {
    for (const rules of [geometries(rule), decaying(geometries(rule), 0.01)]) {
      const [plain, ...others] = rules;
      const expected = await train(plain, [5, 3]); // without a hidden layer every path is one edge
      for (const one of others) assert.deepEqual(await train(one, [5, 3]), expected, one.name);
    }
  });
}
