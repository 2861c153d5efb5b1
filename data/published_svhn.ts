/**
 * The Street View House Numbers as they are published: the cropped digits, without the "extra" set.
 *
 * @module
 */

import type { DataFile, RegisteredDataset } from "./registered.ts";

/** Digits of house numbers, photographed from the street. */
export const SVHN: RegisteredDataset = {
  name: "svhn",
  title: "SVHN",
  shape: { width: 32, height: 32, channels: 3 },
  classes: 10,
  mirrors: [
    "https://ufldl.stanford.edu/housenumbers/",
    "http://ufldl.stanford.edu/housenumbers/", // the address that the publisher gives
  ],
  downloads: [
    {
      path: "svhn/train_32x32.mat",
      bytes: 182_040_794,
      sha256: "435e94d69a87fde4fd4d7f3dd208dfc32cb6ae8af2240d066de1df7508d083b8",
    },
    {
      path: "svhn/test_32x32.mat",
      bytes: 64_275_384,
      sha256: "cdce80dfb2a2c4c6160906d0bd7c68ec5a99d7ca4831afa54f09182025b6a75b",
    },
  ],
  files: [
    matFile("train_32x32.mat", { set: "train", records: 73_257 }),
    matFile("test_32x32.mat", { set: "test", records: 26_032 }),
  ],
  layouts: ["svhn/*", "*"],
};

/** One MAT-file: a few hundred bytes of headers, and for each record a label and 3 × 32 × 32 pixels. */
function matFile(
  name: string,
  { set, records }: { set: "train" | "test"; records: number },
): DataFile {
  return { name, format: "svhn", set, records, bytes: 1024 + records * (1 + 3072) };
}
