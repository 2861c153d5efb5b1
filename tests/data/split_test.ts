import assert from "node:assert/strict";
import type { Dataset } from "../../data/dataset.ts";
import { split } from "../../data/split.ts";
import { downsample } from "../../data/transforms.ts";
import { counting } from "./fixtures.ts";

/** 100 training and 20 test examples of two pixels; each example's first pixel is its index. */
const dataset: Dataset = {
  shape: { width: 2, height: 1, channels: 1 },
  train: numbered(100),
  test: numbered(20),
  provenance: { name: "mnist", title: "Numbers", standIn: false, files: [], transforms: [] },
};

function numbered(count: number) {
  const pixels = Uint8Array.from({ length: 2 * count }, (_, i) => i % 2 === 0 ? i / 2 : 255);
  return { count, inputs: 2, classes: 10, pixels, labels: Uint8Array.from(counting(count, 10)) };
}

/** The indices of examples; checks that pixels and label stayed together. */
function indices({ count, pixels, labels }: Dataset["train"]): number[] {
  assert.equal(pixels.length, 2 * count);
  return Array.from({ length: count }, (_, i) => {
    assert.equal(labels[i], pixels[2 * i] % 10);
    assert.equal(pixels[2 * i + 1], 255);
    return pixels[2 * i];
  });
}

Deno.test("split() gives each training example to one of the two sets", () => {
  const { train, validation, test } = split(dataset, { seed: 1, validation: 30 });
  assert.deepEqual([train.count, validation.count], [70, 30]);
  const all = [...indices(train), ...indices(validation)];
  assert.notDeepEqual(all, counting(100));
  assert.deepEqual(all.sort((a, b) => a - b), counting(100));
  assert.equal(test, dataset.test);
});

Deno.test("split() repeats with its seed and differs with another", () => {
  const [a, b, c] = [1, 1, 2].map((seed) => split(dataset, { seed, validation: 30 }));
  assert.deepEqual(a, b);
  assert.notDeepEqual(indices(a.validation), indices(c.validation));
});

Deno.test("split() holds out the same examples however many are trained on", () => {
  const all = split(dataset, { seed: 1, validation: 30 });
  const few = split(dataset, { seed: 1, validation: 30, train: 10, test: 5 });
  assert.deepEqual(few.validation, all.validation);
  assert.deepEqual(indices(few.train), indices(all.train).slice(0, 10));
  assert.equal(new Set(indices(few.test)).size, 5);
});

Deno.test("split() says what it did", () => {
  assert.deepEqual(split(dataset, { seed: 3, validation: 30 }).provenance.transforms, [
    "70 examples to train on and 30 to validate on, drawn at random (seed 3) from the 100 " +
    "training examples",
  ]);
  const few = split(dataset, { seed: 3, validation: 0, train: 10, test: 5 });
  assert.deepEqual(few.provenance.transforms, [
    "10 examples to train on, drawn at random (seed 3) from the 100 training " +
    "examples",
    "5 of the 20 test examples, drawn at random (seed 3)",
  ]);
});

Deno.test("split() transforms what it draws as if all had been transformed before", () => {
  const options = { seed: 3, validation: 30, train: 10, test: 5 };
  const transform = (images: Dataset) => downsample(images, { width: 1, height: 1 });
  const first = split(transform(dataset), options);
  assert.deepEqual(split(dataset, { ...options, transform }), first);
  assert.equal(first.shape.width, 1);
});

Deno.test("split() transforms no image that it does not draw", () => {
  const counts: number[] = [];
  const transform = (images: Dataset) => {
    counts.push(images.train.count, images.test.count);
    return images;
  };
  split(dataset, { seed: 3, validation: 30, train: 10, test: 5, transform });
  assert.deepEqual(counts, [40, 5]);
});

Deno.test("split() refuses numbers of examples that there aren't", () => {
  const refused = (
    options: { validation: number; train?: number; test?: number },
    message: string,
  ) =>
    assert.throws(() => split(dataset, { seed: 1, ...options }), { name: "RangeError", message });
  refused({ validation: 100 }, "Expected 0 to 99 validation examples but found 100");
  refused({ validation: 2.5 }, "Expected 0 to 99 validation examples but found 2.5");
  refused({ validation: 30, train: 71 }, "Expected 1 to 70 training examples but found 71");
  refused({ validation: 30, train: 0 }, "Expected 1 to 70 training examples but found 0");
  refused({ validation: 30, test: 21 }, "Expected 1 to 20 test examples but found 21");
});
