import assert from "node:assert/strict";
import { work } from "../../../benchmarks/experiment/pool.ts";

/** Does the jobs with the test's Worker; gives all that happened, in order. */
async function happenings(
  jobs: string[],
  { workers, stopAt }: { workers: number; stopAt?: string },
): Promise<string[]> {
  const log: string[] = [];
  const stop = new AbortController();
  await work<string, string>(jobs, {
    script: new URL("./pool_worker.ts", import.meta.url),
    setup: "tools",
    workers,
    signal: stop.signal,
    onStart: (job) => {
      log.push(`start ${job}`);
      if (job === stopAt) stop.abort();
    },
    onMessage: (job, message) => log.push(`${job}: ${message}`),
    onCrash: (job, reason) => log.push(`${job} crashed: ${reason}`),
  });
  return log;
}

Deno.test("work() does the jobs in order, one at a time on one Worker, set up once", async () => {
  assert.deepEqual(await happenings(["a", "b"], { workers: 1 }), [
    "start a",
    "a: tools a 1",
    "start b",
    "b: tools b 2",
  ]);
});

Deno.test("work() does every job once on several Workers", async () => {
  const jobs = ["a", "b", "c", "d", "e"];
  const log = await happenings(jobs, { workers: 3 });
  assert.deepEqual(log.slice(0, 3), ["start a", "start b", "start c"]);
  const done = log.filter((line) => line.includes(": tools"));
  assert.deepEqual(done.map((line) => line[0]).sort(), jobs);
});

Deno.test("work() goes on with a new Worker when one dies", async () => {
  assert.deepEqual(await happenings(["a", "die", "b"], { workers: 1 }), [
    "start a",
    "a: tools a 1",
    "start die",
    "die crashed: Uncaught Error: it was too much",
    "start b",
    "b: tools b 1",
  ]);
});

Deno.test("work() returns when the signal comes, leaving what is not begun", async () => {
  const log = await happenings(["a", "hang", "b"], { workers: 1, stopAt: "hang" });
  assert.deepEqual(log, ["start a", "a: tools a 1", "start hang"]);
});

Deno.test("work() has nothing to do for no jobs", async () => {
  assert.deepEqual(await happenings([], { workers: 2 }), []);
});
