/**
 * What is written down of a real data set: what it holds, who publishes it, and how its files are
 * recognised.
 *
 * @module
 */

import type { DatasetName, ImageShape } from "./dataset.ts";

/** Names of the data sets that are files, not drawings. */
export type RealDatasetName = Exclude<DatasetName, "stand-in">;

/** Formats that there is a parser for. */
export type Format = "idx images" | "idx labels" | "cifar-10" | "cifar-100" | "svhn";

/** A file as its publisher offers it. */
export interface Download {
  /** Where it goes, relative to the data folder. Its last part is its name at every mirror. */
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that is parsed: a download, unpacked where it was packed, or a member of an archive. */
export interface DataFile {
  readonly name: string;
  readonly format: Format;
  /** The set that its records belong to. */
  readonly set: "train" | "test";
  /** Number of records. */
  readonly records: number;
  /**
   * Size in bytes; where the format itself may compress, what it may hold uncompressed. A file may be
   * smaller (a subset of the records), never larger.
   */
  readonly bytes: number;
  /** Missing where no publisher states it, or the file is the download itself, which has it. */
  readonly sha256?: string;
}

/** All that is known of a data set before any of its files is read. */
export interface RegisteredDataset {
  readonly name: RealDatasetName;
  readonly title: string;
  readonly shape: ImageShape;
  readonly classes: number;
  /** Base addresses that offer every download, in the order tried; each ends with a slash. */
  readonly mirrors: readonly string[];
  readonly downloads: readonly Download[];
  /** In the order in which their records are joined. */
  readonly files: readonly DataFile[];
  /**
   * Where the files may lie under a data folder, in the order tried. `*` stands for the name of each
   * file; a layout without it is one archive that holds them all.
   */
  readonly layouts: readonly string[];
}
