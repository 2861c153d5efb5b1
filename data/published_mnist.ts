/**
 * MNIST and Fashion-MNIST as they are published.
 *
 * @module
 */

import type { DataFile, RegisteredDataset } from "./registered.ts";

/** Handwritten digits. */
export const MNIST: RegisteredDataset = {
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
};

/** Articles of clothing, in MNIST's format and under MNIST's file names. */
export const FASHION_MNIST: RegisteredDataset = {
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
};

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
