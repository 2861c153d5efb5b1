/**
 * Bounded reading and unpacking: a file that is too large, or that unpacks to something too large,
 * is refused before it fills the memory.
 *
 * @module
 */

import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline, Transform } from "node:stream";
import { createGunzip, gunzipSync, inflateSync } from "node:zlib";
import { DataError } from "./errors.ts";
import { decimal } from "./format.ts";

/** What gzip and tar may add to the bytes that they hold. */
const PACKING_OVERHEAD = 1 << 20;

/** Bytes that are read and unpacked at a time. */
const CHUNK_SIZE = 1 << 20;
/** The fewest that zlib takes. */
const LEAST_CHUNK_SIZE = 64;

/**
 * The bytes of a file.
 *
 * @throws {DataError} If the file can't be read or is larger than `limit` bytes.
 */
export async function readBounded(path: string, limit: number): Promise<Uint8Array> {
  try {
    const { size } = await Deno.stat(path);
    if (size > limit) throw tooLarge(path, { limit, size });
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`Expected to read ${path} but found: ${messageOf(error)}`);
  }
}

/** The most bytes that a gzip file of so many bytes' content may have. */
export function packedLimit(limit: number): number {
  return limit + PACKING_OVERHEAD;
}

/** Where packed bytes come from, and how much may be in them. */
export interface PackedOptions {
  /** Their name in errors. */
  readonly path: string;
  /** The most bytes that they may unpack to. */
  readonly limit: number;
}

/**
 * Unpacks the bytes of a gzip file.
 *
 * @throws {DataError} If the data is cut short, damaged or no gzip data, or unpacks to more.
 */
export function gunzip(packed: Uint8Array, options: PackedOptions): Uint8Array {
  return unpack(packed, { ...options, format: "gzip", unpacker: gunzipSync });
}

/**
 * Unpacks bytes in the zlib format.
 *
 * @throws {DataError} If the data is cut short, damaged or no zlib data, or unpacks to more.
 */
export function inflate(packed: Uint8Array, options: PackedOptions): Uint8Array {
  return unpack(packed, { ...options, format: "zlib", unpacker: inflateSync });
}

/** A packed format, with the function that unpacks it. */
interface PackedFormat extends PackedOptions {
  readonly format: string;
  readonly unpacker: typeof gunzipSync;
}

function unpack(
  packed: Uint8Array,
  { path, limit, format, unpacker }: PackedFormat,
): Uint8Array {
  try {
    const chunkSize = Math.max(LEAST_CHUNK_SIZE, Math.min(CHUNK_SIZE, limit));
    const unpacked = unpacker(packed, { maxOutputLength: limit, chunkSize });
    return new Uint8Array(unpacked.buffer, unpacked.byteOffset, unpacked.length);
  } catch (error) {
    throw packedError(error, { format, path, limit, size: packed.length });
  }
}

/** A file to take out of an archive. */
export interface Member {
  /** Its name without folders. */
  readonly name: string;
  /** The most bytes that it may have. */
  readonly bytes: number;
}

/**
 * Unpacks members of a gzipped tar archive as it is read, so that only they are held in memory.
 *
 * @returns The bytes of each member, in the order asked for.
 * @throws {DataError} If the archive can't be read, is cut short, damaged or no such archive, a member
 *   is missing, there twice, too large or no file (a link, say), or the archive or all its entries
 *   together are larger than the members may be.
 */
export async function unpackArchive(
  path: string,
  members: readonly Member[],
): Promise<Uint8Array[]> {
  const wanted = new Map(members.map((member) => [member.name, member.bytes]));
  const limit = packedLimit(members.reduce((sum, { bytes }) => sum + bytes, 0));
  const found = new Map<string, Uint8Array>();
  let total = 0;
  try {
    const packed = await Deno.stat(path);
    if (packed.size > limit) throw tooLarge(path, { limit, size: packed.size });
    const { extract } = await import("./tar.ts");
    const entries = extract();
    // An error of any stage ends the loop below with that error.
    pipeline(
      createReadStream(path, { highWaterMark: CHUNK_SIZE }),
      createGunzip({ chunkSize: CHUNK_SIZE }),
      bounded({ path, limit: packedLimit(limit) }),
      entries,
      () => {},
    );
    for await (const entry of entries) {
      const { size = 0, type } = entry.header;
      const name = basename(entry.header.name);
      const most = wanted.get(name) ?? limit;
      total += size;
      if (total > limit) throw tooLarge(`all entries of ${path}`, { limit, size: total });
      if (size > most) throw tooLarge(`${path}: ${name}`, { limit: most, size });
      if (!wanted.has(name)) {
        entry.resume();
        continue;
      }
      if (type !== "file") {
        throw new DataError(
          `Expected ${name} in ${path} as a file but found ${type ?? "another kind of entry"}`,
        );
      }
      if (found.has(name)) {
        throw new DataError(`Expected one ${name} in ${path} but found it twice`);
      }
      found.set(name, await collect(entry, size));
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw archiveError(error, path);
  }
  return members.map(({ name }) => {
    const bytes = found.get(name);
    if (bytes !== undefined) return bytes;
    throw new DataError(`Expected ${name} in ${path} but found no such member`);
  });
}

/** Passes bytes on, so many at most: an archive may unpack to far more than its entries hold. */
function bounded({ path, limit }: PackedOptions): Transform {
  let total = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      total += chunk.length;
      if (total > limit) done(unpacksToMore(path, limit));
      else done(null, chunk);
    },
  });
}

/** The bytes of a stream whose length is known. */
async function collect(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let length = 0;
  for await (const chunk of chunks) {
    bytes.set(chunk, length);
    length += chunk.length;
  }
  return bytes;
}

function tooLarge(place: string, { limit, size }: { limit: number; size: number }): DataError {
  return new DataError(
    `Expected at most ${decimal(limit)} bytes in ${place} but found ${decimal(size)}`,
  );
}

function unpacksToMore(path: string, limit: number): DataError {
  return new DataError(
    `Expected at most ${decimal(limit)} bytes unpacked from ${path} but found more`,
  );
}

function packedError(
  error: unknown,
  { format, path, limit, size }: { format: string; path: string; limit: number; size: number },
): DataError {
  switch (codeOf(error)) {
    case "ERR_BUFFER_TOO_LARGE":
      return unpacksToMore(path, limit);
    case "Z_BUF_ERROR":
      return new DataError(
        `Expected more ${format} data at offset ${decimal(size)} of ${path} but found its end`,
      );
    default:
      return new DataError(`Expected ${format} data in ${path} but found: ${messageOf(error)}`);
  }
}

function archiveError(error: unknown, path: string): DataError {
  if (error instanceof Deno.errors.NotFound) {
    return new DataError(`Expected to read ${path} but found no such file`);
  }
  return new DataError(`Expected a gzipped tar archive in ${path} but found: ${messageOf(error)}`);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
