/**
 * Nights and metrics as tables.
 *
 * @module
 */

import { duration, significant, significantInterval } from "../format.ts";
import type { Table } from "../report.ts";
import { expectedIn } from "./alert.ts";
import { shortCommit } from "./messages.ts";
import { toUnit } from "./metrics.ts";
import { type Change, failuresOf, type Night, verdictCounts } from "./night.ts";
import { baselinePoints, regimesOf, type Series } from "./regime.ts";

/** Every night, the newest first. */
export function nightsTable(nights: readonly Night[]): Table {
  return {
    title: "Every night",
    caption: "Newest first. Time is that of computing, summed over all runs.",
    columns: [
      { title: "Night" },
      { title: "Reproduced", numeric: true },
      { title: "Not reproduced", numeric: true },
      { title: "Inconclusive", numeric: true },
      { title: "Time", numeric: true },
      { title: "Version, commit" },
      { title: "Machine" },
      { title: "What happened" },
    ],
    rows: nights.toReversed().map((night) => {
      const counts = verdictCounts(night);
      const { version, commit, cpu, os } = night.environment;
      return [
        night.date,
        String(counts.reproduced),
        String(counts["not reproduced"]),
        String(counts.inconclusive),
        duration(night.figures.reduce((sum, { seconds }) => sum + seconds, 0)),
        commit === undefined ? version : `${version}, ${shortCommit(commit)}`,
        cpu ?? os,
        [
          ...failuresOf(night).map((failure) => `Failed: ${failure}`),
          ...night.changes.map(({ kind, metric }) => `${WORDS[kind]}: ${metric}`),
        ].join("; "),
      ];
    }),
  };
}

const WORDS: Readonly<Record<Change["kind"], string>> = {
  shift: "Shifted",
  unconfirmed: "Out of range but not confirmed",
  return: "Back in range",
};

/** Every metric, as of the last night. */
export function metricsTable(series: readonly Series[]): Table {
  return {
    title: "Every metric",
    caption: "The last night that measured each, the range expected of a night, and since when.",
    columns: [
      { title: "Metric" },
      { title: "Last night" },
      { title: "Value", numeric: true },
      { title: "Expected", numeric: true },
      { title: "Unit" },
      { title: "Nights compared", numeric: true },
      { title: "Since" },
    ],
    rows: series.map((series) => {
      const { metric, points, changes } = series;
      const regime = regimesOf({ points, changes }).pop()!;
      const compared = baselinePoints(regime);
      const latest = points.at(-1);
      const expected = expectedIn(regime, metric);
      return [
        metric.id,
        latest?.date ?? "",
        latest === undefined ? "" : significant(toUnit(latest.value, metric)),
        expected === undefined ? "too few nights" : significantInterval(expected),
        metric.unit,
        String(compared.length),
        compared[0]?.date ?? "",
      ];
    }),
  };
}
