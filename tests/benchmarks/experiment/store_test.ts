import assert from "node:assert/strict";
import { join } from "node:path";
import { type Checkpoint, encodeCheckpoint } from "../../../benchmarks/experiment/checkpoint.ts";
import { StoreError } from "../../../benchmarks/experiment/errors.ts";
import { CHECKPOINTS, type HeldRun } from "../../../benchmarks/experiment/held_run.ts";
import { openLocks } from "../../../benchmarks/experiment/lock.ts";
import { planOf } from "../../../benchmarks/experiment/plan.ts";
import { type ClaimOptions, openStore, type Store } from "../../../benchmarks/experiment/store.ts";
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

/** The run under its lock. */
function claimed(store: Store, options?: ClaimOptions): HeldRun {
  const claim = store.claim(run, options);
  assert.equal(claim.kind, "held");
  return claim.run;
}

/** The run under its lock, from its beginning though it may be finished. */
function claimedAnew(store: Store): HeldRun {
  return claimed(store, { again: { replaced: store.load(run)?.outcome } });
}

function storeFinishedRun(folder: string, ending = outcome): void {
  const held = claimed(open(folder, []));
  held.begin();
  for (const record of records) held.append(record);
  held.finish(ending);
}

/** Files of the run's folder, and what else is in the store's. */
function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(join(folder, run.id))].map(({ name }) => name).sort();
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
  "openStore() leaves neither temporary files nor a lock behind",
  inFolder((folder) => {
    storeFinishedRun(folder);
    assert.deepEqual(filesOf(folder), ["epochs.jsonl", "outcome.json", "spec.json"]);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [run.id]);
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
    const held = claimed(store);
    held.begin();
    held.append(record(0));
    held.release();
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
    const held = claimedAnew(store);
    held.begin();
    assert.equal(store.holds(run.id), false);
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: [] });
    held.release();
  }),
);

Deno.test(
  "load() takes a run that diverged, which has no record of its last epoch",
  inFolder((folder, warnings) => {
    const diverged = { ...outcome, kind: "diverged" as const, epoch: 3 };
    storeFinishedRun(folder, diverged);
    assert.deepEqual(open(folder, warnings).load(run)?.outcome, diverged);
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
    what: "a run whose outcome is too large to be one",
    file: "outcome.json",
    text: " ".repeat(2 ** 20 + 1),
    reason: "Expected at most 1048576 bytes in outcome.json but found 1048577",
  },
];

/** What earlier versions stored had no seal: these are found without one. */
const UNSEALED: typeof DAMAGES = [
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
    what: "a finished run whose last line is cut off",
    file: "epochs.jsonl",
    text: `${JSON.stringify(record(0))}\n{"epoch":1`,
    reason: "Expected epochs.jsonl to end with a line feed",
  },
];

const CHANGED = "Expected the result that was written but found a changed one";

/** What somebody may have changed by hand. */
const EDITS: typeof DAMAGES = [
  {
    what: "a record that was edited",
    file: "epochs.jsonl",
    text: records.map((record) => JSON.stringify({ ...record, seconds: 7 }) + "\n").join(""),
    reason: CHANGED,
  },
  ...UNSEALED.map((damage) => ({ ...damage, reason: CHANGED })),
];

/** Takes the seal off a finished run. */
function unsealed(folder: string): void {
  const text = JSON.stringify(outcome);
  Deno.writeTextFileSync(join(folder, run.id, "outcome.json"), text);
}

for (
  const { what, file, text, reason, before } of [
    ...DAMAGES.map((damage) => ({ ...damage, before: () => {} })),
    ...EDITS.map((damage) => ({ ...damage, before: () => {} })),
    ...UNSEALED.map((damage) => ({ ...damage, before: unsealed })),
  ]
) {
  Deno.test(
    `load() leaves ${what}, and claim() sets it aside: ${reason}`,
    inFolder((folder, warnings) => {
      storeFinishedRun(folder);
      before(folder);
      Deno.writeTextFileSync(join(folder, run.id, file), text);
      const store = open(folder, warnings);
      assert.equal(store.load(run), undefined);
      assert.equal(Deno.readTextFileSync(join(folder, run.id, file)), text);
      assert.deepEqual(warnings, []);
      claimed(store).release();
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
  "load() refuses an outcome that was edited",
  inFolder((folder) => {
    storeFinishedRun(folder);
    const file = join(folder, run.id, "outcome.json");
    const stored = Deno.readTextFileSync(file);
    Deno.writeTextFileSync(file, stored.replace('"epoch limit"', '"converged"'));
    assert.equal(open(folder, []).load(run), undefined);
    Deno.writeTextFileSync(file, stored.replaceAll(/\s/g, "")); // other white space says the same
    assert.equal(open(folder, []).load(run), undefined); // but the reason has lost its blanks
    Deno.writeTextFileSync(file, JSON.stringify(JSON.parse(stored)));
    assert.deepEqual(open(folder, []).load(run)?.outcome, outcome);
  }),
);

Deno.test(
  "load() takes a result of an earlier version, which has no seal",
  inFolder((folder) => {
    storeFinishedRun(folder);
    unsealed(folder);
    assert.deepEqual(open(folder, []).load(run)?.outcome, outcome);
  }),
);

Deno.test(
  "claim() sets aside under a name that is free",
  inFolder((folder, warnings) => {
    for (const count of [1, 2]) {
      storeFinishedRun(folder);
      Deno.writeTextFileSync(join(folder, run.id, "outcome.json"), "{");
      claimed(open(folder, warnings)).release();
      assert.match(warnings[count - 1], new RegExp(`set-aside-${count}: `));
    }
  }),
);

Deno.test(
  "claim() leaves where it is what can't be read for now",
  inFolder((folder, warnings) => {
    storeFinishedRun(folder);
    const { readFileSync } = Deno;
    try {
      Deno.readFileSync = (path) => {
        if (!String(path).endsWith("spec.json")) return readFileSync(path);
        throw Object.assign(new Error("Input/output error (os error 5)"), { code: "EIO" });
      };
      assert.throws(() => open(folder, warnings).claim(run), {
        name: "StoreError",
        message: `Expected to read ${
          join(folder, run.id)
        } but found: Input/output error (os error 5)`,
      });
    } finally {
      Deno.readFileSync = readFileSync;
    }
    assert.deepEqual(warnings, []);
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [run.id]); // no lock
    assert.equal(open(folder, warnings).claim(run).kind, "finished");
  }),
);

Deno.test(
  "claim() sets aside a run with a folder where a file should be",
  inFolder((folder, warnings) => {
    storeFinishedRun(folder);
    const file = join(folder, run.id, "spec.json");
    Deno.removeSync(file);
    Deno.mkdirSync(file);
    claimed(open(folder, warnings)).release();
    assert.match(warnings[0], /set aside as .*: Is a directory \(os error 21\)/);
  }),
);

Deno.test(
  "claim() takes a folder in which a run had only just been about to begin",
  inFolder((folder, warnings) => {
    Deno.mkdirSync(join(folder, run.id));
    Deno.writeTextFileSync(join(folder, run.id, "epochs.jsonl"), "");
    claimed(open(folder, warnings)).release();
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "claim() gives a run to one process at a time, and says who has it",
  inFolder((folder) => {
    const held = claimed(open(folder, []));
    const { kind, ...rest } = open(folder, []).claim(run);
    assert.equal(kind, "taken");
    assert.deepEqual(rest, { holder: { host: Deno.hostname(), pid: Deno.pid } });
    held.release();
    claimed(open(folder, [])).release();
  }),
);

Deno.test(
  "claim() finds a run that was finished in the meantime, and leaves no lock",
  inFolder((folder) => {
    storeFinishedRun(folder);
    assert.deepEqual(open(folder, []).claim(run), { kind: "finished" });
    assert.deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), [run.id]);
  }),
);

Deno.test(
  "claim() gives a run to be done again, unless another process has just done it again",
  inFolder((folder) => {
    storeFinishedRun(folder);
    const store = open(folder, []);
    const replaced = store.load(run)?.outcome;
    claimed(store, { again: { replaced } }).release();
    const again = { ...outcome, seconds: 2.5 }; // the clock may have gone back to the same time
    const held = claimed(store, { again: { replaced } });
    held.begin();
    for (const record of records) held.append(record);
    held.finish(again);
    assert.equal(store.claim(run, { again: { replaced } }).kind, "finished");
    assert.deepEqual(store.load(run)?.outcome, again);
  }),
);

/** The file of the run's lock as another process would have written it that took the run over. */
function takeOver(folder: string): void {
  const file = join(folder, `${run.id}.lock`);
  Deno.removeSync(file);
  Deno.writeTextFileSync(file, JSON.stringify({ owner: "x", host: "other", pid: 1, beat: 0 }));
}

Deno.test(
  "a holder that was suspended for too long writes nothing any more",
  inFolder((folder) => {
    const late = claimed(open(folder, []));
    late.begin();
    late.append(record(0));
    takeOver(folder);
    const before = filesOf(folder);
    for (
      const write of [
        () => late.begin(),
        () => late.append(record(1)),
        () => late.keep(encodeCheckpoint(run.id, checkpoint)),
        () => late.fail("too late"),
        () => late.finish(outcome),
      ]
    ) {
      assert.throws(write, {
        name: "LostRunError",
        message: `Expected to hold run ${run.id} but found that it was taken over`,
      });
    }
    late.release();
    assert.deepEqual(filesOf(folder), before);
    assert.deepEqual(open(folder, []).load(run)?.epochs, [record(0)]);
    assert.match(Deno.readTextFileSync(join(folder, `${run.id}.lock`)), /"other"/);
  }),
);

Deno.test(
  "a holder that loses its lock in the middle of a write does not reach the new one's records",
  inFolder((folder) => {
    const locks = openLocks();
    let isHeld = () => true; // what it believes
    const believing = {
      claim: (path: string) => {
        const claim = locks.claim(path);
        return "lock" in claim ? { lock: { ...claim.lock, isHeld: () => isHeld() } } : claim;
      },
    };
    const late = claimed(openStore(folder, () => {}, { locks: believing }));
    late.begin();
    late.append(record(0));
    Deno.removeSync(join(folder, `${run.id}.lock`));
    const next = claimed(open(folder, []));
    next.begin();
    late.append(record(1));
    next.append(record(0));
    assert.deepEqual(open(folder, []).load(run)?.epochs, [record(0)]);
    isHeld = () => false;
    late.release();
    next.release();
  }),
);

Deno.test(
  "a run that fails leaves its reason, until it begins again",
  inFolder((folder) => {
    const store = open(folder, []);
    const failing = claimed(store);
    failing.begin();
    failing.append(record(0));
    failing.fail("Error: lost the device\n    at somewhere");
    assert.equal(
      Deno.readTextFileSync(join(folder, run.id, "failure.txt")),
      "Error: lost the device\n    at somewhere\n",
    );
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: [record(0)] });
    const again = claimed(store);
    again.begin();
    assert.deepEqual(filesOf(folder), ["epochs.jsonl", "spec.json"]);
    again.release();
  }),
);

Deno.test(
  "a store that can't be written says which file and why",
  inFolder((folder) => {
    const file = join(folder, "a file");
    Deno.writeTextFileSync(file, "");
    assert.throws(() => open(join(file, "results"), []).claim(run), {
      name: "StoreError",
      message: /^Expected to write \S.*\.lock but found: Not a directory \(os error 20\)/,
    });
    const held = claimed(open(folder, []));
    Deno.mkdirSync(join(folder, run.id, "epochs.jsonl"), { recursive: true }); // can't be replaced
    assert.throws(() => held.begin(), (error) => {
      assert.ok(error instanceof StoreError);
      const path = join(folder, run.id, "epochs.jsonl");
      assert.match(
        error.message,
        new RegExp(`^Expected to write ${path} but found: .*os error 21`),
      );
      return true;
    });
    held.release();
  }),
);

const checkpoint: Checkpoint = {
  epoch: 1,
  zeroErrors: 0,
  seconds: 1,
  network: balanced(spec.sizes, stream(1, "weights")),
  state: { v: balanced(spec.sizes, stream(1, "state")) },
};

/** A run that was killed some time after its checkpoint, the second of two. */
function storeInterruptedRun(folder: string): void {
  const held = claimed(open(folder, []));
  held.begin();
  held.append(record(0));
  held.keep(encodeCheckpoint(run.id, { ...checkpoint, epoch: 0 }));
  held.append(record(1));
  held.keep(encodeCheckpoint(run.id, checkpoint));
  held.append(record(2));
  held.release();
}

/** Where a run would go on from, and that it would. */
function startOf(store: Store): Checkpoint | undefined {
  const held = claimed(store);
  held.release();
  return held.task.from;
}

const UNFINISHED = ["checkpoint.bin", "checkpoint.previous.bin", "epochs.jsonl", "spec.json"];

Deno.test(
  "claim() gives what keep() was given, and begin() drops the records after it",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const store = open(folder, warnings);
    assert.equal(store.load(run)?.epochs.length, 3);
    assert.equal(store.resumesAfter(run.id), 1);
    const held = claimed(store);
    assert.deepEqual(held.task, { ...run, from: checkpoint });
    held.begin();
    held.release();
    assert.deepEqual(store.load(run), { id: run.id, spec, epochs: records.slice(0, 2) });
    assert.deepEqual(startOf(store), checkpoint);
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
    const held = claimed(store);
    held.begin();
    held.append(record(2));
    held.release();
    assert.deepEqual(store.load(run)?.epochs, records);
    assert.deepEqual(filesOf(folder), UNFINISHED);
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "begin() from the beginning drops records and checkpoints",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const store = open(folder, warnings);
    const held = claimedAnew(store);
    held.begin();
    held.release();
    assert.equal(startOf(store), undefined);
    assert.deepEqual(store.load(run)?.epochs, []);
    assert.deepEqual(filesOf(folder), ["epochs.jsonl", "spec.json"]);
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "finish() removes the checkpoints, and a finished run has none to go on from",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const store = open(folder, warnings);
    const file = join(folder, run.id, "checkpoint.bin");
    const kept = Deno.readFileSync(file);
    const held = claimed(store);
    held.begin();
    held.append(record(2));
    held.finish(outcome);
    assert.deepEqual(filesOf(folder), ["epochs.jsonl", "outcome.json", "spec.json"]);
    Deno.writeFileSync(file, kept); // as where a kill came between outcome and removal
    assert.equal(store.resumesAfter(run.id), undefined);
    assert.equal(store.claim(run).kind, "finished");
    assert.deepEqual(store.load(run)?.outcome, outcome);
    assert.deepEqual(warnings, []);
  }),
);

/** The warning that a checkpoint was set aside. */
function asideLine(file: string, reason: string): string {
  return `A checkpoint of run ${run.id} can't be used and was set aside as ${file}.set-aside-1; ` +
    `the run goes on from the one before, or starts from its beginning: ${reason}`;
}

Deno.test(
  "claim() sets a checkpoint aside that can't be used, and goes on from the one before",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const file = join(folder, run.id, "checkpoint.bin");
    Deno.truncateSync(file, 100);
    const store = open(folder, warnings);
    assert.equal(store.resumesAfter(run.id), undefined); // its header is cut off
    assert.equal(Deno.statSync(file).size, 100); // looking changes nothing
    assert.deepEqual(startOf(store), { ...checkpoint, epoch: 0 });
    assert.deepEqual(startOf(store), { ...checkpoint, epoch: 0 });
    const reason = "Expected the bytes that were written but found others";
    assert.deepEqual(warnings, [asideLine(file, reason)]);
    assert.equal(Deno.statSync(`${file}.set-aside-1`).size, 100);
  }),
);

Deno.test(
  "claim() starts from the beginning where no checkpoint can be used",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const files = ["checkpoint.bin", "checkpoint.previous.bin"].map((name) =>
      join(folder, run.id, name)
    );
    for (const file of files) Deno.writeTextFileSync(file, "");
    assert.equal(startOf(open(folder, warnings)), undefined);
    const reason = "Expected at least 40 bytes but found 0";
    assert.deepEqual(warnings, files.map((file) => asideLine(file, reason)));
  }),
);

Deno.test(
  "keep() leaves both checkpoints where there is no space for a third",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const held = claimed(open(folder, warnings));
    held.begin();
    const bytes = () => CHECKPOINTS.map((name) => Deno.readFileSync(join(folder, run.id, name)));
    const before = bytes();
    const { writeSync } = Deno.FsFile.prototype;
    try {
      Deno.FsFile.prototype.writeSync = () => {
        throw Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
      };
      assert.throws(() => held.keep(encodeCheckpoint(run.id, checkpoint)), {
        name: "StoreError",
        message: `Expected to write ${
          join(folder, run.id, "checkpoint.bin")
        } but found: No space left on device`,
      });
    } finally {
      Deno.FsFile.prototype.writeSync = writeSync;
    }
    held.release();
    assert.deepEqual(bytes(), before);
    assert.deepEqual(filesOf(folder), UNFINISHED);
  }),
);

Deno.test(
  "claim() takes the checkpoint before where a kill came between the renamings of two",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    Deno.removeSync(join(folder, run.id, "checkpoint.bin"));
    const store = open(folder, warnings);
    assert.equal(store.resumesAfter(run.id), 0);
    assert.deepEqual(startOf(store), { ...checkpoint, epoch: 0 });
    assert.deepEqual(warnings, []);
  }),
);

Deno.test(
  "claim() refuses a checkpoint whose records are missing",
  inFolder((folder, warnings) => {
    storeInterruptedRun(folder);
    const lines = JSON.stringify(record(0)) + "\n";
    Deno.writeTextFileSync(join(folder, run.id, "epochs.jsonl"), lines);
    assert.equal(startOf(open(folder, warnings))?.epoch, 0);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /: Expected the records of epochs 0 to 1 but found none of epoch 1$/);
  }),
);
