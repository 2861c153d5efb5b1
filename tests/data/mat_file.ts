/**
 * Writes small level 5 MAT-files.
 *
 * @module
 */

import { deflateSync } from "node:zlib";

/** An array to write. */
export interface WrittenArray {
  readonly name: string;
  readonly dimensions: readonly number[];
  /** The values as they are stored. */
  readonly values: readonly number[];
  /** Code of the type of its values; 2, unsigned bytes, if not given. */
  readonly type?: number;
}

/** How {@link matFile} writes. */
export interface MatFileOptions {
  readonly littleEndian?: boolean;
  /** Whether each array is packed by zlib. */
  readonly packed?: boolean;
}

/** The bytes of a MAT-file with these arrays. */
export function matFile(arrays: readonly WrittenArray[], options: MatFileOptions = {}): Uint8Array {
  const { littleEndian = true, packed = false } = options;
  const elements = arrays.map((array) => {
    const plain = arrayElement(array, littleEndian);
    return packed ? packedElement(plain, littleEndian) : plain;
  });
  return joined([header(littleEndian), ...elements]);
}

/** Bytes packed into an element. */
export function packedElement(bytes: Uint8Array, littleEndian = true): Uint8Array {
  const packed = deflateSync(bytes);
  return joined([words([15, packed.length], littleEndian), packed]);
}

/** Arrays one after the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function header(littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(128);
  bytes.set(new TextEncoder().encode("MATLAB 5.0 MAT-file"));
  const view = new DataView(bytes.buffer);
  view.setUint16(124, 0x0100, littleEndian);
  view.setUint16(126, 0x4d49, littleEndian);
  return bytes;
}

function arrayElement(
  { name, dimensions, values, type = 2 }: WrittenArray,
  littleEndian: boolean,
): Uint8Array {
  const parts = joined([
    element(6, words([9, 0], littleEndian), littleEndian),
    element(5, words(dimensions, littleEndian), littleEndian),
    element(1, new TextEncoder().encode(name), littleEndian),
    element(type, Uint8Array.from(values), littleEndian),
  ]);
  return joined([words([14, parts.length], littleEndian), parts]);
}

/** An element of an array, padded to 8 bytes; up to 4 bytes lie in the tag itself. */
function element(type: number, bytes: Uint8Array, littleEndian: boolean): Uint8Array {
  const small = bytes.length > 0 && bytes.length <= 4;
  const tag = small ? [(bytes.length << 16) | type] : [type, bytes.length];
  const room = small ? 4 : Math.ceil(bytes.length / 8) * 8;
  const padding = new Uint8Array(room - bytes.length);
  return joined([words(tag, littleEndian), bytes, padding]);
}

function words(values: readonly number[], littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, littleEndian);
  return bytes;
}
