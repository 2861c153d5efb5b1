/**
 * What is kept of a night: the figures run that night with fresh seeds, in numbers.
 *
 * @module
 */

import type { GradedClaim, Verdict } from "../claims.ts";
import type { Environment, Outcome } from "../results.ts";
import type { Interval } from "../statistics.ts";

/** Version of the records below. A night of another version is never read as one of these. */
export const NIGHT_FORMAT = 1;

/** How many of a figure's runs ended in which way; "failed" ones were stopped by an error. */
export type Outcomes = Readonly<Record<Outcome["kind"] | "failed", number>>;

/** A claim as it was graded that night: the mean effect over seeds with its 95 % interval. */
export type NightClaim = Pick<
  GradedClaim,
  "id" | "sentence" | "unit" | "verdict" | "effect" | "interval" | "seeds"
>;

/** A figure that night. */
export interface NightFigure {
  /** Command and file name, e.g. "width-sweep". */
  readonly figure: string;
  /** Why it has no result, or not all of it. */
  readonly failure?: string;
  /** Engine and variant; absent where it was not even opened. */
  readonly engine?: string;
  /** Seconds of computing, summed over the runs, wherever they were done. */
  readonly seconds: number;
  readonly outcomes: Outcomes;
  readonly claims: readonly NightClaim[];
}

/** A metric that left the range expected of it, or came back. */
export interface Change {
  /** Id of the metric, e.g. "width-sweep/mnist-does-not-rise". */
  readonly metric: string;
  /**
   * "shift": confirmed by runs with other seeds; "unconfirmed": not by these;
   * "return": five nights again within the range from before a shift.
   */
  readonly kind: "shift" | "unconfirmed" | "return";
  /** Where it is now: beside the range of its baseline, or not measured any more. */
  readonly side: "above" | "below" | "missing";
  /** The first night of the change. */
  readonly since: string;
  /** What was looked at: this night, or the median of the last five. */
  readonly nights: 1 | 5;
  /** The range that it was expected in. */
  readonly expected: Interval;
  /** What was found; absent where the metric could not be measured. */
  readonly found?: number;
  /** What runs with other seeds found that night; absent of a return. */
  readonly again?: readonly number[];
  /** The nights that the range comes from. */
  readonly baseline: { readonly nights: number; readonly from: string; readonly to: string };
}

/** The program and machine of a night. */
export type NightEnvironment = Omit<Environment, "engine" | "date">;

/** A night: the content of `<date>/night.json` in the history. */
export interface Night {
  readonly format: typeof NIGHT_FORMAT;
  /** Its day in UTC, which names it: "2026-03-01". */
  readonly date: string;
  /** When it ended, ISO 8601, UTC. */
  readonly finished: string;
  /** The flags, but for seeds: only nights with the same ones are compared. */
  readonly protocol: string;
  readonly seeds: readonly number[];
  readonly environment: NightEnvironment;
  readonly figures: readonly NightFigure[];
  readonly changes: readonly Change[];
}

/** Why a night failed: a line for each figure that did. None where all went well. */
export function failuresOf(night: Night): string[] {
  return night.figures
    .filter(({ failure }) => failure !== undefined)
    .map(({ figure, failure }) => `${figure}: ${failure}`);
}

/** Number of claims with each verdict. */
export function verdictCounts(night: Night): Record<Verdict, number> {
  const counts = { "reproduced": 0, "not reproduced": 0, "inconclusive": 0 };
  for (const { verdict } of night.figures.flatMap(({ claims }) => claims)) counts[verdict]++;
  return counts;
}
