import assert from "node:assert/strict";
import type { Tally } from "./batch.ts";

/** Files for each parser. */
const FILES = 2000;

/** Far above what these small files need, and below what a length field can ask for. */
const MOST_BYTES = 1e9;

/** Far above what all files take. */
const MOST_MILLISECONDS = 300_000;

Deno.test(`${FILES} damaged files for each parser give a right answer or one clear error`, async () => {
  const { stdout, stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--allow-read",
      "--allow-write",
      "--allow-env",
      "--v8-flags=--max-old-space-size=256",
      new URL("batch.ts", import.meta.url).href,
      String(FILES),
    ],
    signal: AbortSignal.timeout(MOST_MILLISECONDS),
  }).output();
  const progress = new TextDecoder().decode(stderr).trimEnd().split("\n").slice(-3).join("\n");
  assert.ok(success, `Ended after: ${progress}`);
  const lines = new TextDecoder().decode(stdout).trimEnd().split("\n");
  const tallies: Tally[] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(tallies.map(({ name }) => name), [
    "idx images",
    "idx labels",
    "cifar-10",
    "cifar-100",
    "gzip",
    "tar.gz",
    "mat",
    "checkpoint",
    "spec",
    "epochs.jsonl",
    "outcome",
    "figure",
  ]);
  for (const { name, right, refused, failures, bytes } of tallies) {
    assert.deepEqual(failures, []);
    assert.equal(right + refused, FILES);
    // Else the files would be too little or too much damaged to tell anything.
    assert.ok(right > 0 && refused > FILES / 2, `${name}: ${right} right, ${refused} refused`);
    assert.ok(bytes < MOST_BYTES, `${name}: ${bytes} bytes`);
  }
});
