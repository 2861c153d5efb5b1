/**
 * MATLAB's level 5 MAT-file format (MathWorks, "MAT-File Format"), as far as arrays of unsigned bytes
 * need it: a header, then elements, each with a tag that gives its type and its size. An element is
 * an array, made of elements in turn (flags, dimensions, name, values), or an array packed by zlib.
 *
 * @module
 */

import { DataError } from "./errors.ts";
import { decimal } from "./format.ts";
import { inflate } from "./unpack.ts";

/** An array of unsigned bytes in a MAT-file. */
export interface MatArray {
  readonly dimensions: readonly number[];
  /** The values, the first dimension running fastest (column-major). */
  readonly values: Uint8Array;
  /** Where the values begin, for errors. */
  readonly offset: number;
  /** What the offset counts in, for errors: the file, or a packed element of it. */
  readonly path: string;
}

const HEADER_SIZE = 128;
const VERSION_OFFSET = 124;
/** Level 5. MATLAB 7.3 writes 0x0200 before what is in truth an HDF5 file. */
const VERSION = 0x0100;
const BYTE_ORDER_OFFSET = 126;
/** "MI" and "IM": one mark, as files with the highest and the lowest byte first have it. */
const BIG_ENDIAN = 0x4d49;
const LITTLE_ENDIAN = 0x494d;
const TAG_SIZE = 8;
/** The most bytes that an element has within its own tag. */
const SMALL_SIZE = 4;

/** The most arrays of a file, and dimensions of an array, so that no file keeps the reader for long. */
const MOST_ARRAYS = 1000;
const MOST_DIMENSIONS = 32;

/** Codes of the element types. */
const TYPES = {
  "signed bytes": 1,
  "unsigned bytes": 2,
  "signed 32-bit numbers": 5,
  "unsigned 32-bit numbers": 6,
  "array": 14,
  "packed array": 15,
} as const;

/** Bytes with elements in them: the file, or a packed element of it. */
interface Container {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
  /** Its name in errors. */
  readonly path: string;
}

/** One element of a container. */
interface Element {
  readonly type: number;
  /** Offset of its tag. */
  readonly offset: number;
  /** Its data: from `start` up to, not with, `end`. */
  readonly start: number;
  readonly end: number;
  /** Offset of the next element of an array: there, elements are padded to 8 bytes. */
  readonly next: number;
}

/**
 * The arrays of these names in a level 5 MAT-file, in the order asked for. Others are passed over.
 *
 * @param options.path The file's name in errors.
 * @param options.names The arrays to read; their values must be stored as unsigned bytes.
 * @param options.limit The most bytes that all packed elements together may unpack to.
 * @throws {DataError} If the header or an element is cut short, damaged or of another type than the
 *   format has there, an array is missing or there twice, or its dimensions do not agree with its
 *   number of values, or packed elements unpack to more; or if there are far more arrays or dimensions
 *   than a data set has.
 */
export function parseMat(
  bytes: Uint8Array,
  { path, names, limit }: { path: string; names: readonly string[]; limit: number },
): MatArray[] {
  const file = { bytes, littleEndian: isLittleEndian(bytes, path), path };
  const found = new Map<string, MatArray>();
  let left = limit;
  for (let [offset, count] = [HEADER_SIZE, 1]; offset < bytes.length; count++) {
    if (count > MOST_ARRAYS) {
      throw new DataError(
        `Expected at most ${decimal(MOST_ARRAYS)} arrays in ${path} but found more`,
      );
    }
    const element = readElement(file, { offset, end: bytes.length });
    offset = element.end;
    const { container, array } = open(file, { element, limit: left });
    if (container !== file) left -= container.bytes.length;
    const { name, dimensions, next } = readArrayHeader(container, array);
    if (!names.includes(name)) continue;
    if (found.has(name)) {
      throw new DataError(`Expected one array ${name} in ${path} but found it twice`);
    }
    const values = readElement(container, { offset: next, end: array.end });
    checkType(container, { element: values, type: "unsigned bytes", what: `values of ${name}` });
    found.set(name, matArray(container, { name, dimensions, values }));
  }
  return names.map((name) => {
    const array = found.get(name);
    if (array !== undefined) return array;
    throw new DataError(`Expected an array ${name} in ${path} but found no such array`);
  });
}

/** Checks the header; says whether the numbers after it have their lowest byte first. */
function isLittleEndian(bytes: Uint8Array, path: string): boolean {
  if (bytes.length < HEADER_SIZE) {
    throw new DataError(
      `Expected a MAT-file header of ${HEADER_SIZE} bytes in ${path} but found the end of the ` +
        `file at offset ${bytes.length}`,
    );
  }
  const header = viewOf(bytes);
  const mark = header.getUint16(BYTE_ORDER_OFFSET);
  if (mark !== BIG_ENDIAN && mark !== LITTLE_ENDIAN) {
    throw new DataError(
      `Expected the byte order mark ${hex(BIG_ENDIAN)} or ${hex(LITTLE_ENDIAN)} of a level 5 ` +
        `MAT-file at offset ${BYTE_ORDER_OFFSET} of ${path} but found ${hex(mark)}`,
    );
  }
  const littleEndian = mark === LITTLE_ENDIAN;
  const version = header.getUint16(VERSION_OFFSET, littleEndian);
  if (version !== VERSION) {
    throw new DataError(
      `Expected the MAT-file version ${hex(VERSION)} at offset ${VERSION_OFFSET} of ${path} but ` +
        `found ${hex(version)}`,
    );
  }
  return littleEndian;
}

/** Reads the tag at an offset of a container, or of an array in it that goes up to `end`. */
function readElement(
  { bytes, littleEndian, path }: Container,
  { offset, end }: { offset: number; end: number },
): Element {
  const room = Math.max(0, end - offset);
  if (room < TAG_SIZE) {
    throw new DataError(
      `Expected an element's tag of ${TAG_SIZE} bytes at offset ${
        decimal(offset)
      } of ${path} but ` +
        `found only ${room}`,
    );
  }
  const view = viewOf(bytes);
  const first = view.getUint32(offset, littleEndian);
  // In the tag of a small element, the upper half of the first word is the size; else it is 0.
  const small = first > 0xffff;
  const type = first & 0xffff;
  const size = small ? first >>> 16 : view.getUint32(offset + 4, littleEndian);
  const most = small ? SMALL_SIZE : room - TAG_SIZE;
  if (size > most) {
    throw new DataError(
      `Expected at most ${decimal(most)} bytes in the element at offset ${decimal(offset)} of ` +
        `${path} but found a tag that says ${decimal(size)}`,
    );
  }
  const start = offset + (small ? TAG_SIZE - SMALL_SIZE : TAG_SIZE);
  const next = offset + TAG_SIZE + (small ? 0 : Math.ceil(size / 8) * 8);
  return { type, offset, start, end: start + size, next };
}

/** The array that an element of the file is, or that is packed in it, with what holds the array. */
function open(
  file: Container,
  { element, limit }: { element: Element; limit: number },
): { container: Container; array: Element } {
  if (element.type !== TYPES["packed array"]) return { container: file, array: element };
  const path = `the packed element at offset ${decimal(element.offset)} of ${file.path}`;
  const bytes = inflate(file.bytes.subarray(element.start, element.end), { path, limit });
  const container = { bytes, littleEndian: file.littleEndian, path };
  return { container, array: readElement(container, { offset: 0, end: bytes.length }) };
}

/** What comes before an array's values; `next` is the offset of these. */
function readArrayHeader(
  container: Container,
  array: Element,
): { name: string; dimensions: number[]; next: number } {
  checkType(container, { element: array, type: "array", what: "a variable" });
  const { bytes, littleEndian } = container;
  const { end } = array;
  const flags = readElement(container, { offset: array.start, end });
  checkType(container, { element: flags, type: "unsigned 32-bit numbers", what: "array flags" });
  const shape = readElement(container, { offset: flags.next, end });
  checkType(container, { element: shape, type: "signed 32-bit numbers", what: "dimensions" });
  const name = readElement(container, { offset: shape.next, end });
  checkType(container, { element: name, type: "signed bytes", what: "an array name" });
  const view = viewOf(bytes);
  const rank = Math.floor((shape.end - shape.start) / 4);
  if (rank > MOST_DIMENSIONS) {
    throw new DataError(
      `Expected at most ${MOST_DIMENSIONS} dimensions at offset ${decimal(shape.offset)} of ` +
        `${container.path} but found ${decimal(rank)}`,
    );
  }
  return {
    name: new TextDecoder().decode(bytes.subarray(name.start, name.end)),
    dimensions: Array.from(
      { length: rank },
      (_, axis) => view.getUint32(shape.start + 4 * axis, littleEndian),
    ),
    next: name.next,
  };
}

/** @throws {DataError} If an array has not as many values as its dimensions say. */
function matArray(
  { bytes, path }: Container,
  { name, dimensions, values }: { name: string; dimensions: number[]; values: Element },
): MatArray {
  const size = values.end - values.start;
  if (dimensions.reduce((product, length) => product * length, 1) !== size) {
    throw new DataError(
      `Expected ${dimensions.join("×")} values of ${name} at offset ${decimal(values.offset)} of ` +
        `${path} but found ${decimal(size)}`,
    );
  }
  return {
    dimensions,
    values: bytes.subarray(values.start, values.end),
    offset: values.start,
    path,
  };
}

function checkType(
  { path }: Container,
  { element, type, what }: { element: Element; type: keyof typeof TYPES; what: string },
): void {
  if (element.type === TYPES[type]) return;
  throw new DataError(
    `Expected ${what} as ${type} (type ${TYPES[type]}) at offset ${decimal(element.offset)} of ` +
      `${path} but found type ${element.type}`,
  );
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}

function hex(word: number): string {
  return `0x${word.toString(16).padStart(4, "0")}`;
}
