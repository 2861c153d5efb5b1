/**
 * Which run, or group of runs, is done next: what no other process is at, the longest first.
 *
 * @module
 */

import type { Outcome } from "../../reports/results.ts";
import { secondsOf } from "./estimate.ts";
import { groupRuns, setupKey } from "./groups.ts";
import type { HeldRun } from "./held_run.ts";
import type { Holder } from "./lock.ts";
import type { PlannedRun } from "./plan.ts";
import type { Store } from "./store.ts";

/** Milliseconds between two looks at the runs that other processes are at. */
const LOOK_MILLISECONDS = 500;

/** What runs are claimed with. */
export interface QueueOptions {
  readonly store: Store;
  /** Whether runs of one setup are done together. */
  readonly together: boolean;
  /** The outcomes to be replaced, by the ids of all runs; absent where finished runs stay. */
  readonly replaced?: ReadonlyMap<string, Outcome | undefined>;
  /** Another process has finished a run. */
  readonly onFinished: (run: PlannedRun) => void;
  /** Nothing is left but runs that these are at: one holder for each, undefined where not known. */
  readonly onWait: (holders: readonly (Holder | undefined)[]) => void;
}

/** The runs that remain to be done, for the lanes of a pool. */
export interface RunQueue {
  /**
   * The next run or group, under its locks. Waits while others are at all that is left; undefined where
   * nothing is, or once the signal came.
   *
   * @throws {StoreError} If the store can't be written.
   */
  next(signal: AbortSignal): Promise<readonly HeldRun[] | undefined>;
  /** Takes a run back that another process has taken over. */
  putBack(run: PlannedRun): void;
}

/** A queue of these runs. */
export function queueRuns(runs: readonly PlannedRun[], options: QueueOptions): RunQueue {
  const { store, together, replaced, onFinished, onWait } = options;
  // The longest first: a long run that starts last would leave the other cores idle.
  const longestFirst = [...runs].sort((a, b) => secondsOf(b.spec) - secondsOf(a.spec));
  const waiting = new Set(longestFirst.map(({ id }) => id));
  const inOrder = () => longestFirst.filter(({ id }) => waiting.has(id));

  async function next(signal: AbortSignal): Promise<readonly HeldRun[] | undefined> {
    while (!signal.aborted) {
      const holders: (Holder | undefined)[] = [];
      const first = claimFirst((holder) => holders.push(holder));
      if (first !== undefined) return together ? groupOf(first) : [first];
      if (holders.length === 0) return undefined;
      onWait(holders);
      await pause(LOOK_MILLISECONDS, signal);
    }
    return undefined;
  }

  /** The first run that is free. */
  function claimFirst(onTaken: (holder: Holder | undefined) => void): HeldRun | undefined {
    for (const run of inOrder()) {
      const claimed = claim(run, onTaken);
      if (claimed !== undefined) return claimed;
    }
    return undefined;
  }

  /** A run with those that train together with it: only under their locks their epochs are known. */
  function groupOf(first: HeldRun): HeldRun[] {
    const setup = setupKey(first.task.spec);
    const alike = inOrder().filter(({ spec }) => setupKey(spec) === setup);
    const held = [first];
    try {
      for (const run of alike) {
        const claimed = claim(run);
        if (claimed !== undefined) held.push(claimed);
      }
    } catch (error) {
      for (const run of held) run.release();
      throw error;
    }
    const [tasks] = groupRuns(held.map(({ task }) => task));
    const isInGroup = ({ task }: HeldRun) => tasks.includes(task);
    for (const run of held.filter((run) => !isInGroup(run))) {
      run.release();
      putBack(run.task);
    }
    return held.filter(isInGroup);
  }

  function claim(
    run: PlannedRun,
    onTaken: (holder: Holder | undefined) => void = () => {},
  ): HeldRun | undefined {
    const again = replaced && { replaced: replaced.get(run.id) };
    const claimed = store.claim(run, again && { again });
    if (claimed.kind === "taken") {
      onTaken(claimed.holder);
      return undefined;
    }
    waiting.delete(run.id);
    if (claimed.kind === "held") return claimed.run;
    onFinished(run);
    return undefined;
  }

  function putBack({ id }: PlannedRun): void {
    waiting.add(id);
  }

  return { next, putBack };
}

/** Waits, at most until the signal comes. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
  });
}
