import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { buffer } from "node:stream/consumers";
import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
// @ts-types="@types/tar-stream"
import { pack } from "tar-stream";
import { DataError } from "../../data/errors.ts";
import { gunzip, readBounded, unpackArchive } from "../../data/unpack.ts";
import { counting, tarGz, withFolder, writeFiles } from "./fixtures.ts";

const unpack = (bytes: Uint8Array, limit = 1000) => gunzip(bytes, { path: "file.gz", limit });

const members = [{ name: "a.bin", bytes: 10 }, { name: "b.bin", bytes: 10 }];
const a = Uint8Array.from(counting(10));
const b = Uint8Array.of(1, 2, 3);

/** Checks the error with which an archive is refused; `DIR` stands for its folder. */
async function archiveRefused(archive: Uint8Array, message: string): Promise<void> {
  await withFolder(async (folder) => {
    await writeFiles(folder, { "archive.tar.gz": archive });
    await assert.rejects(unpackArchive(`${folder}/archive.tar.gz`, members), {
      name: "DataError",
      message: message.replace("DIR", folder),
    });
  });
}

Deno.test("gunzip() unpacks up to the limit", () => {
  const bytes = Uint8Array.from(counting(1000));
  assert.deepEqual(unpack(gzipSync(bytes)), bytes);
});

Deno.test("gunzip() refuses a file that unpacks to more than the limit", () => {
  const bomb = gzipSync(new Uint8Array(50_000_000));
  assert(bomb.length < 50_000);
  assert.throws(() => unpack(bomb), {
    name: "DataError",
    message: "Expected at most 1,000 bytes unpacked from file.gz but found more",
  });
});

Deno.test("gunzip() refuses a truncated file", () => {
  assert.throws(() => unpack(gzipSync(Uint8Array.from(counting(256))).subarray(0, 100)), {
    name: "DataError",
    message: "Expected more gzip data at offset 100 of file.gz but found its end",
  });
});

Deno.test("gunzip() refuses data that is no gzip data", () => {
  assert.throws(() => unpack(Uint8Array.from(counting(100))), {
    name: "DataError",
    message: "Expected gzip data in file.gz but found: incorrect header check",
  });
});

Deno.test("gunzip() refuses damaged data", () => {
  const bytes = gzipSync(Uint8Array.from(counting(256)));
  bytes[bytes.length - 6] ^= 1; // in the checksum
  assert.throws(() => unpack(bytes), {
    name: "DataError",
    message: "Expected gzip data in file.gz but found: incorrect data check",
  });
});

Deno.test("gunzip() gives the right answer or one clear error", () => {
  const damage = fc.record({ place: fc.nat(), byte: fc.nat(255), length: fc.nat(100) });
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), damage, (bytes, damage) => {
    const packed = new Uint8Array(gzipSync(bytes));
    packed[damage.place % packed.length] = damage.byte;
    try {
      assert.deepEqual([...unpack(packed.subarray(0, damage.length))], [...bytes]);
    } catch (error) {
      assert(error instanceof DataError, String(error));
      assert.match(error.message, /^Expected [^\n]+ file\.gz but found[^\n]+$/);
    }
  }));
});

Deno.test("readBounded() refuses a file that is larger than the limit", () =>
  withFolder(async (folder) => {
    await writeFiles(folder, { "file": new Uint8Array(1001) });
    await assert.rejects(readBounded(`${folder}/file`, 1000), {
      name: "DataError",
      message: `Expected at most 1,000 bytes in ${folder}/file but found 1,001`,
    });
  }));

Deno.test("unpackArchive() gives the members that are asked for, in that order", () =>
  withFolder(async (folder) => {
    const readme = new Uint8Array(3000);
    await writeFiles(folder, {
      "archive.tar.gz": await tarGz([["in/b.bin", b], ["readme.html", readme], ["in/a.bin", a]]),
    });
    assert.deepEqual(await unpackArchive(`${folder}/archive.tar.gz`, members), [a, b]);
  }));

Deno.test("unpackArchive() refuses an archive that lacks a member", async () => {
  await archiveRefused(
    await tarGz([["a.bin", a]]),
    "Expected b.bin in DIR/archive.tar.gz but found no such member",
  );
});

Deno.test("unpackArchive() refuses an archive that has a member twice", async () => {
  await archiveRefused(
    await tarGz([["a.bin", a], ["b.bin", b], ["other/a.bin", a]]),
    "Expected one a.bin in DIR/archive.tar.gz but found it twice",
  );
});

Deno.test("unpackArchive() refuses a member that is too large", async () => {
  await archiveRefused(
    await tarGz([["a.bin", new Uint8Array(11)]]),
    "Expected at most 10 bytes in DIR/archive.tar.gz: a.bin but found 11",
  );
});

Deno.test("unpackArchive() refuses other entries that are too large", async () => {
  await archiveRefused(
    await tarGz([["bomb", new Uint8Array(5_000_000)], ["a.bin", a]]),
    "Expected at most 1,048,596 bytes in all entries of DIR/archive.tar.gz but found 5,000,000",
  );
});

Deno.test("unpackArchive() refuses entries that are too large together", async () => {
  const half = new Uint8Array(600_000);
  await archiveRefused(
    await tarGz([["a.bin", a], ["half", half], ["half", half]]),
    "Expected at most 1,048,596 bytes in all entries of DIR/archive.tar.gz but found 1,200,010",
  );
});

Deno.test("unpackArchive() refuses a truncated archive", async () => {
  const archive = await tarGz([["a.bin", a], ["b.bin", b]]);
  await archiveRefused(
    archive.subarray(0, archive.length - 20),
    "Expected a gzipped tar archive in DIR/archive.tar.gz but found: unexpected end of file",
  );
});

Deno.test("unpackArchive() refuses what is no tar archive", async () => {
  await archiveRefused(
    gzipSync(new Uint8Array(2000).fill(65)),
    "Expected a gzipped tar archive in DIR/archive.tar.gz but found: Invalid tar header. " +
      "Maybe the tar is corrupted or it needs to be gunzipped?",
  );
});

Deno.test("unpackArchive() refuses an archive that isn't there", async () => {
  await assert.rejects(unpackArchive("nowhere.tar.gz", members), {
    name: "DataError",
    message: "Expected to read nowhere.tar.gz but found no such file",
  });
});

for (const type of ["symlink", "link", "directory"] as const) {
  Deno.test(`unpackArchive() refuses a ${type} in place of a member`, async () => {
    const archive = pack();
    archive.entry({ name: "a.bin", type, linkname: "../../../etc/passwd" });
    archive.entry({ name: "b.bin" }, Buffer.from(b));
    archive.finalize();
    await archiveRefused(
      gzipSync(await buffer(archive)),
      `Expected a.bin in DIR/archive.tar.gz as a file but found ${type}`,
    );
  });
}

Deno.test("unpackArchive() writes nothing, whatever folders the archive names", () =>
  withFolder(async (folder) => {
    const archive = await tarGz([["../../a.bin", a], [`${folder}/b.bin`, b], ["../evil", b]]);
    await Deno.mkdir(`${folder}/in/here`, { recursive: true });
    await writeFiles(folder, { "in/here/archive.tar.gz": archive });
    assert.deepEqual(await unpackArchive(`${folder}/in/here/archive.tar.gz`, members), [a, b]);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["in"]);
    assert.deepEqual([...Deno.readDirSync(`${folder}/in`)].map(({ name }) => name), ["here"]);
  }));

Deno.test("unpackArchive() refuses an archive that unpacks to more than its entries", async () => {
  const archive = gunzipSync(await tarGz([["a.bin", a], ["b.bin", b]]));
  await archiveRefused(
    gzipSync(Buffer.concat([archive, new Uint8Array(50_000_000)])),
    "Expected at most 2,097,172 bytes unpacked from DIR/archive.tar.gz but found more",
  );
});

Deno.test("unpackArchive() refuses a file that is larger than any such archive", async () => {
  await archiveRefused(
    new Uint8Array(2_000_000),
    "Expected at most 1,048,596 bytes in DIR/archive.tar.gz but found 2,000,000",
  );
});
