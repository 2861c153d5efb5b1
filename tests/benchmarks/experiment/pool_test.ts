import assert from "node:assert/strict";
import { work } from "../../../benchmarks/experiment/pool.ts";

/** Does the jobs with the test's Worker; gives all that happened, in order. */
async function happenings(
  jobs: string[],
  { workers, stopAt, graceSeconds = 0, unwanted }: {
    workers: number;
    /** The job with whose start the signal comes. */
    stopAt?: string;
    graceSeconds?: number;
    /** The message after which a job is not to go on. */
    unwanted?: string;
  },
): Promise<string[]> {
  const log: string[] = [];
  const stop = new AbortController();
  const waiting = jobs.values();
  await work<string, string>({
    script: new URL("./pool_worker.ts", import.meta.url),
    setup: "tools",
    workers,
    next: () => {
      const { value: job } = waiting.next();
      if (job === undefined) return Promise.resolve(undefined);
      log.push(`start ${job}`);
      if (job === stopAt) stop.abort();
      return Promise.resolve(job);
    },
    signal: stop.signal,
    graceSeconds,
    onMessage: (job, message) => {
      log.push(`${job}: ${message}`);
      if (job === "refused") throw new Error("no space left");
      return message !== unwanted;
    },
    onCrash: (job, { reason, report }) => {
      log.push(`${job} crashed: ${reason}`);
      assert.match(report, /^Uncaught Error: it was too much\n {4}at .*\/pool_worker\.ts:\d+:\d+$/);
    },
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

Deno.test("work() ends what does not end by itself after the signal, and begins nothing", async () => {
  const log = await happenings(["a", "hang", "b"], { workers: 1, stopAt: "hang" });
  assert.deepEqual(log, ["start a", "a: tools a 1", "start hang"]);
});

Deno.test("work() takes what jobs in progress have to say after the signal", async () => {
  const options = { workers: 1, stopAt: "slow", graceSeconds: 60 };
  assert.deepEqual(await happenings(["slow", "b"], options), ["start slow", "slow: tools slow 1"]);
});

Deno.test("work() ends the Worker of a job that is not to go on", async () => {
  const options = { workers: 1, unwanted: "tools chatty 1" };
  assert.deepEqual(await happenings(["chatty", "a"], options), [
    "start chatty",
    "chatty: tools chatty 1",
    "start a",
    "a: tools a 1", // its first job: the Worker is a new one
  ]);
});

Deno.test("work() ends all Workers and throws what one of its functions threw", async () => {
  await assert.rejects(
    happenings(["hang", "refused", "b"], { workers: 2 }),
    { message: "no space left" },
  );
});

Deno.test("work() has nothing to do for no jobs", async () => {
  assert.deepEqual(await happenings([], { workers: 2 }), []);
});
