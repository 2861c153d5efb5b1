import assert from "node:assert/strict";
import { progressLine, streamDisplay } from "../../data/display.ts";

/** What a display prints that is shown a state at each of these milliseconds, and then a line. */
function printed({ terminal, times }: { terminal: boolean; times: number[] }): string {
  let text = "";
  let time = 0;
  const decoder = new TextDecoder();
  const output = {
    isTerminal: () => terminal,
    writeSync(bytes: Uint8Array) {
      text += decoder.decode(bytes);
      return bytes.length;
    },
  };
  const display = streamDisplay(output, () => time);
  for (time of times) display.progress(`at ${time}`);
  display.line("done");
  return text;
}

Deno.test("streamDisplay() redraws in place on a terminal, ten times a second at most", () => {
  assert.equal(
    printed({ terminal: true, times: [50, 100, 150, 200] }),
    "\r\x1b[Kat 100\r\x1b[Kat 200\r\x1b[Kdone\n",
  );
});

Deno.test("streamDisplay() prints plain lines elsewhere, every ten seconds at most", () => {
  assert.equal(
    printed({ terminal: false, times: [200, 10_000, 15_000, 20_000] }),
    "at 10000\nat 20000\ndone\n",
  );
});

Deno.test("progressLine() gives bar, share and speed", () => {
  assert.equal(
    progressLine("a.gz", { done: 4_500_000, total: 10_000_000, bytesPerSecond: 2_140_000 }),
    "a.gz █████████░░░░░░░░░░░  45 % of 10.0 MB, 2.1 MB/s",
  );
});

Deno.test("progressLine() gives the beginning and the end", () => {
  assert.equal(
    progressLine("a", { done: 0, total: 1000, bytesPerSecond: 0 }),
    "a ░░░░░░░░░░░░░░░░░░░░   0 % of 1.0 kB, 0 B/s",
  );
  assert.equal(
    progressLine("a", { done: 1000, total: 1000, bytesPerSecond: 1000 }),
    "a ████████████████████ 100 % of 1.0 kB, 1.0 kB/s",
  );
});
