import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { dataSpec, fitCounts, shareSets } from "../../../benchmarks/experiment/sets.ts";
import type { Dataset, DatasetSplit } from "../../../data/mod.ts";
import { sets } from "./fixtures.ts";

const WANTED = { train: 50_000, validation: 10_000, test: 10_000 };

const split: DatasetSplit = {
  shape: { width: 3, height: 1, channels: 1 },
  train: sets.train,
  validation: sets.validation,
  test: sets.test,
  provenance: {
    name: "mnist",
    title: "MNIST",
    standIn: false,
    files: [],
    transforms: ["Made small"],
  },
};

/** A data set of which only the numbers of examples matter. */
function counted(train: number, test: number): Dataset {
  return {
    ...split,
    train: { ...sets.train, count: train },
    test: { ...sets.test, count: test },
  };
}

Deno.test("fitCounts() gives the paper's numbers on the published sets", () => {
  assert.deepEqual(fitCounts(counted(60_000, 10_000), WANTED), WANTED);
  assert.deepEqual(fitCounts(counted(50_000, 10_000), WANTED), { ...WANTED, train: 40_000 });
});

Deno.test("fitCounts() divides a smaller set four to one", () => {
  assert.deepEqual(fitCounts(counted(5_000, 1_000), WANTED), {
    train: 4_000,
    validation: 1_000,
    test: 1_000,
  });
});

Deno.test("dataSpec() hashes the pixels and labels of the three sets, in order", () => {
  const hash = createHash("sha256");
  for (const { pixels, labels } of [sets.train, sets.validation, sets.test]) {
    hash.update(pixels).update(labels);
  }
  assert.deepEqual(dataSpec(split), {
    name: "mnist",
    hash: hash.digest("hex"),
    transforms: ["Made small"],
    train: 20,
    validation: 4,
    test: 6,
  });
});

Deno.test("dataSpec() hashes the examples before noise where there are some", () => {
  const hash = createHash("sha256");
  for (const { pixels, labels } of [sets.train, sets.validation, sets.test, sets.test]) {
    hash.update(pixels).update(labels);
  }
  const clean = sets.test;
  assert.equal(dataSpec({ ...split, clean }).hash, hash.digest("hex"));
  assert.deepEqual(shareSets({ ...split, clean }).clean, clean);
});

Deno.test("shareSets() leaves out validation examples where there are none", () => {
  const none = { ...sets.validation, count: 0, pixels: new Uint8Array(), labels: new Uint8Array() };
  assert.deepEqual(Object.keys(shareSets({ ...sets, validation: none })), ["train", "test"]);
});

Deno.test("shareSets() copies the bytes into shared memory", () => {
  const shared = shareSets(sets);
  assert.deepEqual(shared, sets);
  for (const { pixels, labels } of Object.values(shared)) {
    assert.ok(pixels.buffer instanceof SharedArrayBuffer);
    assert.ok(labels.buffer instanceof SharedArrayBuffer);
  }
});
