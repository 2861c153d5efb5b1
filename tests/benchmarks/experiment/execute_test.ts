import assert from "node:assert/strict";
import { join } from "node:path";
import { builtin } from "../../../optimizers/mod.ts";
import { execute } from "../../../benchmarks/experiment/execute.ts";
import { type PlannedRun, planOf, runTitle } from "../../../benchmarks/experiment/plan.ts";
import { type Progress, silent } from "../../../benchmarks/experiment/progress.ts";
import { shareSets } from "../../../benchmarks/experiment/sets.ts";
import { openStore } from "../../../benchmarks/experiment/store.ts";
import { holderText, type Locks, openLocks } from "../../../benchmarks/experiment/lock.ts";
import type { RunResult } from "../../../reports/results.ts";
import { inFolder } from "../commands.ts";
import { sets, spec } from "./fixtures.ts";

const SHARED = { [spec.data.hash]: shareSets(sets) };

/** Carries out a plan with its store in a folder; gives the results and what the progress saw. */
async function carryOut(
  plan: readonly PlannedRun[],
  {
    folder,
    jobs = 1,
    fresh = false,
    together = false,
    checkpointSeconds = 60,
    stopAt,
    locks,
    ...more
  }: {
    folder: string;
    jobs?: number;
    fresh?: boolean;
    together?: boolean;
    checkpointSeconds?: number;
    /** The epoch after which the plan is stopped. */
    stopAt?: number;
    locks?: Locks;
    progress?: Partial<Progress>;
  },
) {
  const started: string[] = [];
  const waits: string[] = [];
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
    waits: (holders) => waits.push(holders.map(holderText).join(", ")),
    failed: ({ spec }, reason) => failed.push(`${runTitle(spec)}: ${reason}`),
    ...more.progress,
  };
  const results = await execute(plan, {
    worker: { name: "reference" },
    together,
    sets: SHARED,
    store: openStore(folder, (line) => warnings.push(line), { ...(locks && { locks }) }),
    jobs,
    fresh,
    progress,
    checkpointSeconds,
    signal: stop.signal,
  });
  return { results, started, resumed, failed, warnings, waits };
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

// Long enough that a stop comes through before its end.
const LONG = planOf([{ ...spec, epochs: 3000, zeroErrorEpochs: 5000, batchSize: 1 }]);
const FINISHED = ["epochs.jsonl", "outcome.json", "spec.json"];

/** Begins the long run and stops it; gives the epoch of its checkpoint. */
async function stopLong(folder: string): Promise<number> {
  const { results: [{ epochs, outcome }], warnings } = await carryOut(LONG, { folder, stopAt: 3 });
  assert.equal(outcome, undefined);
  assert.deepEqual(warnings, []);
  return epochs.length - 1;
}

const whole = inFolder((folder) => carryOut(LONG, { folder }));

Deno.test("execute() stops with a checkpoint and goes on from it, to the same end", async () => {
  await inFolder(async (folder) => {
    const first = await stopLong(folder);
    assert.ok(first >= 3 && first < 3000, `it stopped after epoch ${first}`);
    assert.deepEqual(filesOf(folder, LONG[0]), ["checkpoint.bin", "epochs.jsonl", "spec.json"]);
    assert.deepEqual([...Deno.readDirSync(folder)].length, 1); // no lock
    const second = await carryOut(LONG, { folder, stopAt: first + 1 });
    const rest = await carryOut(LONG, { folder });
    assert.deepEqual(second.resumed, [first]);
    assert.deepEqual(rest.resumed, [second.results[0].epochs.length - 1]);
    assert.deepEqual(rest.results.map(determined), (await whole).results.map(determined));
    assert.deepEqual(filesOf(folder, LONG[0]), FINISHED);
    assert.deepEqual([second.warnings, rest.warnings], [[], []]);
  });
});

Deno.test("execute() starts a run from its beginning where it shall be fresh", async () => {
  await inFolder(async (folder) => {
    await stopLong(folder);
    const { resumed, results } = await carryOut(LONG, { folder, fresh: true });
    assert.deepEqual(resumed, [undefined]);
    assert.equal(results[0].epochs.length, 3001);
  });
});

Deno.test("execute() writes checkpoints of a run only once it lasts", async () => {
  for (const checkpointSeconds of [0, 60]) {
    await inFolder(async (folder) => {
      const checkpoints = new Set<boolean>();
      const epoch = () => {
        const files = filesOf(folder, PLAN[0]);
        checkpoints.add(files.some((file) => file.startsWith("checkpoint")));
      };
      await carryOut(PLAN.slice(0, 1), { folder, checkpointSeconds, progress: { epoch } });
      assert.equal(checkpoints.has(true), checkpointSeconds === 0);
    });
  }
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
  Deno.test(`execute() starts anew where its one checkpoint is ${what}`, async () => {
    await inFolder(async (folder) => {
      await stopLong(folder);
      const file = join(folder, LONG[0].id, "checkpoint.bin");
      Deno.writeFileSync(file, damage(Deno.readFileSync(file)));
      const { results, resumed, warnings } = await carryOut(LONG, { folder });
      assert.deepEqual(resumed, [undefined]);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0], reason);
      assert.deepEqual(results.map(determined), (await whole).results.map(determined));
      assert.deepEqual(filesOf(folder, LONG[0]), ["checkpoint.bin.set-aside-1", ...FINISHED]);
    });
  });
}

Deno.test("execute() shares a plan with another process: each run is done by one of them", async () => {
  await inFolder(async (folder) => {
    const plan = planOf(Array.from({ length: 12 }, (_, seed) => ({ ...spec, seed })));
    const both = await Promise.all([1, 2].map(() => carryOut(plan, { folder })));
    const started = both.flatMap(({ started }) => started);
    assert.deepEqual(started.sort(), plan.map(({ spec }) => runTitle(spec)).sort());
    assert.ok(both.every(({ started }) => started.length > 0));
    assert.deepEqual(both[0].results, both[1].results);
    assert.ok(both[0].results.every(({ outcome }) => outcome));
    assert.equal([...Deno.readDirSync(folder)].length, 12);
  });
});

Deno.test("execute() waits for runs of others, takes over what dies, and says so", async () => {
  await inFolder(async (folder) => {
    const file = join(folder, `${PLAN[0].id}.lock`);
    const dead = JSON.stringify({ owner: "x", host: "elsewhere", pid: 7, beat: 3 });
    Deno.writeTextFileSync(file, dead);
    const { started, waits, results } = await carryOut(PLAN.slice(0, 2), {
      folder,
      locks: openLocks(1),
    });
    assert.deepEqual(started, [PLAN[1], PLAN[0]].map(({ spec }) => runTitle(spec)));
    assert.deepEqual(new Set(waits), new Set(["process 7 on elsewhere"]));
    assert.ok(results.every(({ outcome }) => outcome));
  });
});

Deno.test("execute() stops while it waits for others", async () => {
  await inFolder(async (folder) => {
    const lock = openLocks().claim(join(folder, `${PLAN[0].id}.lock`));
    assert.ok("lock" in lock);
    const stop = new AbortController();
    const results = await execute(PLAN.slice(0, 1), {
      worker: { name: "reference" },
      together: false,
      sets: SHARED,
      store: openStore(folder, (line) => assert.fail(line)),
      jobs: 1,
      fresh: false,
      progress: { ...silent, waits: () => stop.abort() },
      checkpointSeconds: 60,
      signal: stop.signal,
    });
    lock.lock.release();
    assert.deepEqual(results.map(({ outcome, failure }) => [outcome, failure]), [[
      undefined,
      undefined,
    ]]);
  });
});

Deno.test("execute() leaves a run that another process has taken over, and waits for its end", async () => {
  await inFolder(async (folder) => {
    const [{ id }] = LONG;
    const lock = join(folder, `${id}.lock`);
    const lost: string[] = [];
    let other: Promise<RunResult[]> | undefined;
    const progress: Partial<Progress> = {
      epoch: (_, { epoch }) => {
        if (epoch !== 3) return;
        Deno.removeSync(lock); // as after a lease for which this process was suspended
        other = carryOut(LONG, { folder }).then(({ results }) => results);
      },
      lost: ({ spec }) => lost.push(runTitle(spec)),
    };
    const { results, started } = await carryOut(LONG, { folder, progress });
    assert.deepEqual(started, [runTitle(LONG[0].spec)]);
    assert.deepEqual(lost, started);
    assert.deepEqual(results, await other);
    assert.deepEqual(results.map(determined), (await whole).results.map(determined));
  });
});

Deno.test("execute() keeps what is done when the store can't be written any more, and throws", async () => {
  await inFolder(async (folder) => {
    const broken = PLAN[1];
    const progress: Partial<Progress> = {
      // The file that the run's outcome would take the place of can't be replaced.
      epoch: (run) => {
        if (run.id === broken.id) {
          Deno.mkdirSync(join(folder, run.id, "outcome.json"), { recursive: true });
        }
      },
    };
    await assert.rejects(carryOut(PLAN, { folder, progress }), {
      name: "StoreError",
      message: new RegExp(
        `^Expected to write .*${broken.id}/outcome.json but found: .*os error 21`,
      ),
    });
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
    assert.deepEqual(names.filter((name) => name.endsWith(".lock")), []);
    Deno.removeSync(join(folder, broken.id, "outcome.json"));
    const { started, results } = await carryOut(PLAN, { folder });
    assert.deepEqual(started, PLAN.slice(1).map(({ spec }) => runTitle(spec)));
    assert.ok(results.every(({ outcome }) => outcome));
  });
});

/** Does something while Workers run another script. */
async function withWorkers(script: string, test: () => Promise<void>): Promise<void> {
  const { Worker } = globalThis;
  const url = new URL(script, import.meta.url);
  try {
    globalThis.Worker = class extends Worker {
      constructor() {
        super(url, { type: "module" });
      }
    };
    await test();
  } finally {
    globalThis.Worker = Worker;
  }
}

Deno.test("execute() does a lost run again while the Worker that it was lost from is at others", async () => {
  await withWorkers("./slow_worker.ts", () =>
    inFolder(async (folder) => {
      const [lost, other] = PLAN;
      const elsewhere = planOf([{ ...spec, sizes: [3, 1, 2] }]);
      const lockOf = ({ id }: PlannedRun) => join(folder, `${id}.lock`);
      // Keeps a second lane waiting until it has what was lost.
      Deno.writeTextFileSync(lockOf(elsewhere[0]), "");
      let starts = 0;
      const progress: Partial<Progress> = {
        started: ({ id }) => {
          if (id === lost.id && ++starts === 2) Deno.removeSync(lockOf(elsewhere[0]));
        },
        epoch: ({ id }, { epoch }) => {
          if (id !== lost.id || epoch > 0 || starts > 1) return;
          Deno.removeSync(lockOf(lost)); // taken over, and given up again
        },
      };
      const { results } = await carryOut([lost, other, ...elsewhere], {
        folder,
        jobs: 2,
        together: true,
        progress,
      });
      assert.equal(starts, 2);
      assert.deepEqual(results.map(({ epochs }) => epochs.map(({ epoch }) => epoch)), [
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ]);
    }));
});

Deno.test("execute() does each run once more where two processes shall do all of them afresh", async () => {
  await inFolder(async (folder) => {
    const plan = planOf(Array.from({ length: 8 }, (_, seed) => ({ ...spec, seed })));
    const first = await carryOut(plan, { folder });
    const both = await Promise.all([1, 2].map(() => carryOut(plan, { folder, fresh: true })));
    const started = both.flatMap(({ started }) => started);
    assert.deepEqual(started.sort(), plan.map(({ spec }) => runTitle(spec)).sort());
    assert.deepEqual(both[0].results, both[1].results);
    assert.deepEqual(both[0].results.map(determined), first.results.map(determined));
    const seconds = (runs: RunResult[]) => runs.map(({ outcome }) => outcome!.seconds);
    assert.ok(seconds(both[0].results).every((s, i) => s !== seconds(first.results)[i]));
  });
});

Deno.test("execute() fails the runs of a group whose Worker dies, but not those that had ended", async () => {
  await withWorkers("./dying_worker.ts", () =>
    inFolder(async (folder) => {
      const { results, failed } = await carryOut(PLAN, { folder, together: true });
      const reason = "Uncaught Error: the device is gone";
      assert.deepEqual(results.map(({ outcome }) => outcome?.epoch), [0, undefined, undefined]);
      assert.deepEqual(results.map(({ failure }) => failure), [undefined, reason, reason]);
      assert.deepEqual(failed, PLAN.slice(1).map(({ spec }) => `${runTitle(spec)}: ${reason}`));
      for (const { id } of PLAN.slice(1)) {
        const report = Deno.readTextFileSync(join(folder, id, "failure.txt"));
        assert.match(
          report,
          /^Uncaught Error: the device is gone\n {4}at .*\/dying_worker\.ts:\d+:\d+\n$/,
        );
      }
      assert.equal([...Deno.readDirSync(folder)].length, 3);
    }));
});
