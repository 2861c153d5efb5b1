/** Runs that are killed twenty times on their way end as those that nothing interrupted. */

import assert from "node:assert/strict";
import { join } from "node:path";
import type { PlannedRun } from "../../benchmarks/experiment/plan.ts";
import { openStore } from "../../benchmarks/experiment/store.ts";
import { type EngineName, openEngine } from "../../network/engines/mod.ts";
import { stream } from "../../network/random.ts";
import type { RunResult } from "../../reports/results.ts";
import { writeReport } from "../../reports/site.ts";
import { widthSweep as report } from "../../reports/width_sweep.ts";
import { gpuTest } from "../network/engines/webgpu/adapter.ts";
import { syntheticFigure } from "../reports/synthetic.ts";
import { inFolder } from "./commands.ts";
import { determined, doRuns, EPOCHS, type Moment, planOn, process } from "./interrupted/runs.ts";

const KILLS = 20;

/** The epoch that each run would go on from; -1 where it would start from its beginning. */
function resumeEpochs(folder: string, plan: readonly PlannedRun[]): number[] {
  const store = openStore(folder, assert.fail);
  return plan.map((run) => {
    assert.equal(store.holds(run.id), false, "the runs are too short for the kills");
    return store.resumesAfter(run.id) ?? -1;
  });
}

/** Whether a kill came between the beginning and the end of a checkpoint's write. */
function isTorn(folder: string, { id }: PlannedRun): boolean {
  return [...Deno.readDirSync(join(folder, id))].some(({ name }) =>
    /^checkpoint.*part$/.test(name)
  );
}

/** Kills the runs again and again: at any moment, and, one after the other, in a checkpoint's write. */
async function killRuns(
  name: EngineName,
  { folder, plan }: { folder: string; plan: readonly PlannedRun[] },
): Promise<void> {
  const random = stream(1, "kills", name);
  let before = plan.map(() => -1);
  for (let kill = 0; kill < KILLS; kill++) {
    const victim = kill % 2 === 0 ? undefined : plan[(kill - 1) / 2 % plan.length];
    const moment: Moment = victim === undefined ? { signal: "SIGKILL", after: random.below(80) } : {
      signal: "SIGKILL",
      after: 1 + random.below(3), // its file is open
      on: join(victim.id, "checkpoint.bin."),
      onceKept: true,
    };
    const { signal, stderr } = await process(name, { folder, moment }).output();
    assert.deepEqual([signal, new TextDecoder().decode(stderr)], ["SIGKILL", ""]);
    if (victim !== undefined) assert.equal(isTorn(folder, victim), true);
    const after = resumeEpochs(folder, plan);
    const least = victim === undefined ? 0 : 1; // a run need not come far before its first checkpoint
    after.forEach((epoch, i) => assert.ok(epoch >= before[i] + least, `${before} to ${after}`));
    before = after;
  }
}

/** The bytes of all files of a page made from these runs. */
function pageOf(runs: readonly RunResult[]): Promise<Map<string, string>> {
  return inFolder(async (folder) => {
    const figure = { ...syntheticFigure({ widths: [4], seeds: 1, epochs: 1 }), runs };
    await writeReport(folder, { report, figure });
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    return new Map(names.sort().map((name) => [name, Deno.readTextFileSync(join(folder, name))]));
  });
}

/** Holds what is left after the kills to what runs come to that nothing interrupts. */
async function survives(name: EngineName): Promise<void> {
  const engine = await openEngine(name);
  const plan = planOn(engine);
  const whole = await inFolder(async (folder) => {
    await doRuns(engine, { folder });
    return determined(folder, plan);
  });
  assert.deepEqual(whole.map(({ epochs }) => epochs.length), plan.map(() => EPOCHS + 1));
  await inFolder(async (folder) => {
    await killRuns(name, { folder, plan });
    await doRuns(engine, { folder });
    const rest = determined(folder, plan);
    assert.deepEqual(rest, whole);
    assert.deepEqual(await pageOf(rest), await pageOf(whole));
    for (const { id } of plan) {
      const files = [...Deno.readDirSync(join(folder, id))].map(({ name }) => name).sort();
      assert.deepEqual(files, ["epochs.jsonl", "outcome.json", "spec.json"]);
    }
  });
}

const NAME = "momentum, Adam and Path-SGD end with the same bits after twenty kills";

Deno.test(`${NAME} on wasm`, () => survives("wasm"));

gpuTest(`${NAME} on webgpu`, () => survives("webgpu"));
