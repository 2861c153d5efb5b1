import assert from "node:assert/strict";
import { fetchDatasets, main } from "../../benchmarks/data.ts";
import { GREY, GREY_PACKED, listDisplay, withFolder, writeFiles } from "../data/fixtures.ts";
import { type Answer, rest, withMirror } from "../data/mirror.ts";

/** The exit code of the command, and what it says on standard error. */
async function run(...args: string[]): Promise<{ code: number; errors: string[] }> {
  const errors: string[] = [];
  const { error } = console;
  console.error = (line: string) => void errors.push(line);
  try {
    return { code: await main(args), errors };
  } finally {
    console.error = error;
  }
}

Deno.test("data refuses an unknown set and names the nearest", async () => {
  assert.deepEqual(await run("mnits"), {
    code: 2,
    errors: ["Unknown data set mnits: did you mean mnist?"],
  });
});

Deno.test("data refuses an unknown flag", async () => {
  assert.deepEqual(await run("--ouput", "x"), {
    code: 2,
    errors: ["Unknown option '--ouput': the flags are --out DIR and --help"],
  });
});

Deno.test("fetchDatasets() prints a line for each file, and goes on after a set that failed", () => {
  const answers: Answer[] = [
    { status: "404 Not Found", body: new Uint8Array() },
    rest(GREY_PACKED["train-labels.gz"], 0),
    rest(GREY_PACKED["test-labels.gz"], 0),
  ];
  return withMirror((_, n) => answers[n], ({ url }) =>
    withFolder(async (directory) => {
      await writeFiles(directory, {
        "grey/train-images.gz": GREY_PACKED["train-images.gz"],
        "grey/test-images.gz": GREY_PACKED["test-images.gz"],
      });
      const missing = { ...GREY, downloads: [{ path: "no.gz", bytes: 1, sha256: "" }] };
      const datasets = [missing, GREY].map((dataset) => ({ ...dataset, mirrors: [url] }));
      const display = listDisplay();
      assert.equal(await fetchDatasets(datasets, { directory, display }), 1);
      assert.deepEqual(display.lines, [
        `Expected no.gz from one of its mirrors but found ${url}no.gz: HTTP 404 Not Found`,
        "grey/train-images.gz: already there, SHA-256 verified",
        `grey/train-labels.gz: fetched ${GREY.downloads[1].bytes} B, SHA-256 verified`,
        "grey/test-images.gz: already there, SHA-256 verified",
        `grey/test-labels.gz: fetched ${GREY.downloads[3].bytes} B, SHA-256 verified`,
      ]);
    }));
});
