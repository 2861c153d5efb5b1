import assert from "node:assert/strict";
import { builtin } from "../../../optimizers/mod.ts";
import { execute } from "../../../benchmarks/experiment/execute.ts";
import { type PlannedRun, planOf, runTitle } from "../../../benchmarks/experiment/plan.ts";
import { type Progress, silent } from "../../../benchmarks/experiment/progress.ts";
import { shareSets } from "../../../benchmarks/experiment/sets.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import type { RunResult } from "../../../reports/results.ts";
import { sets, spec } from "./fixtures.ts";

const SHARED = { [spec.data.hash]: shareSets(sets) };

/** Carries out a plan with its store in a folder; gives the results and what the progress saw. */
async function carryOut(
  plan: readonly PlannedRun[],
  { folder, jobs = 1, fresh = false, together = false }: {
    folder: string;
    jobs?: number;
    fresh?: boolean;
    together?: boolean;
  },
) {
  const started: string[] = [];
  const failed: string[] = [];
  const progress: Progress = {
    ...silent,
    started: ({ spec }) => started.push(runTitle(spec)),
    failed: ({ spec }, reason) => failed.push(`${runTitle(spec)}: ${reason}`),
  };
  const results = await execute(plan, {
    worker: { name: "reference" },
    together,
    sets: SHARED,
    store: openStore(folder, (line) => assert.fail(line)),
    jobs,
    fresh,
    progress,
    signal: new AbortController().signal,
  });
  return { results, started, failed };
}

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
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
