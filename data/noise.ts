/**
 * Noise on the training set: labels or pixels that a network can only learn by heart.
 *
 * @module
 */

import type { Examples } from "../network/examples.ts";
import { permutation, type Random, stream } from "../network/random.ts";
import { decimal } from "./format.ts";
import type { DatasetSplit } from "./split.ts";

/** How much noise, and which. */
export interface NoiseOptions {
  /** Share of labels or pixels that are replaced, from 0 to 1. */
  readonly share: number;
  /** Seed of the draw. */
  readonly seed: number;
}

/**
 * Replaces the labels of a share of the training examples, to the nearest whole number, drawn without
 * replacement. The new label is uniform over all C classes, so that about one in C stays as it is.
 * `clean` holds the training examples with their own labels; test and validation sets stay.
 *
 * @throws {RangeError} If the share is not from 0 to 1.
 */
export function labelNoise(split: DatasetSplit, { share, seed }: NoiseOptions): DatasetSplit {
  checkShare(share, "labels");
  const { train } = split;
  const { count, classes } = train;
  const labels = train.labels.slice();
  const random = stream(seed, "noise", "labels");
  const chosen = drawn(count, { share, random });
  for (const i of chosen) labels[i] = random.below(classes);
  const wrong = labels.filter((label, i) => label !== train.labels[i]).length;
  return noisy(split, {
    train: { ...train, labels },
    sentence: `${decimal(chosen.length)} of the ${decimal(count)} training labels replaced by a ` +
      `random one of the ${classes} (seed ${seed}), which makes ${decimal(wrong)} wrong`,
  });
}

/**
 * Replaces a share of the pixels of every training image, to the nearest whole number, drawn without
 * replacement and anew for each image, by bytes that are uniform on 0 … 255. `clean` holds the training
 * examples with their own pixels; test and validation sets stay.
 *
 * @throws {RangeError} If the share is not from 0 to 1.
 */
export function pixelNoise(split: DatasetSplit, { share, seed }: NoiseOptions): DatasetSplit {
  checkShare(share, "pixels");
  const { train } = split;
  const { count, inputs } = train;
  const pixels = train.pixels.slice();
  const random = stream(seed, "noise", "pixels");
  for (let i = 0; i < count; i++) {
    for (const k of drawn(inputs, { share, random })) pixels[i * inputs + k] = random.below(256);
  }
  return noisy(split, {
    train: { ...train, pixels },
    sentence: `${decimal(Math.round(share * inputs))} of the ${decimal(inputs)} pixels of each ` +
      `training image replaced by a random byte (seed ${seed})`,
  });
}

/** The split with its training set exchanged and the former one kept as `clean`. */
function noisy(
  split: DatasetSplit,
  { train, sentence }: { train: Examples; sentence: string },
): DatasetSplit {
  const { provenance } = split;
  return {
    ...split,
    train,
    clean: split.train,
    provenance: { ...provenance, transforms: [...provenance.transforms, sentence] },
  };
}

/** A random share of 0 … count − 1. */
function drawn(
  count: number,
  { share, random }: { share: number; random: Random },
): Uint32Array {
  return permutation(count, random).subarray(0, Math.round(share * count));
}

function checkShare(share: number, what: string): void {
  if (share >= 0 && share <= 1) return;
  throw new RangeError(`Expected the share of noisy ${what} to be from 0 to 1 but found ${share}`);
}
