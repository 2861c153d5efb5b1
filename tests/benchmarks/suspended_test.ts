/** A process that is suspended for longer than a lease: another does its runs, and it finds out. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { openStore } from "../../benchmarks/experiment/store.ts";
import { openEngine } from "../../network/engines/mod.ts";
import { inFolder } from "./commands.ts";
import { determined, doRuns, planOn, process } from "./interrupted/runs.ts";

/** The file that is being written, and the number of operations on it before. */
const MOMENTS = [
  { what: "a run begins", file: "epochs.jsonl.", after: 0 }, // has looked at its lock, and nothing else
  { what: "a record is being written", file: "epochs.jsonl", after: 31 }, // half of its line
  { what: "a checkpoint is being written", file: "checkpoint.bin.", after: 2 }, // but not synced
  { what: "a run ends", file: "outcome.json.", after: 2 },
];

const engine = await openEngine("wasm");
const plan = planOn(engine);
const whole = inFolder(async (folder) => {
  await doRuns(engine, { folder });
  return determined(folder, plan);
});

for (const { what, file, after } of MOMENTS) {
  Deno.test({
    name: `a process that is suspended while ${what} leaves the run to another`,
    ignore: Deno.build.os === "windows", // which can't suspend a process
    fn: async () => {
      await inFolder(async (folder) => {
        const moment = { signal: "SIGSTOP", after, on: join(plan[1].id, file) } as const;
        const late = process("wasm", { folder, moment }).spawn();
        const reader = late.stdout.getReader();
        assert.equal(new TextDecoder().decode((await reader.read()).value), "suspended\n");
        await doRuns(engine, { folder });
        late.kill("SIGCONT");
        reader.releaseLock();
        const { code, stderr } = await late.output();
        assert.equal(code, 1);
        assert.match(
          new TextDecoder().decode(stderr),
          /LostRunError: Expected to hold run \w{16} but found that it was taken over/,
        );
        assert.deepEqual(determined(folder, plan), await whole);
        const store = openStore(folder, assert.fail);
        for (const run of plan) assert.equal(store.claim(run).kind, "finished");
      });
    },
  });
}
