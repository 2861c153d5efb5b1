/**
 * The files of SVHN's cropped digits: MAT-files with the images in X, height × width × channels ×
 * count, and their labels in y, count × 1, where the digit 0 has the label 10.
 *
 * @module
 */

import type { ImageShape } from "./dataset.ts";
import { DataError } from "./errors.ts";
import { checkLabels } from "./labels.ts";
import { parseMat } from "./mat.ts";

/** What {@link parseSvhn} expects. */
export interface SvhnOptions {
  /** The file's name in errors. */
  readonly path: string;
  readonly shape: ImageShape;
  /** Number of classes C: labels are 1 … C, and C stands for the digit 0. */
  readonly classes: number;
  /** The most bytes that the file may unpack to. */
  readonly limit: number;
}

/**
 * The records of one file of SVHN.
 *
 * @returns Pixels, count × (channels × height × width), and labels 0 … C − 1, count.
 * @throws {DataError} If the file is no MAT-file with X and y as unsigned bytes, their dimensions are
 *   others or do not agree, there are no images, or a label is out of range.
 */
export function parseSvhn(
  bytes: Uint8Array,
  { path, shape, classes, limit }: SvhnOptions,
): { pixels: Uint8Array; labels: Uint8Array } {
  const [images, digits] = parseMat(bytes, { path, names: ["X", "y"], limit });
  const { width, height, channels } = shape;
  const count = images.dimensions[3];
  const expected = [height, width, channels].join("×");
  if (images.dimensions.join("×") !== `${expected}×${count}` || count === 0) {
    throw new DataError(
      `Expected images X of ${expected}×count values in ${path} but found ` +
        images.dimensions.join("×"),
    );
  }
  if (digits.dimensions.join("×") !== `${count}×1`) {
    throw new DataError(
      `Expected labels y of ${count}×1 values in ${path}, as many as images, but found ` +
        digits.dimensions.join("×"),
    );
  }
  checkLabels(digits.values, {
    path: digits.path,
    first: 1,
    classes,
    offset: digits.offset,
    stride: 1,
  });
  return {
    pixels: rowByRow(images.values, shape),
    labels: digits.values.map((digit) => digit % classes),
  };
}

/** Turns planes that are stored column by column into planes that are stored row by row. */
function rowByRow(columns: Uint8Array, { width, height }: ImageShape): Uint8Array {
  const rows = new Uint8Array(columns.length);
  const size = width * height;
  for (let plane = 0; plane < columns.length; plane += size) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        rows[plane + y * width + x] = columns[plane + x * height + y];
      }
    }
  }
  return rows;
}
