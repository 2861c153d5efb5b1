/**
 * What a command prints at its end: tables for people, one JSON object for programs.
 *
 * @module
 */

import type { GradedClaim } from "../../reports/claims.ts";
import { duration, plural } from "../../reports/format.ts";
import { secondsOf } from "./estimate.ts";
import type { PlannedRun } from "./plan.ts";
import type { FinishedFigure } from "./run_figure.ts";

/** The plan and how long it would take: what `--dry-run` prints. */
export function planTable(
  runs: readonly PlannedRun[],
  { jobs, isStored, complete }: {
    jobs: number;
    isStored: (run: PlannedRun) => boolean;
    /** Whether no further runs will be planned from the results of these. */
    complete: boolean;
  },
): string {
  const alike = Map.groupBy(
    runs,
    ({ spec }) => [spec.data.name, spec.sizes.join("-"), spec.data.train, spec.epochs].join(" "),
  );
  const rows = [...alike.values()].map((runs) => {
    const [{ spec }] = runs;
    return [
      `${spec.data.name} ${spec.sizes.join("-")}`,
      plural(runs.length, "run"),
      `up to ${spec.epochs} epochs, ${duration(secondsOf(spec))} each`,
    ];
  });
  const waiting = runs.filter((run) => !isStored(run));
  const seconds = waiting.reduce((sum, { spec }) => sum + secondsOf(spec), 0);
  return `${columns(rows)}

${plural(runs.length, "run")}, ${runs.length - waiting.length} of them already stored.
The others take about ${
    duration(seconds / jobs)
  }, ${jobs} side by side, if each goes to its limit.${
    complete ? "" : "\nFurther runs depend on their results and are not counted."
  }`;
}

/** The verdict on each claim, with effect and 95 % interval, and below it the claim and the reason. */
export function claimsTable(claims: readonly GradedClaim[]): string {
  const rows = columns(claims.map(({ id, verdict, effect, interval, unit }) => [
    verdict.toUpperCase(),
    id,
    effect === undefined ? "" : `${short(effect)} ${unit}`,
    interval === undefined ? "" : `[${short(interval.lower)}, ${short(interval.upper)}]`,
  ])).split("\n");
  return claims.map(({ sentence, reason }, i) => `${rows[i]}\n  ${sentence}\n  ${reason}`).join(
    "\n",
  );
}

/** A finished figure as `--json` prints it. */
export function summary({ result, written: { page, claims } }: FinishedFigure) {
  return {
    figure: result.figure,
    profile: result.profile,
    report: page,
    runs: result.runs.map(({ id, spec, outcome, failure }) => ({
      id,
      settings: spec,
      outcome: outcome ?? null,
      ...(failure === undefined ? {} : { failure }),
    })),
    claims: claims.map(({ id, verdict, effect, interval }) => ({
      id,
      verdict,
      effect: effect ?? null,
      interval: interval === undefined ? null : [interval.lower, interval.upper],
    })),
  };
}

/** Rows of cells as lines, each column as wide as its widest cell. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, c) => Math.max(...rows.map((row) => row[c].length))) ?? [];
  return rows
    .map((row) => row.map((cell, c) => cell.padEnd(widths[c])).join("  ").trimEnd())
    .join("\n");
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
