/**
 * What is done to the published images before a network sees them. Each transform returns a new data
 * set and adds its sentence to the provenance; the images that it was given stay as they are.
 *
 * @module
 */

import type { Examples } from "../network/examples.ts";
import type { Dataset, ImageShape } from "./dataset.ts";

/**
 * Downsamples images by area: each new pixel is the mean of what it covers, parts of pixels counting
 * by their area (N, Figure 1: images "downsampled to 100 pixels").
 *
 * The mean is exact and is rounded to the nearest byte, halves up.
 *
 * @param size The new width and height.
 * @throws {RangeError} If a side isn't a whole number from 1 to the present one.
 */
export function downsample(dataset: Dataset, size: { width: number; height: number }): Dataset {
  const { shape, provenance } = dataset;
  checkSide("width", { side: size.width, present: shape.width });
  checkSide("height", { side: size.height, present: shape.height });
  const downsampled = (examples: Examples) =>
    downsampleExamples(examples, { from: shape, to: size });
  return {
    shape: { ...shape, ...size },
    train: downsampled(dataset.train),
    test: downsampled(dataset.test),
    provenance: {
      ...provenance,
      transforms: [
        ...provenance.transforms,
        `Images downsampled by area from ${shape.width}×${shape.height} to ` +
        `${size.width}×${size.height} pixels, each rounded to the nearest byte`,
      ],
    },
  };
}

/**
 * Turns colour images grey by ITU-R BT.601 luma, 0.299 R + 0.587 G + 0.114 B, rounded to the nearest
 * byte, halves up. Grey images are returned as they are.
 */
export function grey(dataset: Dataset): Dataset {
  const { shape, provenance } = dataset;
  if (shape.channels === 1) return dataset;
  return {
    shape: { ...shape, channels: 1 },
    train: greyExamples(dataset.train),
    test: greyExamples(dataset.test),
    provenance: {
      ...provenance,
      transforms: [
        ...provenance.transforms,
        "Colours turned grey by ITU-R BT.601 luma, 0.299 R + 0.587 G + 0.114 B",
      ],
    },
  };
}

function checkSide(
  name: "width" | "height",
  { side, present }: { side: number; present: number },
): void {
  if (Number.isInteger(side) && side >= 1 && side <= present) return;
  throw new RangeError(
    `Expected the ${name} of downsampled images to be a whole number of 1 to ${present} but found ` +
      side,
  );
}

function downsampleExamples(
  examples: Examples,
  { from, to }: { from: ImageShape; to: { width: number; height: number } },
): Examples {
  const inputs = to.width * to.height * from.channels;
  const planes = examples.count * from.channels;
  const { pixels: old } = examples;
  const pixels = new Uint8Array(examples.count * inputs);
  const across = coverage(from.width, to.width);
  const down = coverage(from.height, to.height);
  // A new row at a time: sums down the old columns first, whose loop is the long one, then across.
  const sums = new Int32Array(from.width);
  const area = from.width * from.height; // what the weights of a new pixel sum to
  for (let plane = 0; plane < planes; plane++) {
    const source = plane * from.width * from.height;
    const target = plane * to.width * to.height;
    for (let y = 0; y < to.height; y++) {
      sums.fill(0);
      for (let k = down.first[y], w = down.start[y]; w < down.start[y + 1]; k++, w++) {
        const row = source + k * from.width;
        const weight = down.weights[w];
        for (let x = 0; x < from.width; x++) sums[x] += weight * old[row + x];
      }
      for (let x = 0; x < to.width; x++) {
        let sum = 0;
        for (let k = across.first[x], w = across.start[x]; w < across.start[x + 1]; k++, w++) {
          sum += across.weights[w] * sums[k];
        }
        pixels[target + y * to.width + x] = Math.floor((2 * sum + area) / (2 * area));
      }
    }
  }
  return { ...examples, inputs, pixels };
}

/** How much of each old pixel lies in each new one, along one axis. */
interface Coverage {
  /** First old pixel that new pixel j covers. */
  readonly first: Int32Array;
  /** The weights of new pixel j are `weights[start[j]]` up to, not with, `weights[start[j + 1]]`. */
  readonly start: Int32Array;
  /** Overlaps in units of 1 / `to` old pixels: whole numbers that sum to `from` for each j. */
  readonly weights: Int32Array;
}

/**
 * Lays `to` new pixels over `from` old ones. In units of 1 / (from · to) of the side, old pixel k is
 * [k · to, (k + 1) · to) and new pixel j is [j · from, (j + 1) · from), so that overlaps are integers.
 */
function coverage(from: number, to: number): Coverage {
  const first = new Int32Array(to);
  const start = new Int32Array(to + 1);
  const weights: number[] = [];
  for (let j = 0; j < to; j++) {
    first[j] = Math.floor(j * from / to);
    for (let k = first[j]; k * to < (j + 1) * from; k++) {
      weights.push(Math.min((k + 1) * to, (j + 1) * from) - Math.max(k * to, j * from));
    }
    start[j + 1] = weights.length;
  }
  return { first, start, weights: Int32Array.from(weights) };
}

function greyExamples(examples: Examples): Examples {
  const inputs = examples.inputs / 3;
  const pixels = new Uint8Array(examples.count * inputs);
  for (let i = 0; i < examples.count; i++) {
    const red = i * examples.inputs;
    for (let k = 0; k < inputs; k++) {
      const r = examples.pixels[red + k];
      const g = examples.pixels[red + inputs + k];
      const b = examples.pixels[red + 2 * inputs + k];
      pixels[i * inputs + k] = Math.floor((299 * r + 587 * g + 114 * b + 500) / 1000);
    }
  }
  return { ...examples, inputs, pixels };
}
