import assert from "node:assert/strict";
import { join } from "node:path";
import { type Checkpoint, encodeCheckpoint } from "../../../benchmarks/experiment/checkpoint.ts";
import { mergeStores } from "../../../benchmarks/experiment/merge_stores.ts";
import { type PlannedRun, planOf } from "../../../benchmarks/experiment/plan.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import { balanced } from "../../../network/initialization.ts";
import { stream } from "../../../network/random.ts";
import type { Outcome } from "../../../reports/results.ts";
import { inFolder } from "../commands.ts";
import { outcome, record, spec } from "./fixtures.ts";

const [first, second, third] = planOf([1, 2, 3].map((seed) => ({ ...spec, seed })));

/** Writes a run as it is stored: to its end, or up to a checkpoint. */
function store(out: string, run: PlannedRun, how: { outcome: Outcome } | { upTo: number }): string {
  const folder = join(out, "results", run.id);
  const last = "outcome" in how ? how.outcome.epoch : how.upTo;
  const lines = Array.from(
    { length: last + 1 },
    (_, epoch) => JSON.stringify(record(epoch)) + "\n",
  );
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(join(folder, "spec.json"), JSON.stringify(run.spec));
  Deno.writeTextFileSync(join(folder, "epochs.jsonl"), lines.join(""));
  if ("outcome" in how) {
    Deno.writeTextFileSync(join(folder, "outcome.json"), JSON.stringify(how.outcome));
  } else {
    const checkpoint: Checkpoint = {
      epoch: last,
      zeroErrors: 0,
      seconds: 1,
      network: balanced(spec.sizes, stream(1, "weights")),
      state: { v: balanced(spec.sizes, stream(1, "state")) },
    };
    Deno.writeFileSync(join(folder, "checkpoint.bin"), encodeCheckpoint(run.id, checkpoint));
  }
  return folder;
}

/** All files under a folder with their texts. */
function contents(folder: string): Record<string, string> {
  return Object.fromEntries(
    [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)
      .flatMap(({ name, isDirectory }) => {
        const path = join(folder, name);
        return isDirectory
          ? Object.entries(contents(path)).map(([key, text]) => [join(name, key), text])
          : [[name, Deno.readTextFileSync(path)]];
      }),
  );
}

/** Merges into a folder, and gives what was said; asserts that the sources stay as they are. */
function merge(from: readonly string[], out: string): string[] {
  const before = from.map(contents);
  const lines: string[] = [];
  mergeStores(from, { out, note: (line) => lines.push(line) });
  assert.deepEqual(from.map(contents), before);
  return lines;
}

/** Gives the test two folders to merge from and one to merge into, none of which is there yet. */
function inFolders(test: (a: string, b: string, out: string) => void): () => Promise<void> {
  return () =>
    inFolder((folder) => {
      test(join(folder, "a"), join(folder, "b"), join(folder, "out"));
      return Promise.resolve();
    });
}

Deno.test(
  "mergeStores() brings the runs of several folders together, finished or not",
  inFolders((a, b, out) => {
    store(a, first, { outcome });
    store(b, second, { outcome });
    store(b, third, { upTo: 1 });
    assert.deepEqual(merge([a, b], out), [
      `${a}: 1 run copied, 0 already here, 0 left out.`,
      `${b}: 2 runs copied, 0 already here, 0 left out.`,
    ]);
    assert.deepEqual(contents(out), { ...contents(a), ...contents(b) });
    const merged = openStore(join(out, "results"), assert.fail);
    assert.deepEqual(merged.load(second)?.outcome, outcome);
    assert.equal(merged.load(third)?.epochs.length, 2);
  }),
);

Deno.test(
  "mergeStores() does nothing the second time",
  inFolders((a, _, out) => {
    store(a, first, { outcome });
    store(a, second, { upTo: 1 });
    merge([a], out);
    assert.deepEqual(merge([a], out), [`${a}: 0 runs copied, 2 already here, 0 left out.`]);
  }),
);

Deno.test(
  "mergeStores() takes the run that is further on",
  inFolders((a, b, out) => {
    store(out, first, { upTo: 1 });
    store(out, second, { upTo: 0 });
    store(out, third, { upTo: 1 });
    store(a, first, { outcome });
    store(a, second, { upTo: 1 });
    store(a, third, { upTo: 0 });
    store(b, first, { upTo: 1 });
    assert.deepEqual(merge([a, b], out), [
      `${a}: 2 runs copied, 1 already here, 0 left out.`,
      `${b}: 0 runs copied, 1 already here, 0 left out.`,
    ]);
    const merged = openStore(join(out, "results"), assert.fail);
    assert.deepEqual(merged.load(first)?.outcome, outcome);
    assert.deepEqual([second, third].map((run) => merged.load(run)?.epochs.length), [2, 2]);
    assert.deepEqual(
      [...Deno.readDirSync(join(out, "results"))].map(({ name }) => name).sort(),
      [first.id, second.id, third.id].sort(),
    );
  }),
);

Deno.test(
  "mergeStores() keeps what is here of a run that ended with other bits elsewhere, and says so",
  inFolders((a, _, out) => {
    store(out, first, { outcome });
    store(a, first, { outcome: { ...outcome, parameters: "ef".repeat(32) } });
    assert.deepEqual(merge([a], out), [
      `Run ${first.id} of ${a} is left out: Expected mnist 3-2-2 momentum seed 1 to have ended with ` +
      `the bits in ${out}, which stay there, but found others`,
      `${a}: 0 runs copied, 0 already here, 1 left out.`,
    ]);
    assert.deepEqual(openStore(join(out, "results"), assert.fail).load(first)?.outcome, outcome);
  }),
);

const DAMAGES: { what: string; file: string; text: string; reason: RegExp }[] = [
  {
    what: "whose spec is not JSON",
    file: "spec.json",
    text: "{",
    reason: /JSON/,
  },
  {
    what: "with the spec of another",
    file: "spec.json",
    text: JSON.stringify({ ...spec, seed: 9 }),
    reason: /: Expected a spec that hashes to [0-9a-f]{16} but found [0-9a-f]{16}$/,
  },
  {
    what: "with an epoch missing",
    file: "epochs.jsonl",
    text: JSON.stringify(record(0)) + "\n",
    reason: /: Expected 3 epochs but found 1$/,
  },
];

for (const { what, file, text, reason } of DAMAGES) {
  Deno.test(
    `mergeStores() names a run ${what} and goes on without it`,
    inFolders((a, _, out) => {
      Deno.writeTextFileSync(join(store(a, first, { outcome }), file), text);
      store(a, second, { outcome });
      const [line, total] = merge([a], out);
      assert.ok(line.startsWith(`Run ${first.id} of ${a} is left out: `), line);
      assert.match(line, reason);
      assert.equal(total, `${a}: 1 run copied, 0 already here, 1 left out.`);
      assert.deepEqual([...Deno.readDirSync(join(out, "results"))].map(({ name }) => name), [
        second.id,
      ]);
    }),
  );
}

Deno.test(
  "mergeStores() names an unfinished run whose checkpoint is damaged",
  inFolders((a, _, out) => {
    Deno.truncateSync(join(store(a, first, { upTo: 1 }), "checkpoint.bin"), 100);
    assert.deepEqual(merge([a], out), [
      `Run ${first.id} of ${a} is left out: Expected the bytes that were written but found others`,
      `${a}: 0 runs copied, 0 already here, 1 left out.`,
    ]);
  }),
);

Deno.test(
  "mergeStores() copies files of runs, and follows no link out of them",
  inFolders((a, b, out) => {
    const run = store(a, first, { outcome });
    Deno.mkdirSync(b);
    Deno.writeTextFileSync(join(b, "secret"), "secret");
    Deno.symlinkSync(join(b, "secret"), join(run, "checkpoint.bin"));
    Deno.writeTextFileSync(join(run, "outcome.json.1.part"), "half");
    Deno.renameSync(store(a, second, { outcome }), join(a, "results", `${second.id}.set-aside-1`));
    merge([a], out);
    assert.deepEqual(
      Object.keys(contents(out)),
      [
        "epochs.jsonl",
        "outcome.json",
        "spec.json",
      ].map((name) => join("results", first.id, name)),
    );
  }),
);

Deno.test(
  "mergeStores() refuses a folder that isn't there before it copies anything",
  inFolders((a, b, out) => {
    store(a, first, { outcome });
    assert.throws(() => mergeStores([a, b], { out, note: assert.fail }), {
      name: "UsageError",
      message: `Expected the folder ${b} but found no folder of that name`,
    });
    assert.throws(() => Deno.statSync(out), Deno.errors.NotFound);
  }),
);
