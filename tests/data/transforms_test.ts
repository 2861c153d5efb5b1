import assert from "node:assert/strict";
import fc from "fast-check";
import type { Dataset, ImageShape } from "../../data/dataset.ts";
import { downsample, grey } from "../../data/transforms.ts";
import { stream } from "../../network/random.ts";

/** A data set of two training images and one test image with random pixels. */
function randomDataset(shape: ImageShape, seed: number): Dataset {
  const inputs = shape.width * shape.height * shape.channels;
  const examples = (count: number, name: string) => {
    const random = stream(seed, name);
    const pixels = Uint8Array.from({ length: count * inputs }, () => random.below(256));
    return { count, inputs, classes: 2, pixels, labels: new Uint8Array(count) };
  };
  return {
    shape,
    train: examples(2, "train"),
    test: examples(1, "test"),
    provenance: { name: "mnist", title: "Noise", standIn: false, files: [], transforms: ["Drawn"] },
  };
}

/** The integral of a plane over a rectangle, pixel by pixel, divided by the rectangle's area. */
function meanOver(
  plane: Uint8Array,
  { width, left, right, top, bottom }: Record<
    "width" | "left" | "right" | "top" | "bottom",
    number
  >,
): number {
  let integral = 0;
  for (const [i, value] of plane.entries()) {
    const [x, y] = [i % width, Math.floor(i / width)];
    const overlapX = Math.max(0, Math.min(right, x + 1) - Math.max(left, x));
    const overlapY = Math.max(0, Math.min(bottom, y + 1) - Math.max(top, y));
    integral += value * overlapX * overlapY;
  }
  return integral / ((right - left) * (bottom - top));
}

Deno.test("downsample() gives each pixel the mean over its area, to the nearest byte", () => {
  const side = fc.integer({ min: 1, max: 12 });
  const sizes = fc.record({ width: side, height: side, toWidth: side, toHeight: side })
    .filter((size) => size.toWidth <= size.width && size.toHeight <= size.height);
  const property = fc.property(sizes, fc.constantFrom(1, 3), fc.nat(), (size, channels, seed) => {
    const { width, height, toWidth, toHeight } = size;
    const dataset = randomDataset({ width, height, channels }, seed);
    const small = downsample(dataset, { width: toWidth, height: toHeight });
    assert.deepEqual(small.shape, { width: toWidth, height: toHeight, channels });
    for (const set of ["train", "test"] as const) {
      assert.equal(small[set].inputs, toWidth * toHeight * channels);
      for (const [i, pixel] of small[set].pixels.entries()) {
        const plane = Math.floor(i / (toWidth * toHeight));
        const x = i % toWidth;
        const y = Math.floor(i / toWidth) % toHeight;
        const mean = meanOver(
          dataset[set].pixels.subarray(plane * width * height, (plane + 1) * width * height),
          {
            width,
            left: x * width / toWidth,
            right: (x + 1) * width / toWidth,
            top: y * height / toHeight,
            bottom: (y + 1) * height / toHeight,
          },
        );
        assert(Math.abs(pixel - mean) <= 0.5 + 1e-9, `${pixel} for ${mean}`);
      }
    }
  });
  fc.assert(property, { numRuns: 60 });
});

Deno.test("downsample() rounds halves up", () => {
  const dataset = randomDataset({ width: 2, height: 1, channels: 1 }, 1);
  dataset.train.pixels.set([10, 11, 254, 255]);
  const { train } = downsample(dataset, { width: 1, height: 1 });
  assert.deepEqual([...train.pixels], [11, 255]);
});

Deno.test("downsample() to the present size changes no pixel", () => {
  const dataset = randomDataset({ width: 5, height: 4, channels: 3 }, 1);
  assert.deepEqual(downsample(dataset, { width: 5, height: 4 }).train, dataset.train);
});

Deno.test("downsample() says what it did", () => {
  const dataset = randomDataset({ width: 28, height: 28, channels: 1 }, 1);
  assert.deepEqual(downsample(dataset, { width: 10, height: 10 }).provenance.transforms, [
    "Drawn",
    "Images downsampled by area from 28×28 to 10×10 pixels, each rounded to the nearest byte",
  ]);
});

Deno.test("downsample() refuses a side that is not from 1 to the present one", () => {
  const dataset = randomDataset({ width: 28, height: 20, channels: 1 }, 1);
  for (const width of [0, 29, 1.5, NaN]) {
    assert.throws(() => downsample(dataset, { width, height: 10 }), {
      name: "RangeError",
      message: "Expected the width of downsampled images to be a whole number of 1 to 28 but " +
        `found ${width}`,
    });
  }
  assert.throws(() => downsample(dataset, { width: 10, height: 21 }), {
    name: "RangeError",
    message:
      "Expected the height of downsampled images to be a whole number of 1 to 20 but found 21",
  });
});

Deno.test("grey() gives luma to the nearest byte", () => {
  const dataset = randomDataset({ width: 4, height: 3, channels: 3 }, 1);
  const { shape, train, provenance } = grey(dataset);
  assert.deepEqual(shape, { width: 4, height: 3, channels: 1 });
  assert.equal(train.inputs, 12);
  for (const [i, value] of train.pixels.entries()) {
    const [red, green, blue] = [0, 1, 2].map((channel) => (
      dataset.train.pixels[Math.floor(i / 12) * 36 + channel * 12 + i % 12]
    ));
    assert(Math.abs(value - (0.299 * red + 0.587 * green + 0.114 * blue)) <= 0.5 + 1e-9);
  }
  assert.deepEqual(provenance.transforms, [
    "Drawn",
    "Colours turned grey by ITU-R BT.601 luma, 0.299 R + 0.587 G + 0.114 B",
  ]);
});

Deno.test("grey() keeps white white and leaves grey images as they are", () => {
  const colour = randomDataset({ width: 1, height: 1, channels: 3 }, 1);
  colour.train.pixels.fill(255);
  assert.deepEqual([...grey(colour).train.pixels], [255, 255]);
  const already = randomDataset({ width: 2, height: 2, channels: 1 }, 1);
  assert.equal(grey(already), already);
});
