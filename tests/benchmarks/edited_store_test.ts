/** A store that was edited, has another program's results too, or files from other times. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { runId } from "../../benchmarks/experiment/plan.ts";
import { RESULT_FORMAT, type RunSpec } from "../../reports/results.ts";
import { inFolder, run } from "./commands.ts";
import { determined, runsOf } from "./pages.ts";

const LINE = "--profile smoke --dataset stand-in --widths 4,5,6 --seeds 1 --engine wasm --quiet";

/** A digit that another one takes the place of, in one of a run's files. */
const EDITS: { file: string; digit: RegExp; reason: string }[] = [
  {
    file: "epochs.jsonl",
    digit: /(?<="loss":\d\.)\d/,
    reason: "Expected the result that was written but found a changed one",
  },
  {
    file: "outcome.json",
    digit: /(?<="seconds": )\d/,
    reason: "Expected the result that was written but found a changed one",
  },
  {
    file: "spec.json",
    digit: /(?<="batchSize": )\d/,
    reason: "Expected a spec that hashes to ",
  },
];

/** Changes the first digit of a file that is found there. */
function edit(path: string, digit: RegExp): void {
  const text = Deno.readTextFileSync(path);
  const edited = text.replace(digit, (found) => found === "9" ? "8" : `${Number(found) + 1}`);
  assert.notEqual(edited, text);
  Deno.writeTextFileSync(path, edited);
}

Deno.test("width-sweep does runs again whose files were edited, and says which and why", async () => {
  await inFolder(async (out) => {
    assert.equal((await run("width-sweep", `${LINE} --out ${out}`)).code, 0);
    const before = runsOf(out);
    const results = join(out, "results");
    for (const [i, { file, digit }] of EDITS.entries()) {
      edit(join(results, before[i].id, file), digit);
    }
    const { code, stderr } = await run("width-sweep", `${LINE} --out ${out}`);
    assert.equal(code, 0);
    const lines = stderr.trimEnd().split("\n").sort();
    const expected = EDITS.map(({ reason }, i) => {
      const { id } = before[i];
      const aside = join(results, `${id}.set-aside-1`);
      return `Stored run ${id} can't be used and was set aside as ${aside}: ${reason}`;
    });
    expected.sort().forEach((line, i) => assert.ok(lines[i].startsWith(line), lines[i]));
    assert.equal(lines.length, EDITS.length);
    assert.deepEqual(determined(runsOf(out)), determined(before));
  });
});

Deno.test("width-sweep leaves another format's results beside its own, and takes files of any date", async () => {
  await inFolder(async (out) => {
    assert.equal((await run("width-sweep", `${LINE} --out ${out}`)).code, 0);
    const page = runsOf(out);
    const results = join(out, "results");
    const [{ id }] = page;
    const spec: RunSpec = JSON.parse(Deno.readTextFileSync(join(results, id, "spec.json")));
    const later = { ...spec, format: RESULT_FORMAT + 1 };
    const other = join(results, runId(later as unknown as RunSpec));
    Deno.mkdirSync(other);
    Deno.writeTextFileSync(join(other, "spec.json"), JSON.stringify(later));
    Deno.writeTextFileSync(join(other, "epochs.jsonl"), "of another form");
    for (const [i, { id }] of page.entries()) {
      const date = new Date(`${[1980, 2000, 2100][i]}-01-01`);
      for (const { name } of Deno.readDirSync(join(results, id))) {
        Deno.utimeSync(join(results, id, name), date, date);
      }
    }
    const { code, stderr } = await run("width-sweep", `${LINE} --out ${out}`);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(runsOf(out), page); // nothing was done again
    assert.equal(Deno.readTextFileSync(join(other, "epochs.jsonl")), "of another form");
  });
});
