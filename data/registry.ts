/**
 * The real data sets: what each holds, who publishes it, and how its files are recognised.
 *
 * A new set is one entry here, and one parser in `load.ts` if its format is new.
 *
 * @module
 */

import type { DatasetName, ImageShape } from "./dataset.ts";

/** Names of the data sets that are files, not drawings. */
export type RealDatasetName = Exclude<DatasetName, "stand-in">;

/** Formats that there is a parser for. */
export type Format = "idx images" | "idx labels" | "cifar-10";

/** A file as its publisher offers it. */
export interface Download {
  /** Where it goes, relative to the data folder. Its last part is its name at every mirror. */
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
  readonly sha256: string;
}

/** A file that is parsed: a download that was unpacked, or a member of an archive. */
export interface DataFile {
  readonly name: string;
  readonly format: Format;
  /** The set that its records belong to. */
  readonly set: "train" | "test";
  /** Number of records. */
  readonly records: number;
  /** Size in bytes. A file may be smaller (a subset of the records), never larger. */
  readonly bytes: number;
  /** Missing where no publisher states it: then only the packed file can be recognised. */
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

/** The published data sets, by name. */
export const REGISTRY: Readonly<Record<RealDatasetName, RegisteredDataset>> = {
  "mnist": {
    name: "mnist",
    title: "MNIST",
    shape: { width: 28, height: 28, channels: 1 },
    classes: 10,
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    downloads: [
      {
        path: "mnist/train-images-idx3-ubyte.gz",
        bytes: 9_912_422,
        sha256: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      },
      {
        path: "mnist/train-labels-idx1-ubyte.gz",
        bytes: 28_881,
        sha256: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      },
      {
        path: "mnist/t10k-images-idx3-ubyte.gz",
        bytes: 1_648_877,
        sha256: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      },
      {
        path: "mnist/t10k-labels-idx1-ubyte.gz",
        bytes: 4_542,
        sha256: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      },
    ],
    files: idxFiles({
      trainImages: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      trainLabels: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      testImages: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      testLabels: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    }),
    layouts: ["mnist/*.gz", "mnist/*", "*.gz", "*"],
  },
  "fashion-mnist": {
    name: "fashion-mnist",
    title: "Fashion-MNIST",
    shape: { width: 28, height: 28, channels: 1 },
    classes: 10,
    mirrors: [
      "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
      "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    downloads: [
      {
        path: "fashion-mnist/train-images-idx3-ubyte.gz",
        bytes: 26_421_880,
        sha256: "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
      },
      {
        path: "fashion-mnist/train-labels-idx1-ubyte.gz",
        bytes: 29_515,
        sha256: "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      },
      {
        path: "fashion-mnist/t10k-images-idx3-ubyte.gz",
        bytes: 4_422_102,
        sha256: "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
      },
      {
        path: "fashion-mnist/t10k-labels-idx1-ubyte.gz",
        bytes: 5_148,
        sha256: "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      },
    ],
    files: idxFiles({}),
    // Not directly in the data folder: the names are MNIST's.
    layouts: ["fashion-mnist/*.gz", "fashion-mnist/*"],
  },
  "cifar-10": {
    name: "cifar-10",
    title: "CIFAR-10",
    shape: { width: 32, height: 32, channels: 3 },
    classes: 10,
    mirrors: [
      "https://www.cs.toronto.edu/~kriz/",
      "https://cave.cs.toronto.edu/kriz/", // where the address above redirects to
      "https://storage.googleapis.com/s4tf-hosted-binaries/datasets/CIFAR10/",
    ],
    downloads: [
      {
        path: "cifar-10-binary.tar.gz",
        bytes: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
      },
    ],
    files: [
      cifarBatch("data_batch_1.bin", {
        set: "train",
        sha256: "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
      }),
      cifarBatch("data_batch_2.bin", {
        set: "train",
        sha256: "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
      }),
      cifarBatch("data_batch_3.bin", {
        set: "train",
        sha256: "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
      }),
      cifarBatch("data_batch_4.bin", {
        set: "train",
        sha256: "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
      }),
      cifarBatch("data_batch_5.bin", {
        set: "train",
        sha256: "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
      }),
      cifarBatch("test_batch.bin", {
        set: "test",
        sha256: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
      }),
    ],
    layouts: ["cifar-10-batches-bin/*", "cifar-10-binary.tar.gz", "*"],
  },
};

/** The hosts that downloads come from, each once, sorted: what the tasks may connect to. */
export function downloadHosts(): string[] {
  const mirrors = Object.values(REGISTRY).flatMap((dataset) => dataset.mirrors);
  return [...new Set(mirrors.map((mirror) => new URL(mirror).host))].sort();
}

/** The four idx files that MNIST introduced; the hashes are of the unpacked files. */
function idxFiles(sha256: {
  readonly trainImages?: string;
  readonly trainLabels?: string;
  readonly testImages?: string;
  readonly testLabels?: string;
}): DataFile[] {
  const train = { set: "train", records: 60_000 } as const;
  const test = { set: "test", records: 10_000 } as const;
  const images = ({ records }: { records: number }) =>
    ({ format: "idx images", bytes: 16 + records * 28 * 28 }) as const;
  const labels = ({ records }: { records: number }) =>
    ({ format: "idx labels", bytes: 8 + records }) as const;
  const hash = (value: string | undefined) => value === undefined ? {} : { sha256: value };
  return [
    { name: "train-images-idx3-ubyte", ...train, ...images(train), ...hash(sha256.trainImages) },
    { name: "train-labels-idx1-ubyte", ...train, ...labels(train), ...hash(sha256.trainLabels) },
    { name: "t10k-images-idx3-ubyte", ...test, ...images(test), ...hash(sha256.testImages) },
    { name: "t10k-labels-idx1-ubyte", ...test, ...labels(test), ...hash(sha256.testLabels) },
  ];
}

/** One batch of CIFAR-10: 10,000 records of a label and 3 × 32 × 32 pixels. */
function cifarBatch(
  name: string,
  { set, sha256 }: { set: "train" | "test"; sha256: string },
): DataFile {
  return { name, format: "cifar-10", set, records: 10_000, bytes: 10_000 * (1 + 3072), sha256 };
}
