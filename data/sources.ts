/**
 * Reads a data set's files, plain or packed, and says which of them are the published ones.
 *
 * @module
 */

import { basename } from "node:path";
import { DataError } from "./errors.ts";
import { sha256, sha256OfFile } from "./hash.ts";
import type { DataFile, RegisteredDataset } from "./registered.ts";
import { REGISTRY } from "./registry.ts";
import { gunzip, packedLimit, readBounded, unpackArchive } from "./unpack.ts";

/** A data file, unpacked. */
export interface Content {
  readonly file: DataFile;
  /** Its name in errors. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file on disk with what it holds. */
export interface Source {
  readonly name: string;
  /** Of the file as it is on disk. */
  readonly sha256: string;
  /** Whether it, or all that it holds, is the published data, bit for bit. */
  readonly published: boolean;
  readonly contents: readonly Content[];
}

/**
 * Reads one file on disk.
 *
 * @param path A plain file, a `.gz` of one, or a `.tar.gz` of several.
 * @param files The data files that it holds.
 * @throws {DataError} If it can't be read or unpacked, is larger than the published file, or is known
 *   to be another file than `files` says.
 */
export async function readSource(
  path: string,
  { files, dataset }: { files: readonly DataFile[]; dataset: RegisteredDataset },
): Promise<Source> {
  const name = basename(path);
  const { hash, contents } = name.endsWith(".tar.gz")
    ? await readArchive(path, files)
    : await readFile(path, files[0]);
  const published = isPublished(hash, { name, path, dataset }) ||
    contents.every(({ file, path, bytes }) =>
      isPublished(sha256(bytes), { name: file.name, path, dataset })
    );
  return { name, sha256: hash, published, contents };
}

async function readFile(
  path: string,
  file: DataFile,
): Promise<{ hash: string; contents: Content[] }> {
  if (!path.endsWith(".gz")) {
    const bytes = await readBounded(path, file.bytes);
    return { hash: sha256(bytes), contents: [{ file, path, bytes }] };
  }
  const packed = await readBounded(path, packedLimit(file.bytes));
  const bytes = gunzip(packed, { path, limit: file.bytes });
  return { hash: sha256(packed), contents: [{ file, path, bytes }] };
}

async function readArchive(
  path: string,
  files: readonly DataFile[],
): Promise<{ hash: string; contents: Content[] }> {
  const members = await unpackArchive(path, files);
  const contents = files.map((file, i) => ({
    file,
    path: `${path}: ${file.name}`,
    bytes: members[i],
  }));
  return { hash: await sha256OfFile(path), contents };
}

/**
 * Whether a hash is that of the data set's file of this name.
 *
 * @throws {DataError} If it is that of another registered file: MNIST's under the name of
 *   Fashion-MNIST's, or the test images under the name of the training images.
 */
function isPublished(
  hash: string,
  { name, path, dataset }: { name: string; path: string; dataset: RegisteredDataset },
): boolean {
  if (publishedHashes(dataset).get(name) === hash) return true;
  for (const other of Object.values(REGISTRY)) {
    for (const [otherName, otherHash] of publishedHashes(other)) {
      if (otherHash === hash) {
        throw new DataError(
          `Expected ${name} of ${dataset.title} in ${path} but found ${otherName} of ${other.title}`,
        );
      }
    }
  }
  return false;
}

/** SHA-256 of a data set's files, as they are downloaded and unpacked, by name. */
function publishedHashes({ downloads, files }: RegisteredDataset): Map<string, string> {
  const hashes = new Map(downloads.map(({ path, sha256 }) => [basename(path), sha256]));
  for (const { name, sha256 } of files) if (sha256 !== undefined) hashes.set(name, sha256);
  return hashes;
}
