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
}

/**
 * Holds validation examples out of the training set, drawn at random without replacement.
 *
 * @throws {RangeError} If a number isn't whole, or there aren't that many examples.
 */
export function split(dataset: Dataset, options: SplitOptions): DatasetSplit {
  const { shape, train, test, provenance } = dataset;
  const { seed, validation } = options;
  checkCount(validation, { what: "validation examples", least: 0, most: train.count - 1 });
  const { train: trainCount = train.count - validation } = options;
  checkCount(trainCount, { what: "training examples", least: 1, most: train.count - validation });
  const heldOut = validation === 0 ? "" : ` and ${decimal(validation)} to validate on`;
  const transforms = [
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
    transforms.push(
      `${decimal(options.test)} of the ${decimal(test.count)} test examples, drawn at random ` +
        `(seed ${seed})`,
    );
  }
  return {
    shape,
    train: select(train, order.subarray(validation, validation + trainCount)),
    validation: select(train, order.subarray(0, validation)),
    test: chosenTest,
    provenance: { ...provenance, transforms: [...provenance.transforms, ...transforms] },
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
