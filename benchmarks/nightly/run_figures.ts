/**
 * The figures of a night: run, and noted in numbers whether they succeed or fail.
 *
 * @module
 */

import { join } from "node:path";
import type { NightFigure, Outcomes } from "../../reports/nights/night.ts";
import type { FigureResult } from "../../reports/results.ts";
import type { Command } from "../experiment/command.ts";
import { lineOf, UsageError } from "../experiment/errors.ts";
import { executorOf } from "../experiment/executors.ts";
import { EXIT } from "../experiment/exit.ts";
import { type FinishedFigure, siteFolder } from "../experiment/run_figure.ts";
import type { AnyFigure } from "../figures.ts";

/** What the figures of a night came to. */
export interface NightFigures {
  readonly figures: readonly NightFigure[];
  /** Path of each figure's whole results. */
  readonly results: Readonly<Record<string, string>>;
}

/**
 * Runs figures one after the other; an error ends its figure, not the night.
 *
 * @returns An exit code where a signal ended it.
 * @throws {UsageError} If the command asks for something impossible: that is no night.
 */
export async function runFigures(
  figures: readonly AnyFigure[],
  command: Command,
): Promise<NightFigures | number> {
  const noted: NightFigure[] = [];
  const results: Record<string, string> = {};
  const fail = (figure: string, failure: string) => noted.push({ ...NOTHING, figure, failure });
  for (const { name, carryOut } of figures) {
    try {
      // As JSON, so that it prints nothing at its end.
      const ended = await carryOut({ ...command, json: true }, executorOf(command));
      if (typeof ended !== "number") {
        noted.push(nightFigure(ended));
        results[name] = join(siteFolder(command), `${name}.json`);
      } else if (ended === EXIT.done || ended === EXIT.failed) {
        fail(name, "it ended without a result");
      } else return ended; // a signal
    } catch (error) {
      if (error instanceof UsageError) throw error;
      fail(name, lineOf(error));
    }
  }
  return { figures: noted, results };
}

const NOTHING: Omit<NightFigure, "figure"> = {
  seconds: 0,
  outcomes: { "converged": 0, "epoch limit": 0, "diverged": 0, "failed": 0 },
  claims: [],
};

function nightFigure({ result, written }: FinishedFigure): NightFigure {
  const failure = failureOf(result);
  return {
    figure: result.figure,
    ...(failure !== undefined && { failure }),
    engine: result.environment.engine,
    seconds: result.runs.reduce((sum, { outcome }) => sum + (outcome?.seconds ?? 0), 0),
    outcomes: outcomesOf(result),
    claims: written.claims.map(({ id, sentence, unit, verdict, effect, interval, seeds }) => ({
      id,
      sentence,
      unit,
      verdict,
      seeds,
      ...(effect !== undefined && { effect }),
      ...(interval !== undefined && { interval }),
    })),
  };
}

function outcomesOf({ runs }: FigureResult): Outcomes {
  const outcomes = { ...NOTHING.outcomes };
  for (const { outcome } of runs) outcomes[outcome?.kind ?? "failed"]++;
  return outcomes;
}

/** Why a figure is no result to compare: runs that an error stopped, or data that were not there. */
function failureOf({ runs, data, profile, command }: FigureResult): string | undefined {
  const isAsked = profile === "smoke" || command.includes("stand-in");
  if (!isAsked && data.some(({ standIn }) => standIn)) {
    return "its data could not be obtained, and drawn digits took their place";
  }
  const failed = runs.filter(({ outcome }) => outcome === undefined);
  if (failed.length === 0) return undefined;
  return `${failed.length} of ${runs.length} runs failed, the first of them: ${
    failed[0].failure ?? "it did not end"
  }`;
}
