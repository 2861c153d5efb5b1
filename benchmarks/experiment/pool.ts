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

/** What a pool needs to know. What one of its functions throws ends the Workers, and is thrown again. */
export interface PoolOptions<Job, Message> {
  /** The module that the Workers run. */
  readonly script: URL;
  /** Posted once to each Worker before its first job. */
  readonly setup: unknown;
  /** The number of Workers; each is started with its first job. */
  readonly workers: number;
  /** A job for a Worker that is free; undefined where there will be none, or once the signal came. */
  readonly next: (signal: AbortSignal) => Promise<Job | undefined>;
  /** No job begins after it; those in progress have `graceSeconds` to end. */
  readonly signal: AbortSignal;
  readonly graceSeconds: number;
  /** @returns Whether the job is to go on; else its Worker is ended. */
  readonly onMessage: (job: Job, message: Message) => boolean;
  /** A Worker died at this job. */
  readonly onCrash: (job: Job, crash: Crash) => void;
}

/** What a Worker died of. */
export interface Crash {
  readonly reason: string;
  /** The same with where it was. */
  readonly report: string;
}

/** Does the jobs and returns when all are done, or the signal came. */
export async function work<Job, Message>(options: PoolOptions<Job, Message>): Promise<void> {
  const broken = new AbortController(); // by what one of the functions threw
  const lanes = Array.from({ length: options.workers }, async () => {
    try {
      await lane(options, broken.signal);
    } catch (error) {
      broken.abort(error);
    }
  });
  await Promise.all(lanes);
  broken.signal.throwIfAborted();
}

/** One Worker after another until no job is left. */
async function lane<Job, Message>(
  options: PoolOptions<Job, Message>,
  broken: AbortSignal,
): Promise<void> {
  const { next, onCrash } = options;
  const signal = AbortSignal.any([options.signal, broken]);
  let worker: Worker | undefined;
  try {
    while (!signal.aborted) {
      const job = await next(signal);
      if (job === undefined) return;
      worker ??= open(options);
      const { lives, crash } = await doJob(worker, job, { ...options, broken });
      if (lives) continue;
      worker.terminate();
      worker = undefined;
      if (crash !== undefined) onCrash(job, crash);
    }
  } finally {
    worker?.terminate();
  }
}

function open<Job, Message>({ script, setup }: PoolOptions<Job, Message>): Worker {
  const worker = new Worker(script, { type: "module" });
  worker.postMessage(setup);
  return worker;
}

/** How a job ended: whether its Worker is of further use, and else what it died of, if it did. */
interface Ended {
  readonly lives: boolean;
  readonly crash?: Crash;
}

/** Waits for the end of one job. */
async function doJob<Job, Message>(
  worker: Worker,
  job: Job,
  { signal, graceSeconds, onMessage, broken }: PoolOptions<Job, Message> & { broken: AbortSignal },
): Promise<Ended> {
  const listening = new AbortController();
  let grace: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<Ended>((resolve, reject) => {
      const end = () => resolve({ lives: false });
      const startGrace = () => grace = setTimeout(end, 1000 * graceSeconds);
      broken.addEventListener("abort", end, listening);
      signal.addEventListener("abort", startGrace, listening);
      if (broken.aborted) end();
      else if (signal.aborted) startGrace();
      worker.onmessage = ({ data }: MessageEvent<Message | typeof DONE>) => {
        try {
          if (data === DONE) resolve({ lives: true });
          else if (!onMessage(job, data)) end();
        } catch (error) {
          reject(error);
        }
      };
      worker.onerror = (event) => {
        event.preventDefault(); // else it ends this process too
        const { message: reason, filename, lineno, colno } = event;
        const report = `${reason}\n    at ${filename}:${lineno}:${colno}`;
        resolve({ lives: false, crash: { reason, report } });
      };
      worker.postMessage(job);
    });
  } finally {
    clearTimeout(grace);
    listening.abort();
    worker.onmessage = null;
  }
}
