/**
 * The binary format of CIFAR-10 and CIFAR-100: records of one label byte, or two (coarse, then fine),
 * and 3 × 32 × 32 pixel bytes, the red, the green and the blue plane one after the other, each row by
 * row. There is no header.
 *
 * @module
 */

import type { ImageShape } from "./dataset.ts";
import { DataError } from "./errors.ts";
import { decimal } from "./format.ts";
import { checkLabels } from "./labels.ts";

/** What {@link parseCifar} expects. */
export interface CifarOptions {
  /** The file's name in errors. */
  readonly path: string;
  readonly shape: ImageShape;
  /** Number of classes C: labels are 0 … C − 1. */
  readonly classes: number;
  /** Number of label bytes of a record; the last of them is the label. */
  readonly labelBytes: number;
}

/**
 * The records of one file of CIFAR-10 or CIFAR-100.
 *
 * @returns Pixels, count × (channels × height × width), and labels, count.
 * @throws {DataError} If the file is empty, does not end with a whole record, or has a label out of
 *   range.
 */
export function parseCifar(
  bytes: Uint8Array,
  { path, shape, classes, labelBytes }: CifarOptions,
): { pixels: Uint8Array; labels: Uint8Array } {
  const inputs = shape.width * shape.height * shape.channels;
  const recordSize = labelBytes + inputs;
  if (bytes.length === 0) {
    throw new DataError(
      `Expected records of ${decimal(recordSize)} bytes in ${path} but found an empty file`,
    );
  }
  const rest = bytes.length % recordSize;
  if (rest !== 0) {
    throw new DataError(
      `Expected a record of ${decimal(recordSize)} bytes at offset ` +
        `${decimal(bytes.length - rest)} of ${path} but found the end of the file after ` +
        `${decimal(rest)}`,
    );
  }
  const count = bytes.length / recordSize;
  const pixels = new Uint8Array(count * inputs);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const record = bytes.subarray(i * recordSize, (i + 1) * recordSize);
    labels[i] = record[labelBytes - 1];
    pixels.set(record.subarray(labelBytes), i * inputs);
  }
  checkLabels(labels, { path, first: 0, classes, offset: labelBytes - 1, stride: recordSize });
  return { pixels, labels };
}
