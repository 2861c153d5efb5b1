/**
 * A pool of Workers: jobs side by side, each Worker a thread with memory of its own.
 *
 * What is said on the wire: the pool posts the setup once to each Worker, then one job at a time.
 * The Worker posts any number of messages for a job and last {@link DONE}. A Worker that dies takes
 * its job with it, and a new Worker takes the place for the jobs that remain.
 *
 * @module
 */

/** The last thing that a Worker posts for a job. */
export const DONE = "done";

/** What a pool needs to know. */
export interface PoolOptions<Job, Message> {
  /** The module that the Workers run. */
  readonly script: URL;
  /** Posted once to each Worker before its first job. */
  readonly setup: unknown;
  /** The number of Workers; no more are started than there are jobs. */
  readonly workers: number;
  /** Ends the Workers at once; the jobs that they are at stay unfinished. */
  readonly signal: AbortSignal;
  readonly onStart: (job: Job) => void;
  readonly onMessage: (job: Job, message: Message) => void;
  /** A Worker died at this job; `reason` is what it died of. */
  readonly onCrash: (job: Job, reason: string) => void;
}

/** Does the jobs, in the order of the list, and returns when all are done or the signal came. */
export async function work<Job, Message>(
  jobs: readonly Job[],
  options: PoolOptions<Job, Message>,
): Promise<void> {
  const waiting = jobs.values(); // one iterator, shared by the lanes
  const lanes = Math.min(options.workers, jobs.length);
  await Promise.all(Array.from({ length: lanes }, () => lane(waiting, options)));
}

/** One Worker after another until no job is left. */
async function lane<Job, Message>(
  waiting: Iterator<Job>,
  options: PoolOptions<Job, Message>,
): Promise<void> {
  const { signal, onStart, onCrash } = options;
  let worker = open(options);
  for (let next = waiting.next(); !next.done && !signal.aborted; next = waiting.next()) {
    const job = next.value;
    onStart(job);
    const crash = await doJob(worker, job, options);
    if (crash === undefined) continue;
    worker.terminate();
    onCrash(job, crash);
    worker = open(options);
  }
  worker.terminate();
}

function open<Job, Message>({ script, setup }: PoolOptions<Job, Message>): Worker {
  const worker = new Worker(script, { type: "module" });
  worker.postMessage(setup);
  return worker;
}

/** Waits for one job; the answer is what the Worker died of, undefined where it lives. */
function doJob<Job, Message>(
  worker: Worker,
  job: Job,
  { signal, onMessage }: PoolOptions<Job, Message>,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    const end = (crash?: string) => {
      signal.removeEventListener("abort", stop);
      resolve(crash);
    };
    worker.onmessage = ({ data }: MessageEvent<Message | typeof DONE>) => {
      if (signal.aborted) return;
      if (data === DONE) end();
      else onMessage(job, data);
    };
    worker.onerror = (event) => {
      event.preventDefault(); // else it ends this process too
      end(event.message);
    };
    worker.postMessage(job);
  });
}
