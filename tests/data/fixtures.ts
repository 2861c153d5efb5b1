/**
 * Small data sets in the published formats, written to a temporary folder.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
// @ts-types="@types/tar-stream"
import { pack } from "tar-stream";
import type { Display } from "../../data/display.ts";
import { sha256 } from "../../data/hash.ts";
import type { RegisteredDataset } from "../../data/registered.ts";

/** Runs `body` with a new temporary folder, removed afterwards. */
export async function withFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes files under a folder, and the folders that they lie in. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await Deno.mkdir(`${folder}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.writeFile(`${folder}/${path}`, bytes);
  }
}

/** A display that keeps its lines. */
export function listDisplay(): Display & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, line: (text) => void lines.push(text), progress: () => {} };
}

/** The bytes of an idx file of unsigned bytes. */
export function idx(dimensions: readonly number[], values: readonly number[]): Uint8Array {
  const words = [0x0800 + dimensions.length, ...dimensions];
  const bytes = new Uint8Array(4 * words.length + values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word);
  bytes.set(values, 4 * words.length);
  return bytes;
}

/** 0, 1, 2, … modulo `modulus`. */
export function counting(length: number, modulus = 256): number[] {
  return Array.from({ length }, (_, i) => i % modulus);
}

/** The unpacked files of {@link GREY}: 4 training and 2 test images of 3×2 pixels. */
export const GREY_FILES = {
  "train-images": idx([4, 2, 3], counting(24)),
  "train-labels": idx([4], [0, 1, 2, 0]),
  "test-images": idx([2, 2, 3], counting(12)),
  "test-labels": idx([2], [2, 1]),
};

/** A set like MNIST: gzipped idx files, in a folder of its own or directly in the data folder. */
export const GREY: RegisteredDataset = {
  name: "mnist",
  title: "Grey",
  shape: { width: 3, height: 2, channels: 1 },
  classes: 3,
  mirrors: [],
  downloads: Object.entries(GREY_FILES).map(([name, bytes]) => {
    const packed = gzipSync(bytes);
    return { path: `grey/${name}.gz`, bytes: packed.length, sha256: sha256(packed) };
  }),
  files: (["train-images", "train-labels", "test-images", "test-labels"] as const).map((name) => ({
    name,
    format: name.endsWith("images") ? "idx images" : "idx labels",
    set: name.startsWith("train") ? "train" : "test",
    records: name.startsWith("train") ? 4 : 2,
    bytes: GREY_FILES[name].length,
    sha256: sha256(GREY_FILES[name]),
  })),
  layouts: ["grey/*.gz", "grey/*", "*.gz", "*"],
};

/** {@link GREY_FILES} as downloaded. */
export const GREY_PACKED: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries(GREY_FILES).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
);

/** The unpacked files of {@link COLOUR}: two training records and one test record. */
export const COLOUR_FILES = {
  "batch_1.bin": Uint8Array.of(1, ...counting(12)),
  "batch_2.bin": Uint8Array.of(0, ...counting(12).map((value) => 100 + value)),
  "test.bin": Uint8Array.of(1, ...counting(12).map((value) => 200 + value)),
};

/** A set like CIFAR-10: records of a label and 2×2 pixels in three planes, in a tar.gz archive. */
export const COLOUR: RegisteredDataset = {
  name: "cifar-10",
  title: "Colour",
  shape: { width: 2, height: 2, channels: 3 },
  classes: 2,
  mirrors: [],
  downloads: [],
  files: (["batch_1.bin", "batch_2.bin", "test.bin"] as const).map((name) => ({
    name,
    format: "cifar-10",
    set: name === "test.bin" ? "test" : "train",
    records: 1,
    bytes: 13,
    sha256: sha256(COLOUR_FILES[name]),
  })),
  layouts: ["colour/*", "colour.tar.gz"],
};

/** A gzipped tar archive of files, in this order. */
export async function tarGz(
  files: readonly (readonly [name: string, bytes: Uint8Array])[],
): Promise<Uint8Array> {
  const archive = pack();
  for (const [name, bytes] of files) archive.entry({ name }, Buffer.from(bytes));
  archive.finalize();
  return gzipSync(await buffer(archive));
}
