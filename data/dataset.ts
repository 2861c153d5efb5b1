/**
 * What a data set is once it is in memory, and where it came from.
 *
 * @module
 */

import type { Examples } from "../network/examples.ts";

/** Names of the data sets that can be asked for. */
export const DATASET_NAMES = [
  "mnist",
  "fashion-mnist",
  "cifar-10",
  "cifar-100",
  "svhn",
  "stand-in",
] as const;

/** Name of a data set that can be asked for. */
export type DatasetName = typeof DATASET_NAMES[number];

/** Height × width × channels of one image; pixels are stored channel by channel (planes). */
export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** A data set: its published training and test examples, and where they came from. */
export interface Dataset {
  readonly shape: ImageShape;
  readonly train: Examples;
  readonly test: Examples;
  readonly provenance: Provenance;
}

/** Where data came from and what was done to it: what a report prints. */
export interface Provenance {
  readonly name: DatasetName;
  /** As people write it: "CIFAR-10". */
  readonly title: string;
  /** Whether these are the built-in drawings that take the place of real data. */
  readonly standIn: boolean;
  /** The files that were read; none for the stand-in. */
  readonly files: readonly FileRecord[];
  /** What was done to the images, in order, in words. */
  readonly transforms: readonly string[];
}

/** One file that was read. */
export interface FileRecord {
  readonly name: string;
  readonly sha256: string;
  /** Whether it is the published file, bit for bit (its contents, where a container was repacked). */
  readonly published: boolean;
  readonly records: number;
  /** Number of records of the published file. */
  readonly publishedRecords: number;
}
