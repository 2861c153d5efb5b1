import assert from "node:assert/strict";
import { DownloadError } from "../../data/errors.ts";
import { asDownloaded, obtainDataset } from "../../data/obtain.ts";
import { REGISTRY } from "../../data/registry.ts";
import { counting, listDisplay, withFolder, writeFiles } from "./fixtures.ts";
import { rest, withMirror } from "./mirror.ts";

Deno.test("obtainDataset() draws the stand-in without a folder or a mirror", async () => {
  const display = listDisplay();
  const { train, test } = await obtainDataset("stand-in", { cache: "nowhere", display });
  assert.deepEqual([train.count, test.count], [12_000, 2_000]);
  assert.deepEqual(display.lines, []);
});

Deno.test("obtainDataset() fetches nothing where a folder is given", () =>
  withMirror(
    (offset) => rest(new Uint8Array(100), offset),
    ({ url, offsets }) =>
      withFolder(async (folder) => {
        const obtained = obtainDataset("cifar-10", {
          directory: folder,
          cache: `${folder}/cache`,
          display: listDisplay(),
          mirrors: [url],
        });
        await assert.rejects(obtained, {
          name: "DataError",
          message: `Expected the files of CIFAR-10 in ${folder} but found none of ` +
            "cifar-10-batches-bin/data_batch_1.bin, cifar-10-binary.tar.gz, data_batch_1.bin",
        });
        assert.equal(offsets.length, 0);
        assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
      }),
  ));

Deno.test("obtainDataset() says that there is no network by an error of its own", () =>
  withMirror(
    () => ({ status: "503 Service Unavailable", body: new Uint8Array() }),
    ({ url }) =>
      withFolder(async (cache) => {
        const obtained = obtainDataset("mnist", { cache, display: listDisplay(), mirrors: [url] });
        await assert.rejects(obtained, (error) => {
          assert(error instanceof DownloadError);
          assert.equal(
            error.message,
            "Expected train-images-idx3-ubyte.gz from one of its mirrors but found " +
              `${url}train-images-idx3-ubyte.gz: HTTP 503 Service Unavailable`,
          );
          return true;
        });
      }),
  ));

for (const { name, downloads } of Object.values(REGISTRY)) {
  Deno.test(`obtainDataset() parses nothing of ${name} whose hash is not the published one`, () =>
    withFolder(async (cache) => {
      await writeFiles(cache, { [downloads[0].path]: Uint8Array.from(counting(100)) });
      const obtained = obtainDataset(name, { cache, display: listDisplay(), mirrors: [] });
      await assert.rejects(obtained, {
        name: "DataError",
        message: /^Expected SHA-256 \w+ of \S+ but found \w+; remove the file to fetch it again$/,
      });
    }));
}

Deno.test("asDownloaded() leaves the layout whose files are compared with published hashes", () => {
  const layouts = Object.values(REGISTRY).map((dataset) => asDownloaded(dataset).layouts);
  assert.deepEqual(layouts, [
    ["mnist/*.gz"],
    ["fashion-mnist/*.gz"],
    ["cifar-10-binary.tar.gz"],
    ["cifar-100-binary.tar.gz"],
    ["svhn/*"],
  ]);
});

const published = Deno.env.get("IMPLICIT_BENCH_DATA") ?? "";
const images = `${published}/mnist/train-images-idx3-ubyte.gz`;
const ignore = published === "" || !(await Deno.stat(images).catch(() => undefined))?.isFile;
if (ignore) {
  console.log("Ignored: the download of MNIST: IMPLICIT_BENCH_DATA names no folder with it");
}

Deno.test({
  name: "obtainDataset() fetches MNIST once and reads it from the cache from then on",
  ignore,
  fn: () =>
    withFolder(async (cache) => {
      const names = [
        "train-images-idx3",
        "train-labels-idx1",
        "t10k-images-idx3",
        "t10k-labels-idx1",
      ];
      const files = names.map((name) => Deno.readFileSync(`${published}/mnist/${name}-ubyte.gz`));
      await withMirror((offset, n) => rest(files[n], offset), async ({ url, offsets }) => {
        const options = { cache, display: listDisplay(), mirrors: [url] };
        const { train, provenance } = await obtainDataset("mnist", options);
        assert.equal(train.count, 60_000);
        assert(provenance.files.every((file) => file.published));
        await obtainDataset("mnist", options);
        assert.equal(offsets.length, 4);
      });
    }),
});
