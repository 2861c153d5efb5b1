/**
 * The idx format of MNIST: a magic number that gives the element type and the number of dimensions,
 * the dimensions as 32-bit big-endian numbers, then the elements, here always unsigned bytes.
 *
 * @module
 */

import type { ImageShape } from "./dataset.ts";
import { DataError } from "./errors.ts";
import { decimal } from "./format.ts";
import { checkLabels } from "./labels.ts";

/** Code of the element type "unsigned byte" in the magic number. */
const UNSIGNED_BYTE = 0x08;

/**
 * The pixels of an unpacked idx file of grey images.
 *
 * @param options.path The file's name in errors.
 * @param options.shape Width and height that the images must have.
 * @returns Pixels, count × (height × width): a view of `bytes`.
 * @throws {DataError} If the header is cut short, has another magic number or other dimensions, says
 *   that there are no images, or does not agree with the number of bytes.
 */
export function parseIdxImages(
  bytes: Uint8Array,
  { path, shape }: { path: string; shape: ImageShape },
): Uint8Array {
  return parseIdx(bytes, { path, itemShape: [shape.height, shape.width] });
}

/**
 * The labels of an unpacked idx file.
 *
 * @param options.path The file's name in errors.
 * @param options.classes Number of classes C: labels are 0 … C − 1.
 * @returns Labels, one a byte: a view of `bytes`.
 * @throws {DataError} As {@link parseIdxImages}, and if a label is out of range.
 */
export function parseIdxLabels(
  bytes: Uint8Array,
  { path, classes }: { path: string; classes: number },
): Uint8Array {
  const labels = parseIdx(bytes, { path, itemShape: [] });
  checkLabels(labels, {
    path,
    first: 0,
    classes,
    offset: bytes.length - labels.length,
    stride: 1,
  });
  return labels;
}

/** The elements of an idx file of unsigned bytes whose items have the given dimensions. */
function parseIdx(
  bytes: Uint8Array,
  { path, itemShape }: { path: string; itemShape: readonly number[] },
): Uint8Array {
  const headerSize = 4 * (2 + itemShape.length);
  if (bytes.length < headerSize) {
    throw new DataError(
      `Expected an idx header of ${headerSize} bytes in ${path} but found the end of the file at ` +
        `offset ${bytes.length}`,
    );
  }
  const header = new DataView(bytes.buffer, bytes.byteOffset, headerSize);
  const magic = (UNSIGNED_BYTE << 8) | (1 + itemShape.length);
  if (header.getUint32(0) !== magic) {
    throw new DataError(
      `Expected the idx magic number ${hex(magic)} at offset 0 of ${path} but found ` +
        hex(header.getUint32(0)),
    );
  }
  const count = header.getUint32(4);
  if (count === 0) {
    throw new DataError(`Expected at least 1 record at offset 4 of ${path} but found 0`);
  }
  for (const [axis, size] of itemShape.entries()) {
    const offset = 8 + 4 * axis;
    const found = header.getUint32(offset);
    if (found !== size) {
      throw new DataError(
        `Expected images of ${
          itemShape.join("×")
        } pixels (height × width) in ${path} but found ${found} in place ` +
          `of ${size} at offset ${offset}`,
      );
    }
  }
  const size = headerSize + count * itemShape.reduce((product, length) => product * length, 1);
  if (bytes.length !== size) {
    throw new DataError(
      `Expected ${decimal(size)} bytes in ${path}, whose header says ${
        decimal(count)
      } records at ` +
        `offset 4, but found the end of the file at offset ${decimal(bytes.length)}`,
    );
  }
  return bytes.subarray(headerSize);
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(8, "0")}`;
}
