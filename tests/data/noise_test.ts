import assert from "node:assert/strict";
import { type DatasetSplit, drawStandIn, labelNoise, pixelNoise, split } from "../../data/mod.ts";

const plain: DatasetSplit = split(drawStandIn({ train: 2000, test: 50 }), {
  seed: 1,
  train: 1500,
  validation: 100,
});

/** Indices at which two lists differ. */
function differences(first: Uint8Array, second: Uint8Array): number[] {
  return [...first.keys()].filter((i) => first[i] !== second[i]);
}

Deno.test("labelNoise() replaces its share of the labels, uniformly over all classes", () => {
  const { train, clean } = labelNoise(plain, { share: 0.3, seed: 1 });
  assert.equal(clean, plain.train);
  assert.equal(train.pixels, plain.train.pixels);
  // 450 are drawn; about a tenth of them draw the label that they have: 405 ± 4 · 6.4.
  const wrong = differences(train.labels, plain.train.labels);
  assert.ok(wrong.length > 379 && wrong.length < 431, String(wrong.length));
  const counts = new Array(10).fill(0);
  for (const i of wrong) counts[train.labels[i]]++;
  // 40.5 of each, standard deviation 6.
  assert.ok(counts.every((count) => count > 16 && count < 65), counts.join());
});

Deno.test("labelNoise() with a share of 1 draws every label anew", () => {
  const { train } = labelNoise(plain, { share: 1, seed: 1 });
  const wrong = differences(train.labels, plain.train.labels).length;
  assert.ok(wrong > 1300 && wrong < 1400, String(wrong)); // 1350 ± 4 · 11.6
});

Deno.test("pixelNoise() replaces exactly its share of each image's pixels, at most", () => {
  const { train, clean } = pixelNoise(plain, { share: 0.3, seed: 1 });
  assert.equal(clean, plain.train);
  assert.equal(train.labels, plain.train.labels);
  const { inputs } = train;
  const drawn = Math.round(0.3 * inputs);
  let total = 0;
  for (let i = 0; i < train.count; i++) {
    const image = (pixels: Uint8Array) => pixels.subarray(i * inputs, (i + 1) * inputs);
    const changed = differences(image(train.pixels), image(plain.train.pixels)).length;
    assert.ok(changed <= drawn && changed > 0.9 * drawn, `${changed} of ${drawn}`);
    total += changed;
  }
  // One in 256 draws the byte that was there.
  assert.ok(Math.abs(total / (train.count * drawn) - 255 / 256) < 0.002);
});

for (const noise of [labelNoise, pixelNoise]) {
  Deno.test(`${noise.name}() leaves the split that it was given, its test and validation sets`, () => {
    const before = { labels: plain.train.labels.slice(), pixels: plain.train.pixels.slice() };
    const { test, validation, shape } = noise(plain, { share: 0.5, seed: 3 });
    assert.deepEqual([test, validation, shape], [plain.test, plain.validation, plain.shape]);
    assert.deepEqual(plain.train.labels, before.labels);
    assert.deepEqual(plain.train.pixels, before.pixels);
  });

  Deno.test(`${noise.name}() is the same for the same seed, another for another`, () => {
    const once = noise(plain, { share: 0.3, seed: 1 });
    assert.deepEqual(noise(plain, { share: 0.3, seed: 1 }), once);
    assert.notDeepEqual(noise(plain, { share: 0.3, seed: 2 }).train, once.train);
  });

  Deno.test(`${noise.name}() with a share of 0 changes nothing`, () => {
    assert.deepEqual(noise(plain, { share: 0, seed: 1 }).train, plain.train);
  });

  Deno.test(`${noise.name}() refuses what is no share`, () => {
    const what = noise === labelNoise ? "labels" : "pixels";
    for (const share of [-0.1, 1.01, NaN]) {
      assert.throws(() => noise(plain, { share, seed: 1 }), {
        name: "RangeError",
        message: `Expected the share of noisy ${what} to be from 0 to 1 but found ${share}`,
      });
    }
  });
}

Deno.test("labelNoise() and pixelNoise() say what they did", () => {
  const { train, provenance } = labelNoise(plain, { share: 0.3, seed: 4 });
  const wrong = differences(train.labels, plain.train.labels).length;
  assert.equal(
    provenance.transforms.at(-1),
    `450 of the 1,500 training labels replaced by a random one of the 10 (seed 4), which makes ` +
      `${wrong} wrong`,
  );
  assert.equal(
    pixelNoise(plain, { share: 0.3, seed: 4 }).provenance.transforms.at(-1),
    "235 of the 784 pixels of each training image replaced by a random byte (seed 4)",
  );
});
