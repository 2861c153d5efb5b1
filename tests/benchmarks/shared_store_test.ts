/** Several processes on one store. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inFolder, run, task } from "./commands.ts";
import { determined, runsOf } from "./pages.ts";

/** Forty runs, one after another in each process. */
const LINE =
  "--profile smoke --dataset stand-in --widths 40,48,56,64 --seeds 10 --epochs 12 --jobs 1";
const RUNS = 40;

/** Does the plan in four processes at once; gives what each said of its runs. */
async function inFour(out: string, meanwhile: (children: Deno.ChildProcess[]) => Promise<void>) {
  const children = Array.from(
    { length: 4 },
    () => task("width-sweep", `${LINE} --json --out ${out}`.split(" ")).spawn(),
  );
  const outputs = children.map((child) => child.output());
  await meanwhile(children);
  return await Promise.all(outputs.map(async (output) => {
    const { code, stderr } = await output;
    return { code, stderr: new TextDecoder().decode(stderr) };
  }));
}

/** The runs that a process says it has ended. */
function endedRuns({ stderr }: { stderr: string }): string[] {
  return stderr.match(/^stand-in 100-\d+-10 momentum seed \d+(?=: )/gm) ?? [];
}

/** The names of all that is in the store's folder. */
function stored(out: string): string[] {
  const results = join(out, "results");
  return existsSync(results) ? [...Deno.readDirSync(results)].map(({ name }) => name) : [];
}

/** The page of a process that is alone. */
const alone = inFolder(async (out) => {
  const { code, stderr } = await run("width-sweep", `${LINE} --json --quiet --out ${out}`);
  assert.equal(code, 0, stderr);
  return determined(runsOf(out));
});

/** Holds a store that four processes have filled to what one would have stored. */
async function assertWhole(out: string): Promise<void> {
  assert.deepEqual(determined(runsOf(out)), await alone);
  const names = stored(out);
  assert.equal(names.length, RUNS, `${names}`); // no lock, nothing set aside
  for (const name of names) {
    const files = [...Deno.readDirSync(join(out, "results", name))].map(({ name }) => name).sort();
    assert.deepEqual(files, ["epochs.jsonl", "outcome.json", "spec.json"]);
  }
}

Deno.test("four processes on one store do each run of a plan once", async () => {
  await inFolder(async (out) => {
    const processes = await inFour(out, async () => {});
    assert.deepEqual(processes.map(({ code }) => code), [0, 0, 0, 0], processes[0].stderr);
    const ended = processes.map(endedRuns);
    const counts = ended.map((runs) => runs.length);
    assert.ok(counts.filter((count) => count > 0).length > 1, `${counts}`); // not one after the other
    assert.equal(ended.flat().length, RUNS);
    assert.equal(new Set(ended.flat()).size, RUNS);
    await assertWhole(out);
  });
});

Deno.test("one of four processes on one store is killed: the others do what it leaves", async () => {
  await inFolder(async (out) => {
    const processes = await inFour(out, async ([first]) => {
      const done = () =>
        stored(out).filter((name) => existsSync(join(out, "results", name, "outcome.json")));
      for (let tries = 0; done().length < RUNS / 2; tries++) {
        assert.ok(tries < 6000, "half of the runs took more than a minute");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      first.kill("SIGKILL");
    });
    assert.deepEqual(processes.map(({ code }) => code), [137, 0, 0, 0], processes[1].stderr);
    // A kill between the end of a run and the line that says so leaves no run and no line.
    const ended = processes.flatMap(endedRuns);
    assert.ok(ended.length >= RUNS - 1 && ended.length <= RUNS, `${ended.length}`);
    assert.equal(new Set(ended).size, ended.length);
    await assertWhole(out);
  });
});
