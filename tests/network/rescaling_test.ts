import assert from "node:assert/strict";
import { forward } from "../../network/backpropagation.ts";
import { balanced } from "../../network/initialization.ts";
import { layerSizes, zeroNetwork } from "../../network/network.ts";
import { stream } from "../../network/random.ts";
import { rescale, toPowersOfTwo, unbalanced, unbalancing } from "../../network/rescaling.ts";
import { smallNetwork } from "./paths.ts";

Deno.test("rescale() multiplies the edges into a unit and its threshold and divides those out", () => {
  const network = [
    {
      fanIn: 2,
      fanOut: 2,
      weights: Float64Array.of(1, 2, 3, 4),
      thresholds: Float64Array.of(5, 6),
    },
    {
      fanIn: 2,
      fanOut: 2,
      weights: Float64Array.of(7, 8, 9, 10),
      thresholds: Float64Array.of(1, 2),
    },
  ];
  const before = structuredClone(network);
  assert.deepEqual(rescale(network, [{ layer: 0, unit: 1, factor: 4 }]), [
    { ...network[0], weights: Float64Array.of(1, 8, 3, 16), thresholds: Float64Array.of(5, 24) },
    { ...network[1], weights: Float64Array.of(7, 8, 9 / 4, 10 / 4) },
  ]);
  assert.deepEqual(network, before);
});

Deno.test("rescaling leaves the function computed by the network as it is", () => {
  for (let index = 0; index < 50; index++) {
    const random = stream(index, "network");
    const network = smallNetwork(random);
    const rescalings = unbalancing(layerSizes(network), random, { draws: 5 });
    const x = Float64Array.from({ length: network[0].fanIn }, () => random.normal());
    const scores = forward(network, x)[network.length];
    const near = forward(rescale(network, rescalings), x)[network.length];
    const size = Math.max(...scores.map(Math.abs), 1e-3);
    near.forEach((score, j) => assert(Math.abs(score - scores[j]) < 1e-12 * size));
    const exact = forward(rescale(network, toPowersOfTwo(rescalings)), x)[network.length];
    assert.deepEqual(exact, scores);
  }
});

Deno.test("unbalancing() touches the units of Figure 3 by its factors", () => {
  const factors = new Map<string, number[]>();
  for (
    const { layer, unit, factor } of unbalancing([784, 4000, 4000, 10], stream(1, "unbalance"))
  ) {
    assert((layer === 0 || layer === 1) && unit >= 0 && unit < 4000);
    factors.set(`${layer}/${unit}`, [...factors.get(`${layer}/${unit}`) ?? [], factor]);
  }
  const draws = [...factors.values()].flat().map((factor) => Math.log(factor / 10));
  assert.equal(draws.length, 2000);
  const mean = draws.reduce((sum, z) => sum + z) / 2000;
  const variance = draws.reduce((sum, z) => sum + (z - mean) ** 2, 0) / 2000;
  assert(Math.abs(mean) < 5 / Math.sqrt(2000) && Math.abs(variance - 1) < 5 * Math.sqrt(2 / 2000));

  // 8000 (1 − (1 − 1/8000)^2000) = 1770 units are drawn at least once, with a deviation of 14
  assert(Math.abs(factors.size - 1770) < 70, `${factors.size} units`);
  const both = [...factors.keys()].filter((key) => key.startsWith("0")).length;
  assert(Math.abs(both - 885) < 140, `${both} units in the first hidden layer`);
  assert(Math.max(...[...factors.values()].map((drawn) => drawn.length)) <= 6);
  const scales = [...factors.values()].map((drawn) => drawn.reduce((c, factor) => c * factor));
  scales.sort((a, b) => a - b);
  const median = scales[Math.floor(scales.length / 2)];
  assert(median > 10 && median < 14, `median ${median}`);
  assert(scales[0] < 1 && scales[scales.length - 1] > 1e3, `${scales[0]}, ${scales.at(-1)}`);
});

Deno.test("unbalanced() is a new network, the same for the same stream", () => {
  const network = balanced([3, 4, 4, 2], stream(1, "init"));
  const before = structuredClone(network);
  const start = () => unbalanced(network, stream(1, "unbalance"), { draws: 20 });
  const rescalings = unbalancing([3, 4, 4, 2], stream(1, "unbalance"), { draws: 20 });
  assert.deepEqual(start(), rescale(network, rescalings));
  assert.deepEqual(start(), start());
  assert.notDeepEqual(start(), network);
  assert.deepEqual(network, before);
});

Deno.test("toPowersOfTwo() takes the nearest power", () => {
  const nearest = (factor: number) => toPowersOfTwo([{ layer: 0, unit: 0, factor }])[0].factor;
  assert.deepEqual([8, 11.3, 11.4, 0.3, 1e-3].map(nearest), [8, 8, 16, 0.25, 2 ** -10]);
});

Deno.test("rescale() refuses units that are not hidden and factors that are not positive", () => {
  const network = zeroNetwork([3, 4, 2]);
  const refuses = (layer: number, unit: number, factor: number, message: string) =>
    assert.throws(() => rescale(network, [{ layer, unit, factor }]), new RangeError(message));
  const sizes = "Expected a hidden unit of layer sizes [3, 4, 2] but found";
  refuses(0, 4, 2, `${sizes} unit 4 of hidden layer 0`);
  refuses(0, 0.5, 2, `${sizes} unit 0.5 of hidden layer 0`);
  refuses(1, 0, 2, `${sizes} unit 0 of hidden layer 1`);
  refuses(-1, 0, 2, `${sizes} unit 0 of hidden layer -1`);
  refuses(0, 0, 0, "Expected a rescaling factor to be positive and finite but found 0");
  refuses(0, 0, NaN, "Expected a rescaling factor to be positive and finite but found NaN");
  assert.throws(
    () => unbalancing([3, 2], stream(1)),
    new RangeError("Expected a hidden layer but found layer sizes [3, 2]"),
  );
});
