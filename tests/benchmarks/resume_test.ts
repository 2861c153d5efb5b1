/** Commands that are killed in the middle of a run. */

import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { inFolder, run, task } from "./commands.ts";
import { determined, runsOf } from "./pages.ts";

const LINE = "--profile smoke --dataset stand-in --widths 400,500 --seeds 1 --epochs 200 --jobs 2";

/** When the newest checkpoint was written, in milliseconds; 0 where there is none. */
function newestCheckpoint(out: string): number {
  const results = join(out, "results");
  const entries = existsSync(results) ? [...Deno.readDirSync(results)] : [];
  const runs = entries.filter(({ isDirectory }) => isDirectory); // the others are locks
  const files = runs.map(({ name }) => join(results, name, "checkpoint.bin"));
  return Math.max(
    0,
    ...files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0),
  );
}

/** The command, once a run of it has a new checkpoint. */
async function begun(out: string): Promise<Deno.ChildProcess> {
  const before = newestCheckpoint(out);
  const child = task("width-sweep", `${LINE} --checkpoint 0 --out ${out}`.split(" ")).spawn();
  for (let tries = 0; newestCheckpoint(out) <= before; tries++) {
    assert.ok(tries < 6000, "no checkpoint came about in a minute");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return child;
}

/** How the command ends that a signal is sent to. */
async function interrupted(out: string, signal: Deno.Signal) {
  const child = await begun(out);
  child.kill(signal);
  const { code, stderr } = await child.output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

const STOPPED =
  /Stopping: what is going on is kept\. Once more to stop at once\.\nStopped\. 0 of 2 runs are finished and stored; the same command goes on from there, with 2 runs from epochs? \d+( to \d+)?\.\n$/;

Deno.test("width-sweep, killed and stopped on its way, ends with the page of one that went through", async () => {
  await inFolder(async (whole) => {
    assert.equal((await run("width-sweep", `${LINE} --quiet --out ${whole}`)).code, 0);
    await inFolder(async (out) => {
      await interrupted(out, "SIGKILL");
      for (const [signal, exit] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
        const { code, stderr } = await interrupted(out, signal);
        assert.match(stderr, STOPPED);
        assert.equal(code, exit);
        const results = [...Deno.readDirSync(join(out, "results"))].map(({ name }) => name);
        assert.deepEqual(results.filter((name) => name.endsWith(".lock")), []);
      }
      const { code, stderr } = await run("width-sweep", `${LINE} --out ${out}`);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /^stand-in 100-\d00-10 momentum seed 1 goes on from epoch \d+$/m);
      assert.deepEqual(determined(runsOf(out)), determined(runsOf(whole)));
    });
  });
});

Deno.test("width-sweep ends at once with the second signal", async () => {
  await inFolder(async (out) => {
    const child = await begun(out);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    const { code, stderr } = await child.output();
    const text = new TextDecoder().decode(stderr);
    // Both may come before the first is dealt with, in either order.
    assert.ok([130, 143].includes(code), `${code}: ${text}`);
    assert.doesNotMatch(text, /Stopped\./);
  });
});
