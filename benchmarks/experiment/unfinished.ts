/**
 * What is missing of a plan, for those who did a part of it.
 *
 * @module
 */

import { count, plural } from "../../reports/format.ts";
import { type PlannedRun, runTitle } from "./plan.ts";
import type { Store } from "./store.ts";

/** Runs that are named; the others are counted. */
const MOST_NAMED = 20;

/** The runs that the store does not hold to their end. */
export function unfinishedOf(runs: readonly PlannedRun[], store: Store): PlannedRun[] {
  return runs.filter((run) => store.load(run)?.outcome === undefined);
}

/**
 * Unfinished runs, one a line, with how far each is.
 *
 * @param more What else is to be said of a run.
 */
export function unfinishedLines(
  runs: readonly PlannedRun[],
  { store, more = () => "" }: { store: Store; more?: (run: PlannedRun) => string },
): string[] {
  const lines = runs.slice(0, MOST_NAMED).map((run) => {
    const epochs = store.load(run)?.epochs.length;
    const state = epochs === undefined
      ? "missing"
      : `unfinished, ${plural(epochs, "epoch")} stored`;
    return `  ${runTitle(run.spec)}: ${state}${more(run)}`;
  });
  const others = runs.length - lines.length;
  return others === 0 ? lines : [...lines, `  and ${count(others)} more`];
}
