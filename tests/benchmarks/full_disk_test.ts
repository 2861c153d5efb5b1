/** A disk that fills up, or can't be written, costs no epoch that was told of. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../../benchmarks/experiment/execute.ts";
import { planOf } from "../../benchmarks/experiment/plan.ts";
import { silent } from "../../benchmarks/experiment/progress.ts";
import { parseEpochs } from "../../benchmarks/experiment/run_files.ts";
import { shareSets } from "../../benchmarks/experiment/sets.ts";
import { openStore } from "../../benchmarks/experiment/store.ts";
import type { EpochRecord, RunResult } from "../../reports/results.ts";
import { inFolder, run, storedOutcomes } from "./commands.ts";
import { sets, spec } from "./experiment/fixtures.ts";
import { determined, runsOf } from "./pages.ts";
import { diskTest, onSmallDisk, readOnly, type SmallDisk } from "./small_disk.ts";

const PLAN = planOf([1, 2, 3].map((seed) => ({ ...spec, epochs: 12, zeroErrorEpochs: 20, seed })));

/** The records that were told of, and the checkpoints gone on from, by the ids of the runs. */
interface Seen {
  readonly told: Map<string, EpochRecord[]>;
  readonly resumed: Map<string, number>;
}

/** Carries out the plan, with a checkpoint after every epoch. */
async function carryOut(folder: string, { told, resumed }: Seen): Promise<RunResult[]> {
  return await execute(PLAN, {
    worker: { name: "reference" },
    together: false,
    sets: { [spec.data.hash]: shareSets(sets) },
    store: openStore(folder, assert.fail),
    jobs: 2,
    fresh: false,
    checkpointSeconds: 0,
    signal: new AbortController().signal,
    progress: {
      ...silent,
      started: ({ id, from }) => from && resumed.set(id, from.epoch),
      epoch: ({ id }, record) => told.set(id, [...told.get(id) ?? [], record]),
    },
  });
}

function seen(): Seen {
  return { told: new Map(), resumed: new Map() };
}

/** What the spec determines of results. */
function bits(results: readonly RunResult[]) {
  return results.map(({ id, epochs, outcome }) => ({
    id,
    epochs: epochs.map(({ seconds: _, ...record }) => record),
    parameters: outcome?.parameters,
  }));
}

const whole = inFolder((folder) => carryOut(folder, seen()));

/** Fills a disk in the middle of a plan and holds what is there to what was told; then goes on. */
async function losesNothing({ folder, limit }: SmallDisk, blocks: number): Promise<void> {
  const before = seen();
  limit(blocks);
  await assert.rejects(carryOut(folder, before), {
    name: "StoreError",
    message: /^Expected to write .* but found: No space left on device \(os error 28\)/,
  });
  limit();
  for (const [id, records] of before.told) {
    const text = Deno.readTextFileSync(join(folder, id, "epochs.jsonl"));
    assert.deepEqual(parseEpochs(text, "so far").slice(0, records.length), records);
  }
  const files = existsSync(folder) ? [...Deno.readDirSync(folder)].map(({ name }) => name) : [];
  assert.deepEqual(files.filter((name) => !PLAN.some(({ id }) => id === name)), []); // no lock
  const store = openStore(folder, assert.fail);
  const resumable = PLAN.flatMap(({ id }) => {
    const epoch = store.resumesAfter(id);
    return epoch === undefined ? [] : [[id, epoch] as const];
  });
  const after = seen();
  assert.deepEqual(bits(await carryOut(folder, after)), bits(await whole));
  assert.deepEqual([...after.resumed].sort(), resumable.sort());
}

/** A disk whose writes are made to fail. */
async function withFailingWrites(test: (disk: SmallDisk) => Promise<void>): Promise<void> {
  const { writeSync } = Deno.FsFile.prototype;
  let left = Infinity;
  Deno.FsFile.prototype.writeSync = function (bytes) {
    if (left === 0) {
      const message = "No space left on device (os error 28)";
      throw Object.assign(new Error(message), { code: "ENOSPC" });
    }
    const written = writeSync.call(this, bytes.subarray(0, left)); // a part of it, as on a real disk
    left -= written;
    return written;
  };
  try {
    await inFolder((folder) => {
      const limit = (blocks = Infinity) => void (left = Math.floor(4096 * blocks));
      return test({ folder: join(folder, "results"), limit });
    });
  } finally {
    Deno.FsFile.prototype.writeSync = writeSync;
  }
}

// The most blocks are fewer than the runs take without checkpoints: how many of these are written depends
// on the disk.
Deno.test("a write that fails loses no epoch, wherever it is", async () => {
  for (const blocks of [0, 0.1, 0.3, 0.5, 0.8, 1.2, 1.6, 2, 2.5]) {
    await withFailingWrites((disk) => losesNothing(disk, blocks));
  }
});

diskTest("a full disk loses no epoch, whichever file it is full at", async () => {
  for (const blocks of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await onSmallDisk((disk) => losesNothing(disk, blocks));
  }
});

const LINE =
  "--profile smoke --dataset stand-in --widths 16 --seeds 8 --epochs 40 --engine wasm --jobs 1 --checkpoint 0";

/** The bytes of all files of the page. */
function pageBytes(out: string): Map<string, string> {
  const site = join(out, "site");
  const names = [...Deno.readDirSync(site)].map(({ name }) => name).sort();
  return new Map(names.map((name) => [name, Deno.readTextFileSync(join(site, name))]));
}

diskTest(
  "width-sweep on a full disk ends with one line, and goes on once there is space",
  async () => {
    await inFolder(async (whole) => {
      assert.equal((await run("width-sweep", `${LINE} --quiet --out ${whole}`)).code, 0);
      await onSmallDisk(async ({ folder, limit }) => {
        const out = join(folder, "out");
        limit(30); // a run takes up to 20 blocks while it goes on, and 3 from then on
        const full = await run("width-sweep", `${LINE} --out ${out}`);
        assert.equal(full.code, 1);
        const lines = full.stderr.trimEnd().split("\n");
        assert.match(
          lines.pop()!,
          /^Expected to write .*\/results\/.* but found: No space left on device .*\. What is stored stays: go on with the same command\.$/,
        );
        assert.ok(
          lines.every((line) => / seed \d: epoch limit at epoch 40 after /.test(line)),
          `${lines}`,
        );
        const done = lines.length;
        assert.ok(done > 0 && done < 8, `${done} of 8 runs were done`);
        assert.equal(storedOutcomes(out), done);
        limit();
        const again = await run("width-sweep", `${LINE} --out ${out}`);
        assert.deepEqual([again.code, endedRuns(again.stderr)], [0, 8 - done]);
        assert.deepEqual(determined(runsOf(out)), determined(runsOf(whole)));

        const page = pageBytes(out);
        limit(0);
        const { code, stderr } = await run("width-sweep", `${LINE} --quiet --out ${out}`);
        assert.equal(code, 1);
        assert.match(
          stderr,
          /^Expected to write pages to .*\/site but found: No space left on device .*\. What is stored stays: go on with the same command\.\n$/,
        );
        assert.deepEqual(pageBytes(out), page);
      });
    });
  },
);

/** The number of runs that a command says it has ended. */
function endedRuns(stderr: string): number {
  return stderr.match(/^.* seed \d: epoch limit at epoch 40 after /gm)?.length ?? 0;
}

diskTest("a store that is read-only is read, and ends a command that would add to it", async () => {
  const line = "--profile smoke --dataset stand-in --seeds 1 --epochs 1 --engine wasm --quiet";
  await inFolder(async (out) => {
    const first = await run("width-sweep", `${line} --widths 4 --out ${out}`);
    assert.deepEqual([first.code, first.stderr], [0, ""]);
    await readOnly(join(out, "results"), async () => {
      const stored = await run("width-sweep", `${line} --widths 4 --out ${out}`);
      assert.deepEqual([stored.code, stored.stderr], [0, ""]);
      const more = await run("width-sweep", `${line} --widths 4,5 --out ${out}`);
      assert.equal(more.code, 1);
      assert.match(
        more.stderr,
        /^Expected to write .*\.lock but found: Read-only file system .*\. What is stored stays: go on with the same command\.\n$/,
      );
    });
    await readOnly(out, async () => {
      const all = await run("width-sweep", `${line} --widths 4 --out ${out}`);
      assert.equal(all.code, 2);
      assert.match(
        all.stderr,
        /^Expected --out to be a folder that can be written to but found .*: Read-only file system .*\n$/,
      );
      const dry = await run("width-sweep", `${line} --widths 4 --dry-run --out ${out}`);
      assert.deepEqual([dry.code, dry.stderr], [0, ""]);
    });
    const rest = await run("width-sweep", `${line} --widths 4,5 --out ${out}`);
    assert.deepEqual([rest.code, storedOutcomes(out)], [0, 2]);
  });
});
