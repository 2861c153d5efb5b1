import assert from "node:assert/strict";
import { join } from "node:path";
import { builtin } from "../../../optimizers/mod.ts";
import { execute } from "../../../benchmarks/experiment/execute.ts";
import { type PlannedRun, planOf, runTitle } from "../../../benchmarks/experiment/plan.ts";
import { type Progress, silent } from "../../../benchmarks/experiment/progress.ts";
import { shareSets } from "../../../benchmarks/experiment/sets.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import type { RunResult } from "../../../reports/results.ts";
import { inFolder } from "../commands.ts";
import { sets, spec } from "./fixtures.ts";

const SHARED = { [spec.data.hash]: shareSets(sets) };

/** Carries out a plan with its store in a folder; gives the results and what the progress saw. */
async function carryOut(
  plan: readonly PlannedRun[],
  { folder, jobs = 1, fresh = false, together = false, checkpointSeconds = 60, stopAt }: {
    folder: string;
    jobs?: number;
    fresh?: boolean;
    together?: boolean;
    checkpointSeconds?: number;
    /** The epoch after which the plan is stopped. */
    stopAt?: number;
  },
) {
  const started: string[] = [];
  const resumed: (number | undefined)[] = [];
  const failed: string[] = [];
  const warnings: string[] = [];
  const stop = new AbortController();
  const progress: Progress = {
    ...silent,
    started: ({ spec, from }) => {
      started.push(runTitle(spec));
      resumed.push(from?.epoch);
    },
    epoch: (_, { epoch }) => {
      if (epoch === stopAt) stop.abort();
    },
    failed: ({ spec }, reason) => failed.push(`${runTitle(spec)}: ${reason}`),
  };
  const results = await execute(plan, {
    worker: { name: "reference" },
    together,
    sets: SHARED,
    store: openStore(folder, (line) => warnings.push(line)),
    jobs,
    fresh,
    progress,
    checkpointSeconds,
    signal: stop.signal,
  });
  return { results, started, resumed, failed, warnings };
}

/** All of a result that its spec determines. */
function determined({ id, spec, epochs, outcome }: RunResult) {
  return {
    id,
    spec,
    epochs: epochs.map(({ seconds: _, ...epoch }) => epoch),
    kind: outcome?.kind,
    epoch: outcome?.epoch,
    parameters: outcome?.parameters,
  };
}

const PLAN = planOf([1, 2, 3].map((seed) => ({ ...spec, seed })));

Deno.test("execute() gives the same bits with one Worker and with two", async () => {
  await inFolder(async (one) => {
    await inFolder(async (two) => {
      const first = await carryOut(PLAN, { folder: one, jobs: 1 });
      const second = await carryOut(PLAN, { folder: two, jobs: 2 });
      assert.deepEqual(first.results.map((run) => run.id), PLAN.map((run) => run.id));
      assert.ok(first.results.every((run) => run.epochs.length === 4 && run.outcome));
      assert.deepEqual(second.results.map(determined), first.results.map(determined));
    });
  });
});

Deno.test("execute() does a finished run only once, unless it shall be fresh", async () => {
  await inFolder(async (folder) => {
    const first = await carryOut(PLAN.slice(0, 2), { folder });
    assert.equal(first.started.length, 2);
    const second = await carryOut(PLAN, { folder });
    assert.deepEqual(second.started, ["mnist 3-2-2 momentum seed 3"]);
    assert.deepEqual(second.results.slice(0, 2), first.results);
    const third = await carryOut(PLAN, { folder });
    assert.deepEqual(third.started, []);
    assert.deepEqual(third.results, second.results);
    const fresh = await carryOut(PLAN, { folder, fresh: true });
    assert.equal(fresh.started.length, 3);
    assert.deepEqual(fresh.results.map(determined), second.results.map(determined));
  });
});

Deno.test("execute() starts with the run that is expected to last longest", async () => {
  await inFolder(async (folder) => {
    const widths = [2, 8, 4];
    const plan = planOf(widths.map((width) => ({ ...spec, sizes: [3, width, 2] })));
    const { started } = await carryOut(plan, { folder });
    assert.deepEqual(started, [8, 4, 2].map((width) => `mnist 3-${width}-2 momentum seed 1`));
  });
});

Deno.test("execute() goes on when a run fails, and does the failed one again later", async () => {
  await inFolder(async (folder) => {
    const wrong = { ...spec, optimizer: { ...spec.optimizer, name: "sgdd" } };
    const plan = planOf([wrong, spec]);
    const known = Object.keys(builtin).join(", ");
    const reason = `Expected an optimizer of ${known} but found sgdd`;
    const { results, failed } = await carryOut(plan, { folder });
    assert.deepEqual(failed, [`mnist 3-2-2 sgdd seed 1: ${reason}`]);
    assert.deepEqual(results.map(({ outcome }) => outcome?.kind), [undefined, "epoch limit"]);
    assert.deepEqual(results.map(({ failure }) => failure), [reason, undefined]);
    assert.deepEqual((await carryOut(plan, { folder })).started, [runTitle(wrong)]);
  });
});

/** The names of a run's files. */
function filesOf(folder: string, { id }: PlannedRun): string[] {
  return [...Deno.readDirSync(join(folder, id))].map(({ name }) => name).sort();
}

const LONG = planOf([{ ...spec, epochs: 8 }]);
const FINISHED = ["epochs.jsonl", "outcome.json", "spec.json"];

Deno.test("execute() goes on from the last checkpoint, to the same end", async () => {
  await inFolder(async (folder) => {
    const whole = (await inFolder((other) => carryOut(LONG, { folder: other }))).results;
    const stopped = await carryOut(LONG, { folder, checkpointSeconds: 0, stopAt: 3 });
    assert.deepEqual(stopped.results[0].outcome, undefined);
    assert.deepEqual(filesOf(folder, LONG[0]), ["checkpoint.bin", "epochs.jsonl", "spec.json"]);
    const rest = await carryOut(LONG, { folder });
    assert.deepEqual(rest.resumed, [2]);
    assert.deepEqual(rest.results.map(determined), whole.map(determined));
    assert.deepEqual(filesOf(folder, LONG[0]), FINISHED);
    assert.deepEqual([stopped.warnings, rest.warnings], [[], []]);
  });
});

Deno.test("execute() starts a run from its beginning where it shall be fresh", async () => {
  await inFolder(async (folder) => {
    await carryOut(LONG, { folder, checkpointSeconds: 0, stopAt: 3 });
    const { resumed, results } = await carryOut(LONG, { folder, fresh: true });
    assert.deepEqual(resumed, [undefined]);
    assert.equal(results[0].epochs.length, 9);
  });
});

Deno.test("execute() writes no checkpoint of a short run", async () => {
  await inFolder(async (folder) => {
    await carryOut(LONG, { folder, stopAt: 3 });
    assert.deepEqual(filesOf(folder, LONG[0]), ["epochs.jsonl", "spec.json"]);
    assert.deepEqual((await carryOut(LONG, { folder })).resumed, [undefined]);
  });
});

const DAMAGES: { what: string; damage: (file: Uint8Array) => Uint8Array; reason: RegExp }[] = [
  { what: "empty", damage: () => new Uint8Array(), reason: /: Expected at least 40 bytes/ },
  {
    what: "cut off",
    damage: (file) => file.subarray(0, file.length / 2),
    reason: /: Expected the bytes that were written but found others$/,
  },
  {
    what: "with a bit flipped in a weight",
    damage: (file) => file.with(file.length - 1, file[file.length - 1] ^ 1),
    reason: /: Expected the bytes that were written but found others$/,
  },
  {
    what: "of another format",
    damage: (file) => file.with(0, 2),
    reason: /: Expected checkpoint format 1 but found 2$/,
  },
];

for (const { what, damage, reason } of DAMAGES) {
  Deno.test(`execute() starts anew where a checkpoint is ${what}`, async () => {
    await inFolder(async (folder) => {
      const whole = (await inFolder((other) => carryOut(LONG, { folder: other }))).results;
      await carryOut(LONG, { folder, checkpointSeconds: 0, stopAt: 3 });
      const file = join(folder, LONG[0].id, "checkpoint.bin");
      Deno.writeFileSync(file, damage(Deno.readFileSync(file)));
      const { results, resumed, warnings } = await carryOut(LONG, { folder });
      assert.deepEqual(resumed, [undefined]);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0], reason);
      assert.deepEqual(results.map(determined), whole.map(determined));
      assert.deepEqual(filesOf(folder, LONG[0]), ["checkpoint.bin.set-aside-1", ...FINISHED]);
    });
  });
}
