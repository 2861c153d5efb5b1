/**
 * Reads a data set from the files in a folder.
 *
 * @module
 */

import type { Examples } from "../network/examples.ts";
import { parseCifar } from "./cifar.ts";
import type { Dataset, FileRecord, ImageShape } from "./dataset.ts";
import { DataError } from "./errors.ts";
import { decimal } from "./format.ts";
import { parseIdxImages, parseIdxLabels } from "./idx.ts";
import { locate } from "./locate.ts";
import type { Format, RealDatasetName, RegisteredDataset } from "./registered.ts";
import { REGISTRY } from "./registry.ts";
import { type Content, readSource } from "./sources.ts";
import { parseSvhn } from "./svhn.ts";

/** What one file adds to its set: pixels, labels or both; the other is empty. */
interface Part {
  readonly records: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Turns the bytes of a file into pixels and labels. */
type Parser = (content: Content, dataset: RegisteredDataset) => Part;

const NONE = new Uint8Array(0);

/** The parser of each format. */
const PARSERS: Readonly<Record<Format, Parser>> = {
  "idx images": ({ bytes, path }, { shape }) => {
    const pixels = parseIdxImages(bytes, { path, shape });
    return { records: pixels.length / inputsOf(shape), pixels, labels: NONE };
  },
  "idx labels": ({ bytes, path }, { classes }) => {
    const labels = parseIdxLabels(bytes, { path, classes });
    return { records: labels.length, pixels: NONE, labels };
  },
  "cifar-10": ({ bytes, path }, { shape, classes }) =>
    labelled(parseCifar(bytes, { path, shape, classes, labelBytes: 1 })),
  "cifar-100": ({ bytes, path }, { shape, classes }) =>
    labelled(parseCifar(bytes, { path, shape, classes, labelBytes: 2 })),
  "svhn": ({ bytes, path, file }, { shape, classes }) =>
    labelled(parseSvhn(bytes, { path, shape, classes, limit: file.bytes })),
};

/**
 * Reads a data set from a folder, in any of its published layouts. The folder is only read.
 *
 * A file with another hash than the published one is used all the same, and is recorded as not
 * published, with its number of records. A file of another registered set is refused.
 *
 * @throws {DataError} If the folder or a file is missing, or a file is not what its format asks for.
 */
export function loadDataset(name: RealDatasetName, directory: string): Promise<Dataset> {
  return readDataset(REGISTRY[name], directory);
}

/** As {@link loadDataset}, for a set that need not be registered. */
export async function readDataset(
  dataset: RegisteredDataset,
  directory: string,
): Promise<Dataset> {
  const { name, title, shape } = dataset;
  const parts: Record<"train" | "test", Part[]> = { train: [], test: [] };
  const records: FileRecord[] = [];
  for (const [path, files] of await locate(dataset, directory)) {
    const source = await readSource(path, { files, dataset });
    let count = 0;
    for (const content of source.contents) {
      const part = PARSERS[content.file.format](content, dataset);
      parts[content.file.set].push(part);
      count += part.records;
    }
    records.push({
      name: source.name,
      sha256: source.sha256,
      published: source.published,
      records: count,
      publishedRecords: files.reduce((sum, file) => sum + file.records, 0),
    });
  }
  return {
    shape,
    train: examplesOf(parts.train, {
      dataset,
      place: `the training files of ${title} in ${directory}`,
    }),
    test: examplesOf(parts.test, { dataset, place: `the test files of ${title} in ${directory}` }),
    provenance: { name, title, standIn: false, files: records, transforms: [] },
  };
}

/**
 * Joins the files of one set.
 *
 * @throws {DataError} If there are not as many labels as images.
 */
function examplesOf(
  parts: readonly Part[],
  { dataset, place }: { dataset: RegisteredDataset; place: string },
): Examples {
  const { shape, classes } = dataset;
  const inputs = inputsOf(shape);
  const pixels = concatenate(parts.map((part) => part.pixels));
  const labels = concatenate(parts.map((part) => part.labels));
  const count = labels.length;
  if (pixels.length !== count * inputs) {
    throw new DataError(
      `Expected as many labels as images in ${place} but found ${decimal(count)} labels and ` +
        `${decimal(pixels.length / inputs)} images`,
    );
  }
  return { count, inputs, classes, pixels, labels };
}

/** What a file adds that has images and labels. */
function labelled({ pixels, labels }: { pixels: Uint8Array; labels: Uint8Array }): Part {
  return { records: labels.length, pixels, labels };
}

/** The arrays one after the other; where only one isn't empty, that one and not a copy. */
function concatenate(arrays: readonly Uint8Array[]): Uint8Array {
  const filled = arrays.filter((array) => array.length > 0);
  if (filled.length === 1) return filled[0];
  const all = new Uint8Array(filled.reduce((sum, array) => sum + array.length, 0));
  let offset = 0;
  for (const array of filled) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}

/** Number of inputs D of one image. */
function inputsOf({ width, height, channels }: ImageShape): number {
  return width * height * channels;
}
