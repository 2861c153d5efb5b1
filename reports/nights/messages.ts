/**
 * What a night says in the terminal and in the feed.
 *
 * @module
 */

import { duration, list, plural, significant, significantInterval } from "../format.ts";
import { type Metric, metricsOf } from "./metrics.ts";
import { type Change, failuresOf, type Night, verdictCounts } from "./night.ts";

/** A night in words: how it went, then a line a failure and a paragraph a change. */
export function nightReport(night: Night, before: readonly Night[]): string {
  return [
    `Night of ${night.date}: ${nightSummary(night)}.`,
    ...failuresOf(night).map((failure) => `FAILED ${failure}`),
    ...night.changes.map((change) => changeMessage(change, [...before, night])),
  ].join("\n");
}

/** "13 of 58 claims reproduced, 2 not reproduced, 5 figures, 140 runs, 3 min 5 s of computing, commit 14e0967". */
export function nightSummary(night: Night): string {
  const counts = verdictCounts(night);
  const claims = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const runs = night.figures.flatMap(({ outcomes }) => Object.values(outcomes))
    .reduce((sum, count) => sum + count, 0);
  const seconds = night.figures.reduce((sum, figure) => sum + figure.seconds, 0);
  const { commit } = night.environment;
  return [
    `${counts.reproduced} of ${plural(claims, "claim")} reproduced`,
    `${counts["not reproduced"]} not reproduced`,
    plural(night.figures.length, "figure"),
    plural(runs, "run"),
    `${duration(seconds)} of computing`,
    ...(commit === undefined ? [] : [`commit ${shortCommit(commit)}`]),
  ].join(", ");
}

/** What changed, from which range, to what, and since when. */
export function changeMessage(change: Change, nights: readonly Night[]): string {
  const metric = metricOf(change, nights);
  return `${HEADINGS[change.kind]} ${change.metric}: ${metric?.title ?? ""}\n  ${
    changeInWords(change, { unit: metric?.unit ?? "", nights })
  }`;
}

/** The same without its heading: "Expected 0.1 to 0.3 points (from 40 nights, …), found 0.9 …" */
export function changeInWords(
  change: Change,
  { unit, nights }: { unit: string; nights: readonly Night[] },
): string {
  const { expected, baseline, since, kind } = change;
  const found = change.found === undefined ? UNMEASURED : significant(change.found);
  const looked = change.nights === 1 ? "" : `, the median of ${change.nights} nights`;
  const again = change.again?.map(significant) ?? [];
  const confirmation = kind === "return" ? "" : `; with other seeds ${list(again) || UNMEASURED}`;
  return `Expected ${significantInterval(expected)} ${unit} (from ${
    plural(baseline.nights, "night")
  }, ${baseline.from} to ${baseline.to}), found ${found}${looked}${confirmation}. ` +
    CONCLUSIONS[kind](change.side, sinceInWords(since, nights));
}

const UNMEASURED = "nothing that could be measured";

/** How a change is announced. */
export const HEADINGS: Readonly<Record<Change["kind"], string>> = {
  shift: "SHIFT",
  unconfirmed: "Not confirmed:",
  return: "Back in range:",
};

const CONCLUSIONS: Readonly<
  Record<Change["kind"], (side: Change["side"], since: string) => string>
> = {
  shift: (side, since) =>
    side === "missing" ? `Not measured since ${since}.` : `It is ${side} the range since ${since}.`,
  unconfirmed: () => "That is no shift.",
  return: (_, since) => `Within the range from before its shift since ${since}.`,
};

/** "2026-03-01 (commits 14e0967 to b6c885f)": what was changed between the last night before and that one. */
function sinceInWords(date: string, nights: readonly Night[]): string {
  const index = nights.findIndex((night) => night.date === date);
  const [before, first] = [nights[index - 1], nights[index]]
    .map((night) => night?.environment.commit);
  if (before === undefined || first === undefined) return date;
  return before === first
    ? `${date} (commit ${shortCommit(first)}, as the night before)`
    : `${date} (commit ${shortCommit(before)} the night before, then ${shortCommit(first)})`;
}

/** The metric that a change is about, as the latest night describes it that has it. */
export function metricOf(change: Change, nights: readonly Night[]): Metric | undefined {
  for (const night of nights.toReversed()) {
    const metric = metricsOf(night).find(({ id }) => id === change.metric);
    if (metric !== undefined) return metric;
  }
  return undefined;
}

/** The first seven digits of a commit, and whether its tree was changed. */
export function shortCommit(commit: string): string {
  return commit.replace(/^([0-9a-f]{7})[0-9a-f]+/, "$1");
}
