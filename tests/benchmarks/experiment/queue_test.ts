import assert from "node:assert/strict";
import { encodeCheckpoint } from "../../../benchmarks/experiment/checkpoint.ts";
import type { HeldRun } from "../../../benchmarks/experiment/held_run.ts";
import { type PlannedRun, planOf } from "../../../benchmarks/experiment/plan.ts";
import { queueRuns, type RunQueue } from "../../../benchmarks/experiment/queue.ts";
import { openStore, type Store } from "../../../benchmarks/experiment/store.ts";
import { zeroNetwork } from "../../../network/network.ts";
import { inFolder } from "../commands.ts";
import { outcome, record, spec } from "./fixtures.ts";

function open(folder: string): Store {
  return openStore(folder, (line) => assert.fail(line));
}

function held(store: Store, run: PlannedRun): HeldRun {
  const claim = store.claim(run);
  assert.ok(claim.kind === "held");
  return claim.run;
}

/** A queue of runs with what it reported. */
function queueOf(runs: readonly PlannedRun[], store: Store, together: boolean) {
  const finished: string[] = [];
  const waits: number[] = [];
  const queue = queueRuns(runs, {
    store,
    together,
    onFinished: ({ id }) => finished.push(id),
    onWait: (holders) => waits.push(holders.length),
  });
  return { queue, finished, waits };
}

/** The seeds of the next group, which is then given up. */
async function nextSeeds(queue: RunQueue): Promise<number[] | undefined> {
  const group = await queue.next(new AbortController().signal);
  group?.forEach((run) => run.release());
  return group?.map(({ task }) => task.spec.seed);
}

const PLAN = planOf([1, 2, 3, 4].map((seed) => ({ ...spec, seed })));

Deno.test("queueRuns() skips what others are at, and what they have finished", async () => {
  await inFolder(async (folder) => {
    const store = open(folder);
    const taken = held(store, PLAN[0]);
    const done = held(store, PLAN[1]);
    done.begin();
    for (const epoch of [0, 1, 2]) done.append(record(epoch));
    done.finish(outcome);
    const { queue, finished, waits } = queueOf(PLAN, store, false);
    assert.deepEqual([await nextSeeds(queue), await nextSeeds(queue)], [[3], [4]]);
    assert.deepEqual(finished, [PLAN[1].id]);
    assert.deepEqual(waits, []);
    const last = nextSeeds(queue);
    await new Promise((resolve) => setTimeout(resolve));
    assert.deepEqual(waits, [1]);
    taken.release();
    assert.deepEqual(await last, [1]);
    assert.equal(await nextSeeds(queue), undefined);
  });
});

Deno.test("queueRuns() gives runs together that go on from the same epoch, and frees the others", async () => {
  await inFolder(async (folder) => {
    const store = open(folder);
    for (const [i, epoch] of [[1, 0], [2, 1], [3, 1]]) {
      const run = held(store, PLAN[i]);
      run.begin();
      for (const at of [0, 1]) run.append(record(at));
      const network = zeroNetwork(spec.sizes);
      const checkpoint = { epoch, zeroErrors: 0, seconds: 1, network, state: { v: network } };
      run.keep(encodeCheckpoint(run.task.id, checkpoint));
      run.release();
    }
    const taken = held(store, PLAN[3]);
    const { queue } = queueOf(PLAN.slice(1), store, true);
    const group = await queue.next(new AbortController().signal);
    assert.deepEqual(group?.map(({ task }) => task.from?.epoch), [0]);
    held(open(folder), PLAN[2]).release(); // not kept from other processes
    taken.release();
    assert.deepEqual([await nextSeeds(queue), await nextSeeds(queue)], [[3, 4], undefined]);
    group?.forEach((run) => run.release());
  });
});

Deno.test("queueRuns() gives a run again that was put back", async () => {
  await inFolder(async (folder) => {
    const { queue } = queueOf(PLAN.slice(0, 1), open(folder), false);
    assert.deepEqual([await nextSeeds(queue), await nextSeeds(queue)], [[1], undefined]);
    queue.putBack(PLAN[0]);
    assert.deepEqual(await nextSeeds(queue), [1]);
  });
});

Deno.test("queueRuns() gives nothing once the signal came, and does not wait", async () => {
  await inFolder(async (folder) => {
    const store = open(folder);
    const taken = held(store, PLAN[0]);
    const stop = new AbortController();
    const { queue } = queueOf(PLAN.slice(0, 1), store, false);
    const next = queue.next(stop.signal);
    stop.abort();
    assert.equal(await next, undefined);
    taken.release();
    assert.equal(await queue.next(stop.signal), undefined);
  });
});
