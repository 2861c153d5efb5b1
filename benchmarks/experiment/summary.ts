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
  { jobs, isStored }: { jobs: number; isStored: (run: PlannedRun) => boolean },
): string {
  const networks = Map.groupBy(runs, ({ spec }) => `${spec.data.name} ${spec.sizes.join("-")}`);
  const rows = [...networks].map(([network, alike]) => [
    network,
    plural(alike.length, "run"),
    `up to ${alike[0].spec.epochs} epochs, ${duration(secondsOf(alike[0].spec))} each`,
  ]);
  const waiting = runs.filter((run) => !isStored(run));
  const seconds = waiting.reduce((sum, { spec }) => sum + secondsOf(spec), 0);
  return `${columns(rows)}

${plural(runs.length, "run")}, ${runs.length - waiting.length} of them already stored.
The others take about ${
    duration(seconds / jobs)
  }, ${jobs} side by side, if each goes to its limit.`;
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
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, c) => Math.max(...rows.map((row) => row[c].length))) ?? [];
  return rows
    .map((row) => row.map((cell, c) => cell.padEnd(widths[c])).join("  ").trimEnd())
    .join("\n");
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
