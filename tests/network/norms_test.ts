import assert from "node:assert/strict";
import { balanced } from "../../network/initialization.ts";
import { layerSizes, type Network } from "../../network/network.ts";
import { groupNorm, parameterNorm, pathNorm } from "../../network/norms.ts";
import { pNorm } from "../../network/p_norm.ts";
import { stream } from "../../network/random.ts";
import { rescale, type Rescaling, unbalancing } from "../../network/rescaling.ts";
import { pathNormByPaths, smallNetwork } from "./paths.ts";

function assertNear(found: number, expected: number, tolerance: number): void {
  const distance = Math.abs(found - expected) / Math.abs(expected);
  assert(distance <= tolerance, `found ${found}, expected ${expected}, off by ${distance}`);
}

Deno.test("pathNorm() is the norm over all paths, on 100 small networks", () => {
  for (let index = 0; index < 100; index++) {
    const network = smallNetwork(stream(index, "network"));
    for (const p of [1, 1.5, 2, 3]) {
      assertNear(pathNorm(network, p), pathNormByPaths(network, p), 1e-12);
    }
  }
});

Deno.test("pathNorm() is unchanged by rescaling, over decades", () => {
  for (let index = 0; index < 100; index++) {
    const random = stream(index, "network");
    const network = smallNetwork(random);
    const rescaled = rescale(network, unbalancing(layerSizes(network), random, { draws: 20 }));
    for (const p of [1, 1.5, 2, 3, Infinity]) {
      assertNear(pathNorm(rescaled, p), pathNorm(network, p), 1e-12);
    }
  }
});

Deno.test("pathNorm() of a balanced start is about √classes (p = 2)", () => {
  const network = balanced([100, 400, 400, 10], stream(1, "init"));
  assertNear(pathNorm(network, 2), Math.sqrt(10), 0.1);
});

/**
 * The least μ_{p,∞} over all rescalings, found by balancing: every hidden unit in turn is rescaled so
 * that the norm of its incoming edges comes half-way, in logarithms, to the largest norm in the layer
 * above, which falls as the unit's grows.
 *
 * The logarithm of μ_{p,∞} is convex in those of the factors (a maximum of log-sum-exps), and where
 * balancing changes nothing, the norms of all hidden units are the largest output's: by induction no
 * rescaling is better.
 */
function leastGroupNorm(network: Network, p: number): number {
  const unitNorm = ({ fanOut, weights }: Network[number], v: number) =>
    pNorm(weights.filter((_, e) => e % fanOut === v), p);
  let balancing = network;
  for (let sweep = 0; sweep < 200; sweep++) {
    for (let layer = network.length - 2; layer >= 0; layer--) {
      for (let unit = 0; unit < network[layer].fanOut; unit++) {
        const above = balancing[layer + 1];
        const largest = Math.max(
          ...Array.from({ length: above.fanOut }, (_, v) => unitNorm(above, v)),
        );
        const rescaling: Rescaling = {
          layer,
          unit,
          factor: Math.sqrt(largest / unitNorm(balancing[layer], unit)),
        };
        balancing = rescale(balancing, [rescaling]);
      }
    }
  }
  return groupNorm(balancing, { p, q: Infinity });
}

Deno.test("Lemma 4.1: the least μ_{p,∞}^d over rescalings is φ_p (one output, no thresholds)", () => {
  for (const [index, hidden] of [[3], [2, 3], [3, 2, 3]].entries()) {
    const network = balanced([3, ...hidden, 1], stream(index, "lemma"));
    for (const p of [1, 1.5, 2, 3]) {
      assertNear(leastGroupNorm(network, p) ** network.length, pathNorm(network, p), 1e-6);
    }
    for (let draw = 0; draw < 20; draw++) {
      const random = stream(index, "rescaled", draw);
      const rescaled = rescale(network, unbalancing(layerSizes(network), random, { draws: 5 }));
      const norm = groupNorm(rescaled, { p: 2, q: Infinity });
      assert(norm ** network.length > pathNorm(network, 2));
    }
  }
});

Deno.test("with more outputs the least μ_{p,∞}^d is the largest path norm of one output", () => {
  const network = balanced([3, 3, 2, 4], stream(1, "lemma"));
  const outputs = [0, 1, 2, 3].map((output) =>
    pathNorm([
      ...network.slice(0, -1),
      {
        fanIn: 2,
        fanOut: 1,
        weights: network[2].weights.filter((_, e) => e % 4 === output),
        thresholds: new Float64Array(1),
      },
    ], 2)
  );
  assertNear(leastGroupNorm(network, 2) ** 3, Math.max(...outputs), 1e-6);
});

Deno.test("groupNorm() is what equations 3 and 4 say", () => {
  const network: Network = [
    {
      fanIn: 2,
      fanOut: 2,
      weights: Float64Array.of(1, -2, 2, 3),
      thresholds: Float64Array.of(-2, 6),
    },
    { fanIn: 2, fanOut: 1, weights: Float64Array.of(-4, 3), thresholds: Float64Array.of(0) },
  ];
  // into the hidden units 1, 2, −2 and −2, 3, 6, into the output −4, 3, 0
  const norm = (p: number, q: number) => groupNorm(network, { p, q });
  assertNear(norm(2, Infinity), 7, 1e-15);
  assertNear(norm(2, 1), 3 + 7 + 5, 1e-15);
  assertNear(norm(1, Infinity), 11, 1e-15);
  assertNear(norm(Infinity, 1), 2 + 6 + 4, 1e-15);
  assertNear(norm(Infinity, Infinity), 6, 1e-15);
  assertNear(norm(1, 1), 5 + 11 + 7, 1e-15);
  assertNear(norm(1, 2), Math.sqrt(25 + 121 + 49), 1e-15);
  assertNear(norm(3, 2), Math.sqrt(17 ** (2 / 3) + 251 ** (2 / 3) + 91 ** (2 / 3)), 1e-15);
  assertNear(parameterNorm(network), Math.sqrt(9 + 49 + 25), 1e-15);
});

Deno.test("norms neither overflow nor vanish where the powers would", () => {
  const wide = (size: number) => [{
    fanIn: 2,
    fanOut: 1,
    weights: Float64Array.of(3 * size, 4 * size),
    thresholds: Float64Array.of(0),
  }];
  for (const size of [1e-200, 1e200]) {
    assertNear(parameterNorm(wide(size)), 5 * size, 1e-15);
    assertNear(pathNorm(wide(size), 2), 5 * size, 1e-15);
  }
  assertNear(pNorm(Float64Array.of(1e12, 1e-12, -1e12), 50), 1e12 * 2 ** (1 / 50), 1e-15);
  assert.equal(pNorm(new Float64Array(3), 2), 0);
  assert.equal(pNorm(Float64Array.of(1, -Infinity), 2), Infinity);
  assert.equal(pNorm(Float64Array.of(1, NaN), 2), NaN);
});

Deno.test("norms refuse a p that gives none", () => {
  const network = balanced([2, 2], stream(1));
  const message = (p: number) =>
    new RangeError(`Expected p of a norm to be at least 1 but found ${p}`);
  assert.throws(() => pathNorm(network, 0.5), message(0.5));
  assert.throws(() => groupNorm(network, { p: NaN, q: 1 }), message(NaN));
  assert.throws(() => groupNorm(network, { p: 1, q: 0 }), message(0));
});
