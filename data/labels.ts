/**
 * The check that every format makes of its labels.
 *
 * @module
 */

import { DataError } from "./errors.ts";
import { decimal } from "./format.ts";

/** Where labels come from, for the error. */
export interface LabelSource {
  /** The file's name in errors. */
  readonly path: string;
  /** Label of the first class. */
  readonly first: number;
  /** Number of classes C. */
  readonly classes: number;
  /** Offset in the file of the first label. */
  readonly offset: number;
  /** Bytes from one label to the next. */
  readonly stride: number;
}

/**
 * @throws {DataError} If a label is not one of `first` … `first` + C − 1; the error names the first
 *   such.
 */
export function checkLabels(labels: Uint8Array, source: LabelSource): void {
  const { path, first, classes, offset, stride } = source;
  const last = first + classes - 1;
  const wrong = labels.findIndex((label) => label < first || label > last);
  if (wrong === -1) return;
  throw new DataError(
    `Expected a label of ${first} to ${last} at offset ${decimal(offset + wrong * stride)} of ` +
      `${path} but found ${labels[wrong]}`,
  );
}
