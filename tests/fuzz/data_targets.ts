/**
 * The parsers of data files.
 *
 * @module
 */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
// @ts-types="@types/tar-stream"
import { pack } from "tar-stream";
import type { Random } from "../../network/random.ts";
import { parseCifar } from "../../data/cifar.ts";
import { parseIdxImages, parseIdxLabels } from "../../data/idx.ts";
import { parseSvhn } from "../../data/svhn.ts";
import { gunzip, unpackArchive } from "../../data/unpack.ts";
import { counting, idx } from "../data/fixtures.ts";
import { joined, matFile, packedElement } from "../data/mat_file.ts";
import { mutated } from "./mutations.ts";
import { anyOf, type Target } from "./target.ts";

const GREY = { width: 3, height: 2, channels: 1 };
const COLOUR = { width: 2, height: 2, channels: 3 };

const images = idx([4, 2, 3], counting(24));
const labels = idx([4], [0, 1, 2, 0]);

const idxTargets: Target[] = [
  {
    name: "idx images",
    file: (random) => mutated(images, random),
    parse: (file) => {
      const pixels = parseIdxImages(file, { path: "images", shape: GREY });
      assert.deepEqual(pixels, file.subarray(16));
      assert.equal(pixels.length, 6 * new DataView(file.buffer, file.byteOffset).getUint32(4));
    },
  },
  {
    name: "idx labels",
    file: (random) => mutated(labels, random),
    parse: (file) => {
      const found = parseIdxLabels(file, { path: "labels", classes: 3 });
      assert.deepEqual(found, file.subarray(8));
      assert.ok(found.every((label) => label < 3));
    },
  },
];

function cifarTarget(name: string, labelBytes: number): Target {
  const records = counting(5 * (labelBytes + 12), labelBytes + 12);
  const file = Uint8Array.from(records, (value) => value < labelBytes ? 1 : value);
  return {
    name,
    file: (random) => mutated(file, random),
    parse: (file) => {
      const options = { path: "batch", shape: COLOUR, classes: 2, labelBytes };
      const { pixels, labels } = parseCifar(file, options);
      assert.equal(file.length, labels.length * (labelBytes + 12));
      const again = [...labels.keys()].flatMap((i) => [
        ...file.subarray(i * (labelBytes + 12), (i + 1) * (labelBytes + 12) - 12 - 1),
        labels[i],
        ...pixels.subarray(12 * i, 12 * (i + 1)),
      ]);
      assert.deepEqual(again, [...file]);
      assert.ok(labels.every((label) => label < 2));
    },
  };
}

const content = Uint8Array.from(counting(300));
const packed = new Uint8Array(gzipSync(content));
const bomb = new Uint8Array(gzipSync(new Uint8Array(20_000_000)));

const gzipTarget: Target = {
  name: "gzip",
  file: (random) => {
    // Only the time of the header, after which the content is right; all of it; several of them.
    const dated = joined([packed.subarray(0, 4), mutated(packed.subarray(4, 8), random)]);
    if (random.below(4) === 0) return joined([dated, packed.subarray(8)]);
    return mutated(anyOf([packed, joined([packed, packed]), bomb], random), random);
  },
  parse: (file) => {
    const unpacked = gunzip(file, { path: "file.gz", limit: 1000 });
    // A file that holds a packed file several times over unpacks to its content as often.
    const times = unpacked.length / content.length;
    assert.deepEqual(unpacked, joined(Array.from({ length: times }, () => content)));
  },
};

const MEMBERS = [{ name: "a.bin", bytes: 600 }, { name: "b.bin", bytes: 600 }];

async function archive(): Promise<Uint8Array> {
  const tar = pack();
  tar.entry({ name: "in", type: "directory" });
  tar.entry({ name: "in/a.bin" }, Buffer.from(content));
  tar.entry({ name: "in/link.bin", type: "symlink", linkname: "../../etc/passwd" });
  tar.entry(
    { name: `../../${"long".repeat(60)}/b.bin` },
    Buffer.from(content),
  );
  tar.finalize();
  return new Uint8Array(await buffer(tar));
}

const tar = await archive();
const tarBomb = new Uint8Array(gzipSync(joined([tar, new Uint8Array(5_000_000)])));

/** The headers of an archive. */
function headersOf(tar: Uint8Array): Uint8Array[] {
  const blocks = Array.from(
    { length: Math.floor(tar.length / 512) },
    (_, i) => tar.subarray(512 * i, 512 * (i + 1)),
  );
  return blocks.filter((block) => new TextDecoder().decode(block.subarray(257, 262)) === "ustar");
}

/** The archive with another size and another type in one of its headers. */
function withOtherHeader(tar: Uint8Array, random: Random): Uint8Array {
  const changed = tar.slice();
  const header = anyOf(headersOf(changed), random);
  const sizes = [
    "0",
    "1",
    "10",
    "777",
    "1000",
    "1130",
    "1131",
    "77777777777",
    "-1",
    "x",
    "\xff\xff",
  ];
  header.set(ascii(anyOf(sizes, random).padStart(11, "0")), 124);
  if (random.below(2) === 0) header.set(ascii(anyOf([..."\x0001234567xgLKZ"], random)), 156);
  return changed;
}

/** The archive with the sums of its headers made right again. */
function sealed(tar: Uint8Array): Uint8Array {
  for (const header of headersOf(tar)) {
    header.fill(32, 148, 156);
    const sum = header.reduce((sum, byte) => sum + byte, 0);
    header.set(ascii(sum.toString(8).padStart(6, "0") + "\0 "), 148);
  }
  return tar;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const tarTarget: Target = {
  name: "tar.gz",
  file: (random) => {
    const kind = random.below(3);
    if (kind === 0) return mutated(anyOf([gzipSync(tar), tarBomb], random), random);
    const changed = kind === 1 ? mutated(tar, random) : withOtherHeader(tar, random);
    return new Uint8Array(gzipSync(sealed(changed), { level: 1 }));
  },
  parse: async (file) => {
    const path = await Deno.makeTempFile({ suffix: ".tar.gz" });
    try {
      await Deno.writeFile(path, file);
      const members = await unpackArchive(path, MEMBERS);
      const unpacked = gunzipSync(file);
      for (const member of members) {
        assert.ok(member.length <= 600);
        assert.ok(unpacked.includes(Buffer.from(member)), "bytes that the archive doesn't hold");
      }
    } finally {
      await Deno.remove(path);
    }
  },
};

const arrays = [
  { name: "X", dimensions: [2, 2, 3, 2], values: counting(24) },
  { name: "y", dimensions: [2, 1], values: [1, 10] },
];
const mats = [true, false].flatMap((littleEndian) => [
  matFile(arrays, { littleEndian }),
  matFile(arrays, { littleEndian, packed: true }),
]);
/** The elements of the plain little-endian file. */
const elements = mats[0].subarray(128);

const matTarget: Target = {
  name: "mat",
  file: (random) => {
    if (random.below(2) === 0) return mutated(anyOf(mats, random), random);
    // Damaged before it is packed: the sums of the packed bytes are right.
    const inner = mutated(elements.subarray(0, 8 + elements[4]), random);
    const nested = random.below(4) === 0
      ? packedElement(packedElement(inner))
      : packedElement(inner);
    return joined([mats[0].subarray(0, 128), nested, elements.subarray(8 + elements[4])]);
  },
  parse: (file) => {
    const { pixels, labels } = parseSvhn(file, {
      path: "train.mat",
      shape: COLOUR,
      classes: 10,
      limit: 2000,
    });
    assert.ok(labels.length > 0);
    assert.equal(pixels.length, 12 * labels.length);
    assert.ok(labels.every((label) => label < 10));
  },
};

/** The targets of this file. */
export const dataTargets: readonly Target[] = [
  ...idxTargets,
  cifarTarget("cifar-10", 1),
  cifarTarget("cifar-100", 2),
  gzipTarget,
  tarTarget,
  matTarget,
];
