import assert from "node:assert/strict";
import { join } from "node:path";
import { type Checkpoint, encodeCheckpoint } from "../../../benchmarks/experiment/checkpoint.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import { balanced } from "../../../network/initialization.ts";
import { stream } from "../../../network/random.ts";
import { outcome, record, spec } from "./fixtures.ts";

const [run] = planOf([spec]);
const records = [record(0), record(1), record(2)];

/** A store in a folder that goes when the test ends, with the lines that it warned with. */
function inFolder(test: (folder: string, warnings: string[]) => void): () => void {
  return () => {
    const folder = Deno.makeTempDirSync();
    try {
      test(folder, []);
    } finally {
      Deno.removeSync(folder, { recursive: true });
    }
  };
}

function open(folder: string, warnings: string[]) {
  return openStore(folder, (line) => warnings.push(line));
}

function storeFinishedRun(folder: string): void {
  const store = open(folder, []);
  store.begin(run);
  for (const record of records) store.append(run.id, record);
  store.finish(run.id, outcome);
}

Deno.test(
  "openStore() keeps a finished run",
  inFolder((folder, warnings) => {
    storeFinishedRun(folder);
    const store = open(folder, warnings);
    assert.equal(store.holds(run.id), true);
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: records, outcome });
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "openStore() leaves no temporary file behind",
  inFolder((folder) => {
    storeFinishedRun(folder);
    const names = [...Deno.readDirSync(join(folder, run.id))].map(({ name }) => name).sort();
    assert.deepEqual(names, ["epochs.jsonl", "outcome.json", "spec.json"]);
  }),
);

Deno.test(
  "openStore() holds nothing in an empty or missing folder, and makes none by looking",
  inFolder((folder, warnings) => {
    const missing = join(folder, "missing");
    const store = open(missing, warnings);
    assert.equal(store.holds(run.id), false);
    assert.equal(store.load(run), undefined);
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }),
);

Deno.test(
  "load() gives an unfinished run without an outcome, leaving out a line that was cut off",
  inFolder((folder, warnings) => {
    const store = open(folder, warnings);
    store.begin(run);
    store.append(run.id, record(0));
    const file = join(folder, run.id, "epochs.jsonl");
    Deno.writeTextFileSync(file, '{"epoch":1,"tr', { append: true });
    assert.equal(store.holds(run.id), false);
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: [record(0)] });
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "begin() replaces what an earlier try left",
  inFolder((folder, warnings) => {
    storeFinishedRun(folder);
    const store = open(folder, warnings);
    store.begin(run);
    assert.equal(store.holds(run.id), false);
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: [] });
  }),
);

Deno.test(
  "load() takes a run that diverged, which has no record of its last epoch",
  inFolder((folder, warnings) => {
    const diverged = { ...outcome, kind: "diverged" as const, epoch: 3 };
    storeFinishedRun(folder);
    const store = open(folder, warnings);
    store.finish(run.id, diverged);
    assert.deepEqual(store.load(run)?.outcome, diverged);
    assert.deepEqual(warnings, []);
  }),
);

const DAMAGES: { what: string; file: string; text: string; reason: string }[] = [
  {
    what: "a result of another format",
    file: "spec.json",
    text: JSON.stringify({ ...spec, format: 2 }),
    reason: "Expected result format 1 but found 2",
  },
  {
    what: "another run's spec",
    file: "spec.json",
    text: JSON.stringify({ ...spec, seed: 2 }),
    reason: `Expected a spec that hashes to ${run.id} but found ${
      planOf([{ ...spec, seed: 2 }])[0].id
    }`,
  },
  {
    what: "a finished run with an epoch missing",
    file: "epochs.jsonl",
    text: `${JSON.stringify(record(0))}\n${JSON.stringify(record(1))}\n`,
    reason: "Expected 3 epochs but found 2",
  },
  {
    what: "a run with a value out of its range",
    file: "epochs.jsonl",
    text: [record(0), { ...record(1), seconds: -1 }, record(2)].map((one) => JSON.stringify(one))
      .join("\n") + "\n",
    reason: "Expected a number of 0 or more at seconds but found -1 in line 2 of epochs.jsonl",
  },
  {
    what: "a run whose outcome is too large to be one",
    file: "outcome.json",
    text: " ".repeat(2 ** 20 + 1),
    reason: "Expected at most 1048576 bytes in outcome.json but found 1048577",
  },
  {
    what: "a finished run whose last line is cut off",
    file: "epochs.jsonl",
    text: `${JSON.stringify(record(0))}\n{"epoch":1`,
    reason: "Expected epochs.jsonl to end with a line feed",
  },
];

for (const { what, file, text, reason } of DAMAGES) {
  Deno.test(
    `load() sets aside ${what}`,
    inFolder((folder, warnings) => {
      storeFinishedRun(folder);
      Deno.writeTextFileSync(join(folder, run.id, file), text);
      assert.equal(open(folder, warnings).load(run), undefined);
      const aside = join(folder, `${run.id}.set-aside-1`);
      assert.deepEqual(warnings, [
        `Stored run ${run.id} can't be used and was set aside as ${aside}: ${reason}`,
      ]);
      assert.equal(Deno.readTextFileSync(join(aside, file)), text);
      assert.throws(() => Deno.statSync(join(folder, run.id)), Deno.errors.NotFound);
    }),
  );
}

Deno.test(
  "load() sets aside under a name that is free",
  inFolder((folder, warnings) => {
    for (const count of [1, 2]) {
      storeFinishedRun(folder);
      Deno.writeTextFileSync(join(folder, run.id, "outcome.json"), "{");
      assert.equal(open(folder, warnings).load(run), undefined);
      assert.match(warnings[count - 1], new RegExp(`set-aside-${count}: `));
    }
  }),
);

const checkpoint: Checkpoint = {
  epoch: 1,
  zeroErrors: 0,
  seconds: 1,
  network: balanced(spec.sizes, stream(1, "weights")),
  state: { v: balanced(spec.sizes, stream(1, "state")) },
};

/** A run that was killed some time after its checkpoint. */
function storeInterruptedRun(folder: string): void {
  const store = open(folder, []);
  store.begin(run);
  for (const record of records.slice(0, 2)) store.append(run.id, record);
  store.keep(run.id, encodeCheckpoint(run.id, checkpoint));
  store.append(run.id, record(2));
}

function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(join(folder, run.id))].map(({ name }) => name).sort();
}

Deno.test(
  "checkpoint() gives what keep() was given, and begin() drops the records after it",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const store = open(folder, warnings);
    assert.equal(store.load(run)?.epochs.length, 3);
    assert.deepEqual(store.checkpoint(run), checkpoint);
    store.begin(run, checkpoint);
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: records.slice(0, 2) });
    assert.deepEqual(store.checkpoint(run), checkpoint);
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "begin() goes on from a checkpoint where the last record is cut off, and removes torn files",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    Deno.writeTextFileSync(join(folder, run.id, "epochs.jsonl"), '{"epoch":3', { append: true });
    Deno.writeTextFileSync(join(folder, run.id, "checkpoint.bin.ab12.part"), "torn");
    const store = open(folder, warnings);
    store.begin(run, store.checkpoint(run));
    store.append(run.id, record(2));
    assert.deepEqual(store.load(run)?.epochs, records);
    assert.deepEqual(filesOf(folder), ["checkpoint.bin", "epochs.jsonl", "spec.json"]);
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "begin() from the beginning drops records and checkpoint",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const store = open(folder, warnings);
    store.begin(run);
    assert.equal(store.checkpoint(run), undefined);
    assert.deepEqual(store.load(run)?.epochs, []);
    assert.deepEqual(filesOf(folder), ["epochs.jsonl", "spec.json"]);
  }),
);

Deno.test(
  "finish() removes the checkpoint, and a finished run has none to go on from",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const store = open(folder, warnings);
    const file = join(folder, run.id, "checkpoint.bin");
    const kept = Deno.readFileSync(file);
    store.finish(run.id, outcome);
    assert.deepEqual(filesOf(folder), ["epochs.jsonl", "outcome.json", "spec.json"]);
    Deno.writeFileSync(file, kept); // as where a kill came between outcome and removal
    assert.equal(store.checkpoint(run), undefined);
    assert.deepEqual(store.load(run)?.outcome, outcome);
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "checkpoint() sets aside what can't be used, with one line that says why",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const file = join(folder, run.id, "checkpoint.bin");
    Deno.truncateSync(file, 100);
    const store = open(folder, warnings);
    assert.equal(store.checkpoint(run), undefined);
    assert.equal(store.checkpoint(run), undefined);
    assert.deepEqual(warnings, [
      `The checkpoint of run ${run.id} can't be used and was set aside as ${file}.set-aside-1; ` +
      "the run starts from its beginning: Expected the bytes that were written but found others",
    ]);
    assert.equal(Deno.statSync(`${file}.set-aside-1`).size, 100);
  }),
);

Deno.test(
  "checkpoint() refuses one whose records are missing",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const lines = JSON.stringify(record(0)) + "\n";
    Deno.writeTextFileSync(join(folder, run.id, "epochs.jsonl"), lines);
    assert.equal(open(folder, warnings).checkpoint(run), undefined);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /: Expected the records of epochs 0 to 1 but found none of epoch 1$/);
  }),
);
