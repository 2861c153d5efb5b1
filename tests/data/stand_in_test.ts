import assert from "node:assert/strict";
import { sha256 } from "../../data/hash.ts";
import { drawStandIn } from "../../data/stand_in.ts";
import type { Examples } from "../../network/examples.ts";

const dataset = drawStandIn({ train: 3000, test: 500 });

/** Share of examples that are nearest to the mean training image of another class. */
function nearestMeanError(train: Examples, test: Examples): number {
  const { inputs, classes } = train;
  const means = Array.from({ length: classes }, () => new Float64Array(inputs));
  const counts = new Float64Array(classes);
  for (let i = 0; i < train.count; i++) {
    counts[train.labels[i]]++;
    for (let k = 0; k < inputs; k++) means[train.labels[i]][k] += train.pixels[i * inputs + k];
  }
  let errors = 0;
  for (let i = 0; i < test.count; i++) {
    const distances = means.map((mean, label) =>
      mean.reduce((sum, total, k) => {
        return sum + (total / counts[label] - test.pixels[i * inputs + k]) ** 2;
      }, 0)
    );
    if (distances.indexOf(Math.min(...distances)) !== test.labels[i]) errors++;
  }
  return errors / test.count;
}

Deno.test("drawStandIn() draws the same digits every time", () => {
  assert.equal(
    sha256(dataset.train.pixels),
    "d56ef3a1d8adc526451dcd71a1c778a7e28dd345ed262f43227c19d00228b6fe",
  );
  assert.equal(
    sha256(dataset.test.pixels),
    "1b8751730f4661d337fe67135ebe8b7159db5adc900a985da915ba6751f4e5e5",
  );
});

Deno.test("drawStandIn() draws a smaller set as the beginning of a larger one", () => {
  const { train } = drawStandIn({ train: 100, test: 1 });
  assert.deepEqual(train.pixels, dataset.train.pixels.subarray(0, 100 * 784));
  assert.deepEqual(train.labels, dataset.train.labels.subarray(0, 100));
});

Deno.test("drawStandIn() draws other digits with another seed", () => {
  const { train } = drawStandIn({ train: 100, test: 1, seed: 2 });
  assert.notDeepEqual(train.pixels, dataset.train.pixels.subarray(0, 100 * 784));
});

Deno.test("drawStandIn() draws every class about equally often", () => {
  const counts = new Array(10).fill(0);
  for (const label of dataset.train.labels) counts[label]++;
  assert(counts.every((count) => count > 240 && count < 360), counts.join(" "));
});

Deno.test("drawStandIn() draws ink on a dark ground, away from the border", () => {
  const { count, inputs, pixels } = dataset.train;
  let border = 0;
  let ink = 0;
  for (let i = 0; i < count * inputs; i++) {
    const [x, y] = [i % 28, Math.floor(i / 28) % 28];
    if (x === 0 || y === 0 || x === 27 || y === 27) border += pixels[i];
    if (pixels[i] > 128) ink++;
  }
  assert(border / (count * 108) < 12, `mean of border ${border / (count * 108)}`);
  assert(ink / (count * inputs) > 0.05 && ink / (count * inputs) < 0.2);
});

Deno.test("drawStandIn() draws digits that can be learnt, but not by their means alone", () => {
  const error = nearestMeanError(dataset.train, dataset.test);
  assert(error > 0.15 && error < 0.4, `error ${error}`);
});

Deno.test("drawStandIn() says that it is no real data", () => {
  assert.deepEqual(dataset.provenance, {
    name: "stand-in",
    title: "Stand-in digits",
    standIn: true,
    files: [],
    transforms: ["3,000 training and 500 test digits drawn by the program (seed 1)"],
  });
});
