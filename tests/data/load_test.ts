import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { sha256 } from "../../data/hash.ts";
import { readDataset } from "../../data/load.ts";
import type { Format, RegisteredDataset } from "../../data/registered.ts";
import {
  COLOUR,
  COLOUR_FILES,
  counting,
  GREY,
  GREY_FILES,
  GREY_PACKED,
  idx,
  tarGz,
  withFolder,
  writeFiles,
} from "./fixtures.ts";
import { matFile } from "./mat_file.ts";

/** Puts files into a folder. */
function inFolder(folder: string, files: Readonly<Record<string, Uint8Array>>) {
  return Object.fromEntries(
    Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]),
  );
}

/** Checks that the files read as {@link GREY}, and that they are recognised as published. */
async function readsAsGrey(files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  await withFolder(async (folder) => {
    await writeFiles(folder, files);
    const { shape, train, test, provenance } = await readDataset(GREY, folder);
    assert.deepEqual(shape, GREY.shape);
    assert.deepEqual({ ...train, pixels: [...train.pixels], labels: [...train.labels] }, {
      count: 4,
      inputs: 6,
      classes: 3,
      pixels: counting(24),
      labels: [0, 1, 2, 0],
    });
    assert.deepEqual([...test.pixels], counting(12));
    assert.deepEqual([...test.labels], [2, 1]);
    assert.equal(provenance.title, "Grey");
    assert.equal(provenance.standIn, false);
    assert.deepEqual(
      provenance.files.map(({ published, records, publishedRecords }) => [
        published,
        records,
        publishedRecords,
      ]),
      [[true, 4, 4], [true, 4, 4], [true, 2, 2], [true, 2, 2]],
    );
  });
}

/** Checks the error with which {@link GREY} is refused; `DIR` stands for the folder. */
async function greyRefused(
  files: Readonly<Record<string, Uint8Array>>,
  message: string,
): Promise<void> {
  await withFolder(async (folder) => {
    await writeFiles(folder, files);
    await assert.rejects(readDataset(GREY, folder), {
      name: "DataError",
      message: message.replaceAll("DIR", folder),
    });
  });
}

Deno.test("readDataset() reads packed files in the set's folder", () =>
  readsAsGrey(inFolder("grey", GREY_PACKED)));

Deno.test("readDataset() reads unpacked files in the set's folder", () =>
  readsAsGrey(inFolder("grey", GREY_FILES)));

Deno.test("readDataset() reads packed files directly in the folder", () =>
  readsAsGrey(GREY_PACKED));

Deno.test("readDataset() reads unpacked files directly in the folder", () =>
  readsAsGrey(GREY_FILES));

Deno.test("readDataset() passes over a layout that is there in part only", () =>
  readsAsGrey({
    "grey/train-images.gz": GREY_PACKED["train-images.gz"],
    ...inFolder("grey", GREY_FILES),
  }));

Deno.test("readDataset() recognises published contents that were packed again", () =>
  readsAsGrey({
    ...GREY_PACKED,
    "train-images.gz": gzipSync(GREY_FILES["train-images"], { level: 0 }),
  }));

Deno.test("readDataset() uses a subset, and names it with its count and hash", () =>
  withFolder(async (folder) => {
    const images = idx([3, 2, 3], counting(18));
    const labels = idx([3], [0, 1, 2]);
    await writeFiles(folder, { ...GREY_FILES, "train-images": images, "train-labels": labels });
    const { train, provenance } = await readDataset(GREY, folder);
    assert.equal(train.count, 3);
    assert.deepEqual(provenance.files.slice(0, 2), [
      {
        name: "train-images",
        sha256: sha256(images),
        published: false,
        records: 3,
        publishedRecords: 4,
      },
      {
        name: "train-labels",
        sha256: sha256(labels),
        published: false,
        records: 3,
        publishedRecords: 4,
      },
    ]);
  }));

Deno.test("readDataset() joins records of unpacked batches, planes kept", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, inFolder("colour", COLOUR_FILES));
    const { train, test, provenance } = await readDataset(COLOUR, folder);
    assert.deepEqual([...train.labels], [1, 0]);
    assert.deepEqual(
      [...train.pixels],
      [...counting(12), ...counting(12).map((value) => 100 + value)],
    );
    assert.deepEqual([...test.labels], [1]);
    assert.deepEqual(provenance.files.map(({ name }) => name), Object.keys(COLOUR_FILES));
    assert(provenance.files.every(({ published }) => published));
  }));

/** A set of one training and one test file of this format, with images as {@link COLOUR} has them. */
function colourIn(format: Format, files: Record<"train" | "test", Uint8Array>): RegisteredDataset {
  return {
    ...COLOUR,
    files: (["train", "test"] as const).map((set) => ({
      name: set,
      format,
      set,
      records: 2,
      bytes: files[set].length,
    })),
  };
}

Deno.test("readDataset() reads the format of CIFAR-100", () =>
  withFolder(async (folder) => {
    const files = {
      train: Uint8Array.of(9, 1, ...counting(12), 9, 0, ...counting(12)),
      test: Uint8Array.of(9, 1, ...counting(12)),
    };
    await writeFiles(folder, inFolder("colour", files));
    const { train, test, provenance } = await readDataset(colourIn("cifar-100", files), folder);
    assert.deepEqual([...train.labels], [1, 0]);
    assert.deepEqual([...train.pixels], [...counting(12), ...counting(12)]);
    assert.deepEqual([...test.labels], [1]);
    assert.deepEqual(provenance.files.map(({ records }) => records), [2, 1]);
  }));

Deno.test("readDataset() reads the format of SVHN", () =>
  withFolder(async (folder) => {
    const digits = (labels: number[]) =>
      matFile([
        { name: "X", dimensions: [2, 2, 3, labels.length], values: counting(12 * labels.length) },
        { name: "y", dimensions: [labels.length, 1], values: labels },
      ]);
    const files = { train: digits([1, 2]), test: digits([1]) };
    await writeFiles(folder, inFolder("colour", files));
    const { train, test, provenance } = await readDataset(colourIn("svhn", files), folder);
    assert.deepEqual([...train.labels], [1, 0]);
    assert.deepEqual([...test.pixels], [0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11]);
    assert.deepEqual(provenance.files.map(({ records }) => records), [2, 1]);
  }));

Deno.test("readDataset() reads batches from an archive in any order", () =>
  withFolder(async (folder) => {
    const archive = await tarGz(
      Object.entries(COLOUR_FILES).reverse().map(([name, bytes]) => [`colour/${name}`, bytes]),
    );
    await writeFiles(folder, { "colour.tar.gz": archive });
    const { train, provenance } = await readDataset(COLOUR, folder);
    assert.deepEqual([...train.labels], [1, 0]);
    assert.deepEqual(provenance.files, [
      {
        name: "colour.tar.gz",
        sha256: sha256(archive),
        published: true,
        records: 3,
        publishedRecords: 3,
      },
    ]);
  }));

Deno.test("readDataset() calls an archive with other contents not published", () =>
  withFolder(async (folder) => {
    const batch = COLOUR_FILES["batch_1.bin"].slice();
    batch[5] ^= 1;
    const files = { ...COLOUR_FILES, "batch_1.bin": batch };
    await writeFiles(folder, { "colour.tar.gz": await tarGz(Object.entries(files)) });
    const { provenance } = await readDataset(COLOUR, folder);
    assert.equal(provenance.files[0].published, false);
  }));

Deno.test("readDataset() names the member of an archive that is damaged", () =>
  withFolder(async (folder) => {
    const files = { ...COLOUR_FILES, "batch_2.bin": COLOUR_FILES["batch_2.bin"].subarray(1) };
    await writeFiles(folder, { "colour.tar.gz": await tarGz(Object.entries(files)) });
    await assert.rejects(readDataset(COLOUR, folder), {
      name: "DataError",
      message: `Expected a record of 13 bytes at offset 0 of ${folder}/colour.tar.gz: ` +
        "batch_2.bin but found the end of the file after 12",
    });
  }));

Deno.test("readDataset() refuses a folder that doesn't exist", async () => {
  await assert.rejects(readDataset(GREY, "nowhere"), {
    name: "DataError",
    message: "Expected a data folder at nowhere but found nothing there",
  });
});

Deno.test("readDataset() refuses a file in place of the folder", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, { "file": new Uint8Array() });
    await assert.rejects(readDataset(GREY, `${folder}/file`), {
      name: "DataError",
      message: `Expected a data folder at ${folder}/file but found a file`,
    });
  }));

Deno.test("readDataset() says which names it looked for in a folder without the set", () =>
  greyRefused(
    { "other": new Uint8Array() },
    "Expected the files of Grey in DIR but found none of grey/train-images.gz, " +
      "grey/train-images, train-images.gz, train-images",
  ));

Deno.test("readDataset() names the missing file of a layout that is there in part", () => {
  const { "test-labels": _, ...files } = GREY_FILES;
  return greyRefused(
    files,
    "Expected DIR/test-labels beside DIR/train-images but found no such file",
  );
});

Deno.test("readDataset() names the missing file of the first layout that is there in part", () =>
  greyRefused(
    { "grey/test-labels.gz": GREY_PACKED["test-labels.gz"], "test-images": new Uint8Array() },
    "Expected DIR/grey/train-images.gz beside DIR/grey/test-labels.gz but found no such file",
  ));

Deno.test("readDataset() refuses labels and images that differ in number", () =>
  greyRefused(
    { ...GREY_FILES, "train-labels": idx([3], [0, 1, 2]) },
    "Expected as many labels as images in the training files of Grey in DIR but found 3 labels " +
      "and 4 images",
  ));

Deno.test("readDataset() refuses more records than were published", () =>
  greyRefused(
    { ...GREY_FILES, "test-labels": idx([3], [0, 1, 2]) },
    "Expected at most 10 bytes in DIR/test-labels but found 11",
  ));

Deno.test("readDataset() refuses a packed file with more records than were published", () =>
  greyRefused(
    { ...GREY_PACKED, "test-labels.gz": gzipSync(idx([3], [0, 1, 2])) },
    "Expected at most 10 bytes unpacked from DIR/test-labels.gz but found more",
  ));
