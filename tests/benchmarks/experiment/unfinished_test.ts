import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import { unfinishedLines, unfinishedOf } from "../../../benchmarks/experiment/unfinished.ts";
import { inFolder } from "../commands.ts";
import { outcome, record, spec } from "./fixtures.ts";

const plan = planOf([1, 2, 3, 4, 5].map((seed) => ({ ...spec, seed })));

Deno.test("unfinishedOf() looks, and leaves a run that another process begins as it is", async () => {
  await inFolder((folder) => {
    const write = (id: string, file: string, text: string) => {
      Deno.mkdirSync(join(folder, id), { recursive: true });
      Deno.writeTextFileSync(join(folder, id, file), text);
    };
    const [finished, begun, made, , damaged] = plan;
    for (const run of [finished, begun, damaged]) {
      write(run.id, "spec.json", JSON.stringify(run.spec));
    }
    const lines = [0, 1, 2].map((epoch) => JSON.stringify(record(epoch)) + "\n");
    write(finished.id, "epochs.jsonl", lines.join(""));
    write(finished.id, "outcome.json", JSON.stringify(outcome));
    write(begun.id, "epochs.jsonl", lines[0]);
    write(made.id, "epochs.jsonl.1.part", "");
    write(damaged.id, "outcome.json", JSON.stringify(outcome)); // without its epochs
    const store = openStore(folder, assert.fail);
    const left = unfinishedOf(plan, store);
    assert.deepEqual(left, plan.slice(1));
    assert.deepEqual(unfinishedLines(left, { store, more: ({ spec }) => ` (${spec.seed})` }), [
      "  mnist 3-2-2 momentum seed 2: unfinished, 1 epoch stored (2)",
      "  mnist 3-2-2 momentum seed 3: missing (3)",
      "  mnist 3-2-2 momentum seed 4: missing (4)",
      "  mnist 3-2-2 momentum seed 5: missing (5)",
    ]);
    assert.ok(existsSync(join(folder, made.id, "epochs.jsonl.1.part")));
    return Promise.resolve();
  });
});

Deno.test("unfinishedLines() counts runs past the twentieth", async () => {
  await inFolder((folder) => {
    const many = planOf(Array.from({ length: 1023 }, (_, i) => ({ ...spec, seed: i + 1 })));
    const lines = unfinishedLines(many, { store: openStore(folder, assert.fail) });
    assert.deepEqual(lines.slice(19), [
      "  mnist 3-2-2 momentum seed 20: missing",
      "  and 1,003 more",
    ]);
    return Promise.resolve();
  });
});
