/** Commands that are killed in the middle of a run. */

import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PublishedFigure } from "../../reports/compact.ts";
import { inFolder, run, task } from "./commands.ts";

const LINE = "--profile smoke --dataset stand-in --widths 300,400 --seeds 1 --epochs 200 --jobs 2";

/** All numbers of the page, in the order of the runs. */
function runsOf(out: string): PublishedFigure["runs"] {
  const text = Deno.readTextFileSync(join(out, "site", "width-sweep.json"));
  const { runs }: PublishedFigure = JSON.parse(text);
  return runs;
}

/** The runs of a page without what differs from one computation to the next. */
function determined(runs: PublishedFigure["runs"]) {
  return runs.map(({ epochs, outcome, ...run }) => ({
    ...run,
    epochs: { ...epochs, seconds: undefined },
    outcome: { ...outcome, seconds: undefined, finished: undefined },
  }));
}

/** When the newest checkpoint was written, in milliseconds; 0 where there is none. */
function newestCheckpoint(out: string): number {
  const results = join(out, "results");
  const runs = existsSync(results) ? [...Deno.readDirSync(results)] : [];
  const files = runs.map(({ name }) => join(results, name, "checkpoint.bin"));
  return Math.max(
    0,
    ...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
}

/** Starts the command and ends it once a run has a new checkpoint; gives what it printed. */
async function interrupted(out: string, signal: Deno.Signal): Promise<string> {
  const before = newestCheckpoint(out);
  const child = task("width-sweep", `${LINE} --checkpoint 0 --out ${out}`.split(" ")).spawn();
  for (let tries = 0; newestCheckpoint(out) === before; tries++) {
    assert.ok(tries < 6000, "no checkpoint came about in a minute");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill(signal);
  return new TextDecoder().decode((await child.output()).stderr);
}

Deno.test("width-sweep, killed and stopped on its way, ends with the page of one that went through", async () => {
  await inFolder(async (whole) => {
    assert.equal((await run("width-sweep", `${LINE} --quiet --out ${whole}`)).code, 0);
    await inFolder(async (out) => {
      await interrupted(out, "SIGKILL");
      const stopped = await interrupted(out, "SIGINT");
      assert.match(
        stopped,
        /Stopped\. 0 of 2 runs are finished and stored; the same command goes on from there, with \d runs? from epochs? \d+( to \d+)?\.\n$/,
      );
      const { code, stderr } = await run("width-sweep", `${LINE} --out ${out}`);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^stand-in 100-\d00-10 momentum seed 1 goes on from epoch \d+$/m);
      assert.deepEqual(determined(runsOf(out)), determined(runsOf(whole)));
    });
  });
});
