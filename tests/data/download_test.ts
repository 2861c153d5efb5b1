import assert from "node:assert/strict";
import { download } from "../../data/download.ts";
import { DataError, DownloadError } from "../../data/errors.ts";
import { sha256 } from "../../data/hash.ts";
import { counting, listDisplay, withFolder, writeFiles } from "./fixtures.ts";
import { rest, withMirror } from "./mirror.ts";

const bytes = Uint8Array.from(counting(100_000));
const file = { path: "set/file.gz", bytes: bytes.length, sha256: sha256(bytes) };
const other = bytes.map((byte) => byte ^ 1);

/** Names of the files in the set's folder. */
async function names(directory: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(`${directory}/set`))).map(({ name }) => name);
}

async function assertFetched(directory: string): Promise<void> {
  assert.deepEqual(await Deno.readFile(`${directory}/set/file.gz`), bytes);
  assert.deepEqual(await names(directory), ["file.gz"]);
}

Deno.test("download() fetches a file, verifies it and says so", () =>
  withMirror((offset) => rest(bytes, offset), ({ url }) =>
    withFolder(async (directory) => {
      const display = listDisplay();
      assert.equal(await download(file, { directory, mirrors: [url], display }), "fetched");
      await assertFetched(directory);
      assert.deepEqual(display.lines, ["set/file.gz: fetched 100.0 kB, SHA-256 verified"]);
    })));

Deno.test("download() fetches nothing that is already there", () =>
  withMirror(
    (offset) => rest(bytes, offset),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        await writeFiles(directory, { "set/file.gz": bytes });
        const options = { directory, mirrors: [url], display: listDisplay() };
        assert.equal(await download(file, options), "present");
        assert.equal(offsets.length, 0);
      }),
  ));

Deno.test("download() leaves another file of that name alone", () =>
  withFolder(async (directory) => {
    await writeFiles(directory, { "set/file.gz": other });
    await assert.rejects(download(file, { directory, mirrors: [], display: listDisplay() }), {
      name: "DataError",
      message: `Expected SHA-256 ${file.sha256} of ${directory}/set/file.gz but found ` +
        `${sha256(other)}; remove the file to fetch it again`,
    });
    assert.deepEqual(await Deno.readFile(`${directory}/set/file.gz`), other);
  }));

Deno.test("download() refuses a file with another hash and keeps nothing of it", () =>
  withMirror((offset) => rest(other, offset), ({ url }) =>
    withFolder(async (directory) => {
      const fetched = download(file, { directory, mirrors: [url], display: listDisplay() });
      await assert.rejects(fetched, (error) => {
        assert(error instanceof DataError && !(error instanceof DownloadError));
        assert.equal(
          error.message,
          `Expected SHA-256 ${file.sha256} of ${url}file.gz but found ${sha256(other)}`,
        );
        return true;
      });
      assert.deepEqual(await names(directory), []);
    })));

Deno.test("download() continues where the connection broke off", () =>
  withMirror(
    (offset, n) => ({ ...rest(bytes, offset), ...(n === 0 ? { sent: 60_000 } : {}) }),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        const display = listDisplay();
        await download(file, { directory, mirrors: [url], display });
        await assertFetched(directory);
        assert.deepEqual(offsets, [0, 60_000]);
        assert.equal(
          display.lines[0],
          `${url}file.gz: broke off after 60.0 kB of 100.0 kB; continuing`,
        );
      }),
  ));

Deno.test("download() continues what an earlier try left", () =>
  withMirror(
    (offset) => rest(bytes, offset),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        await writeFiles(directory, { "set/file.gz.part": bytes.subarray(0, 70_000) });
        await download(file, { directory, mirrors: [url], display: listDisplay() });
        await assertFetched(directory);
        assert.deepEqual(offsets, [70_000]);
      }),
  ));

Deno.test("download() starts anew where what an earlier try left was damaged", () =>
  withMirror(
    (offset) => rest(bytes, offset),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        await writeFiles(directory, { "set/file.gz.part": other.subarray(0, 70_000) });
        await download(file, { directory, mirrors: [url], display: listDisplay() });
        await assertFetched(directory);
        assert.deepEqual(offsets, [70_000, 0]);
      }),
  ));

Deno.test("download() starts anew where what an earlier try left is too long", () =>
  withMirror(
    (offset) => rest(bytes, offset),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        await writeFiles(directory, { "set/file.gz.part": new Uint8Array(100_001) });
        await download(file, { directory, mirrors: [url], display: listDisplay() });
        await assertFetched(directory);
        assert.deepEqual(offsets, [0]);
      }),
  ));

Deno.test("download() copes with a mirror that ignores the range", () =>
  withMirror(() => ({ body: bytes }), ({ url }) =>
    withFolder(async (directory) => {
      await writeFiles(directory, { "set/file.gz.part": bytes.subarray(0, 70_000) });
      await download(file, { directory, mirrors: [url], display: listDisplay() });
      await assertFetched(directory);
    })));

Deno.test("download() gives up a mirror that ignores the range and always breaks off", () =>
  withMirror(
    () => ({ body: bytes, sent: 60_000 }),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        const fetched = download(file, { directory, mirrors: [url], display: listDisplay() });
        await assert.rejects(fetched, { name: "DownloadError" });
        assert.deepEqual(offsets, [0, 60_000]);
        assert.deepEqual(await names(directory), ["file.gz.part"]);
      }),
  ));

Deno.test("download() goes to the next mirror and says so", () =>
  withMirror(
    () => ({ status: "404 Not Found", body: new Uint8Array() }),
    (first) =>
      withMirror((offset) => rest(bytes, offset), (second) =>
        withFolder(async (directory) => {
          const display = listDisplay();
          await download(file, { directory, mirrors: [first.url, second.url], display });
          await assertFetched(directory);
          assert.equal(
            display.lines[0],
            `${first.url}file.gz: HTTP 404 Not Found; trying the next mirror`,
          );
        })),
  ));

Deno.test("download() goes to the next mirror after a wrong hash", () =>
  withMirror(
    (offset) => rest(other, offset),
    (first) =>
      withMirror((offset) => rest(bytes, offset), (second) =>
        withFolder(async (directory) => {
          const mirrors = [first.url, second.url];
          await download(file, { directory, mirrors, display: listDisplay() });
          await assertFetched(directory);
          assert.deepEqual(second.offsets, [0]);
        })),
  ));

Deno.test("download() refuses more bytes than the published file has", () =>
  withMirror(
    () => ({ body: new Uint8Array(100_001) }),
    ({ url }) =>
      withFolder(async (directory) => {
        const fetched = download(file, { directory, mirrors: [url], display: listDisplay() });
        await assert.rejects(fetched, {
          name: "DownloadError",
          message:
            `Expected file.gz from one of its mirrors but found ${url}file.gz: more than the ` +
            "100,000 bytes of the published file",
        });
      }),
  ));

Deno.test("download() refuses another range than it asked for", () =>
  withMirror(
    () => rest(bytes, 5),
    ({ url }) =>
      withFolder(async (directory) => {
        const fetched = download(file, { directory, mirrors: [url], display: listDisplay() });
        await assert.rejects(fetched, {
          name: "DownloadError",
          message: `Expected file.gz from one of its mirrors but found ${url}file.gz: bytes ` +
            "5-99999/100000 in answer to bytes 0-",
        });
      }),
  ));

Deno.test("download() gives up a mirror that falls silent", () =>
  withMirror(
    () => ({ body: bytes, sent: 0, silent: true }),
    ({ url }) =>
      withFolder(async (directory) => {
        const options = { directory, mirrors: [url], display: listDisplay(), patience: 50 };
        await assert.rejects(download(file, options), {
          name: "DownloadError",
          message: `Expected file.gz from one of its mirrors but found ${url}file.gz: nothing ` +
            "heard for 0.05 s",
        });
        assert.deepEqual(await names(directory), []);
      }),
  ));

Deno.test("download() names every mirror that can't be reached", () =>
  withFolder(async (directory) => {
    const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const url = `http://127.0.0.1:${closed.addr.port}/`;
    closed.close();
    const fetched = download(file, { directory, mirrors: [url, url], display: listDisplay() });
    await assert.rejects(fetched, (error) => {
      assert(error instanceof DownloadError);
      const reason = `${url}file\\.gz: client error \\(Connect\\): [^;\\n]+`;
      const message = `^Expected file\\.gz from one of its mirrors but found ${reason}; ${reason}$`;
      assert.match(error.message, new RegExp(message));
      return true;
    });
  }));

Deno.test("download() fetches once where two want the same file", () =>
  withMirror(
    (offset) => rest(bytes, offset),
    ({ url, offsets }) =>
      withFolder(async (directory) => {
        const options = { directory, mirrors: [url], display: listDisplay() };
        const states = await Promise.all([download(file, options), download(file, options)]);
        assert.deepEqual(states.sort(), ["fetched", "present"]);
        await assertFetched(directory);
        assert.equal(offsets.length, 1);
      }),
  ));

Deno.test("download() says where it can't write", () =>
  withFolder(async (directory) => {
    await writeFiles(directory, { "set": new Uint8Array() });
    const fetched = download(file, { directory, mirrors: [], display: listDisplay() });
    await assert.rejects(fetched, (error) => {
      assert(error instanceof DataError && !(error instanceof DownloadError));
      assert.match(
        error.message,
        /^Expected to write .*\/set\/file\.gz but found: Not a directory/,
      );
      return true;
    });
  }));
