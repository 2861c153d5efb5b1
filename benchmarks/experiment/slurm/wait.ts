/**
 * Waits for the jobs of a Slurm array and shows how far the runs are.
 *
 * @module
 */

import { setTimeout } from "node:timers/promises";
import { plural } from "../../../reports/format.ts";
import type { Screen } from "../progress.ts";
import { queuedTasks } from "./commands.ts";

/** Time between two looks at store and queue: Slurm serves others too. */
const LOOK_MILLISECONDS = 5000;

/** What is waited for. */
export interface Awaited {
  /** The job's id. */
  readonly job: string;
  /** Number of runs that the job is to finish, and how many of them are finished. */
  readonly runs: number;
  readonly finished: () => number;
  /** Where progress is shown; nowhere if left out. */
  readonly screen?: Screen;
  /** Ends the waiting; the job goes on. */
  readonly signal: AbortSignal;
  readonly lookMilliseconds?: number;
}

/**
 * Returns when all runs are finished, or when Slurm has no task of the job any more. That must be so
 * in two looks: a job that was just submitted may not be listed yet, and on a file system of several
 * machines results arrive a moment after their task has ended.
 */
export async function waitForJob(
  { job, runs, finished, screen, signal, lookMilliseconds = LOOK_MILLISECONDS }: Awaited,
): Promise<void> {
  const line = screen && statusLine(screen);
  for (let gone = 0; !signal.aborted;) {
    const tasks = await queuedTasks(job);
    const done = finished();
    const state = typeof tasks === "string"
      ? `squeue: ${tasks}`
      : `${tasks.running} running, ${tasks.waiting} waiting`;
    line?.show(`${done} of ${plural(runs, "run")} finished; tasks of Slurm job ${job}: ${state}`);
    const none = typeof tasks !== "string" && tasks.running + tasks.waiting === 0;
    gone = none ? gone + 1 : 0;
    if (done === runs || gone === 2) break;
    await setTimeout(lookMilliseconds, undefined, { signal }).catch(() => {}); // aborted
  }
  line?.end();
}

/** One line that is redrawn on a terminal, and printed elsewhere whenever it changes. */
function statusLine({ terminal, columns, write }: Screen) {
  let last = "";
  return {
    show(line: string): void {
      if (line === last) return;
      last = line;
      write(terminal ? `\r\x1b[K${line.slice(0, columns() - 1)}` : `${line}\n`);
    },
    end(): void {
      if (terminal) write("\r\x1b[K");
    },
  };
}
