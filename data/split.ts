/**
 * Divides a data set into what a network is trained on, validated on and tested on.
 *
 * @module
 */

import type { Examples } from "../network/examples.ts";
import { permutation, stream } from "../network/random.ts";
import type { Dataset, ImageShape, Provenance } from "./dataset.ts";
import { decimal } from "./format.ts";

/** A data set as an experiment uses it. */
export interface DatasetSplit {
  readonly shape: ImageShape;
  readonly train: Examples;
  readonly validation: Examples;
  readonly test: Examples;
  /** The training examples before noise was added to them; absent where none was. */
  readonly clean?: Examples;
  readonly provenance: Provenance;
}

/** How {@link split} divides. */
export interface SplitOptions {
  /** Seed of the draw. The same seed draws the same validation examples, whatever `train` is. */
  readonly seed: number;
  /** Number of examples held out of the training set for validation; may be 0. */
  readonly validation: number;
  /** Number of examples to train on; all the others if not given. */
  readonly train?: number;
  /** Number of test examples, drawn at random; all of them, in their order, if not given or all. */
  readonly test?: number;
  /** What is done to the images that are drawn; nothing if not given. Others are left alone. */
  readonly transform?: (drawn: Dataset) => Dataset;
}

/**
 * Holds validation examples out of the training set, drawn at random without replacement. A split of
 * transformed images is the same whether `transform` or the caller transforms them.
 *
 * @throws {RangeError} If a number isn't whole, or there aren't that many examples.
 */
export function split(dataset: Dataset, options: SplitOptions): DatasetSplit {
  const { train, test } = dataset;
  const { seed, validation, transform = (drawn) => drawn } = options;
  checkCount(validation, { what: "validation examples", least: 0, most: train.count - 1 });
  const { train: trainCount = train.count - validation } = options;
  checkCount(trainCount, { what: "training examples", least: 1, most: train.count - validation });
  const heldOut = validation === 0 ? "" : ` and ${decimal(validation)} to validate on`;
  const draws = [
    `${
      decimal(trainCount)
    } examples to train on${heldOut}, drawn at random (seed ${seed}) from the ` +
    `${decimal(train.count)} training examples`,
  ];
  const order = permutation(train.count, stream(seed, "split", "train"));
  let chosenTest = test;
  if (options.test !== undefined && options.test !== test.count) {
    checkCount(options.test, { what: "test examples", least: 1, most: test.count });
    const testOrder = permutation(test.count, stream(seed, "split", "test"));
    chosenTest = select(test, testOrder.subarray(0, options.test));
    draws.push(
      `${decimal(options.test)} of the ${decimal(test.count)} test examples, drawn at random ` +
        `(seed ${seed})`,
    );
  }
  const chosenTrain = select(train, order.subarray(0, validation + trainCount));
  const drawn = transform({ ...dataset, train: chosenTrain, test: chosenTest });
  const { provenance } = drawn;
  return {
    shape: drawn.shape,
    train: slice(drawn.train, { from: validation, count: trainCount }),
    validation: slice(drawn.train, { from: 0, count: validation }),
    test: drawn.test,
    provenance: { ...provenance, transforms: [...provenance.transforms, ...draws] },
  };
}

function checkCount(
  count: number,
  { what, least, most }: { what: string; least: number; most: number },
): void {
  if (Number.isInteger(count) && count >= least && count <= most) return;
  throw new RangeError(
    `Expected ${decimal(least)} to ${decimal(most)} ${what} but found ${decimal(count)}`,
  );
}

/** The examples with these indices, in this order. */
function select(examples: Examples, indices: Uint32Array): Examples {
  const { inputs, classes } = examples;
  const pixels = new Uint8Array(indices.length * inputs);
  const labels = new Uint8Array(indices.length);
  for (const [i, index] of indices.entries()) {
    pixels.set(examples.pixels.subarray(index * inputs, (index + 1) * inputs), i * inputs);
    labels[i] = examples.labels[index];
  }
  return { count: indices.length, inputs, classes, pixels, labels };
}

/** Examples that follow each other, as views of all of them. */
function slice(
  { inputs, classes, pixels, labels }: Examples,
  { from, count }: { from: number; count: number },
): Examples {
  return {
    count,
    inputs,
    classes,
    pixels: pixels.subarray(from * inputs, (from + count) * inputs),
    labels: labels.subarray(from, from + count),
  };
}
