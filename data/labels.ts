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
  /** Number of classes C. */
  readonly classes: number;
  /** Offset in the file of the first label. */
  readonly offset: number;
  /** Bytes from one label to the next. */
  readonly stride: number;
}

/** @throws {DataError} If a label is not one of 0 … C − 1; the error names the first such. */
export function checkLabels(labels: Uint8Array, source: LabelSource): void {
  const { path, classes, offset, stride } = source;
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong === -1) return;
  throw new DataError(
    `Expected a label of 0 to ${classes - 1} at offset ${decimal(offset + wrong * stride)} of ` +
      `${path} but found ${labels[wrong]}`,
  );
}
