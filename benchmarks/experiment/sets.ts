/**
 * The sets of examples that a figure's runs see.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Dataset, DatasetSplit } from "../../data/mod.ts";
import type { Examples } from "../../network/examples.ts";
import type { DataSpec } from "../../reports/results.ts";

/** The sets of examples that a run sees. */
export interface Sets {
  readonly train: Examples;
  /** Absent where nothing is held out. */
  readonly validation?: Examples;
  readonly test: Examples;
  /** The training examples before noise was added to them; absent where none was. */
  readonly clean?: Examples;
  readonly [name: string]: Examples;
}

/** Numbers of examples. */
export interface SetCounts {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/**
 * The wanted numbers as far as a data set has them: validation takes at most a fifth of the training
 * examples, and training at most what that leaves. The published sets have all that the papers ask.
 */
export function fitCounts({ train, test }: Dataset, wanted: SetCounts): SetCounts {
  const validation = Math.min(wanted.validation, Math.floor(train.count / 5));
  return {
    train: Math.min(wanted.train, train.count - validation),
    validation,
    test: Math.min(wanted.test, test.count),
  };
}

/** What identifies the data of a run. */
export function dataSpec({ provenance, train, validation, test, clean }: DatasetSplit): DataSpec {
  const hash = createHash("sha256");
  for (const { pixels, labels } of [train, validation, test, ...(clean ? [clean] : [])]) {
    hash.update(pixels);
    hash.update(labels);
  }
  return {
    name: provenance.name,
    hash: hash.digest("hex"),
    transforms: provenance.transforms,
    train: train.count,
    validation: validation.count,
    test: test.count,
  };
}

/** The sets with their bytes in shared memory, so that a Worker gets them without a copy. */
export function shareSets(
  { train, validation, test, clean }: Omit<DatasetSplit, "shape" | "provenance">,
): Sets {
  return {
    train: share(train),
    ...(validation.count === 0 ? {} : { validation: share(validation) }),
    test: share(test),
    ...(clean && { clean: share(clean) }),
  };
}

function share(examples: Examples): Examples {
  const { pixels, labels } = examples;
  return { ...examples, pixels: sharedCopy(pixels), labels: sharedCopy(labels) };
}

function sharedCopy(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}
