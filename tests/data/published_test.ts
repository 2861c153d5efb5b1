import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { Dataset } from "../../data/dataset.ts";
import { loadDataset } from "../../data/load.ts";
import { withFolder } from "./fixtures.ts";

/** A test of the published files, where IMPLICIT_BENCH_DATA names a folder with this entry. */
function testPublished(
  name: string,
  { entry, body }: { entry: string; body: (folder: string) => Promise<void> },
): void {
  const folder = Deno.env.get("IMPLICIT_BENCH_DATA") ?? "";
  const ignore = folder === "" || !existsSync(`${folder}/${entry}`);
  if (ignore) console.log(`Ignored: ${name}: IMPLICIT_BENCH_DATA names no folder with ${entry}`);
  Deno.test({ name, ignore, fn: () => body(folder) });
}

testPublished("loadDataset() reads the published files of MNIST", {
  entry: "mnist",
  async body(folder) {
    const { train, test, provenance } = await loadDataset("mnist", folder);
    assert.deepEqual([train.count, test.count], [60_000, 10_000]);
    assert.deepEqual([...train.labels.subarray(0, 10)], [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    assert(provenance.files.every((file) => file.published));
  },
});

testPublished("loadDataset() reads the published files of CIFAR-10", {
  entry: "cifar-10-batches-bin",
  async body(folder) {
    const { train, test, provenance } = await loadDataset("cifar-10", folder);
    assert.deepEqual([train.count, test.count], [50_000, 10_000]);
    assert.deepEqual([...train.labels.subarray(0, 10)], [6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    assert(provenance.files.every((file) => file.published));
  },
});

/** Checks that all of a set was read, or of each file a subset that is called one. */
function assertWholeOrSubset({ train, test, provenance }: Dataset): void {
  for (const { published, records, publishedRecords } of provenance.files) {
    assert(records > 0 && records <= publishedRecords);
    assert.equal(published, records === publishedRecords);
  }
  assert.deepEqual([train.count, test.count], provenance.files.map(({ records }) => records));
  for (const { count, classes, labels } of [train, test]) {
    assert.equal(new Set(labels).size, classes); // even in a small subset, each class is there
    assert.equal(labels.length, count);
  }
}

testPublished("loadDataset() reads CIFAR-100, or a subset of it", {
  entry: "cifar-100-binary",
  async body(folder) {
    const dataset = await loadDataset("cifar-100", folder);
    assert.equal(dataset.train.classes, 100);
    assertWholeOrSubset(dataset);
  },
});

testPublished("loadDataset() reads SVHN, or a subset of it", {
  entry: "svhn",
  async body(folder) {
    const dataset = await loadDataset("svhn", folder);
    assert.equal(dataset.train.classes, 10);
    assertWholeOrSubset(dataset);
  },
});

testPublished("loadDataset() refuses MNIST's files under the name of Fashion-MNIST's", {
  entry: "mnist",
  body: (published) =>
    withFolder(async (folder) => {
      await Deno.symlink(await Deno.realPath(`${published}/mnist`), `${folder}/fashion-mnist`);
      await assert.rejects(loadDataset("fashion-mnist", folder), {
        name: "DataError",
        message: `Expected train-images-idx3-ubyte.gz of Fashion-MNIST in ` +
          `${folder}/fashion-mnist/train-images-idx3-ubyte.gz but found ` +
          `train-images-idx3-ubyte.gz of MNIST`,
      });
    }),
});
