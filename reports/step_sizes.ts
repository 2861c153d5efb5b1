/**
 * The step-size grid: its runs, told apart from those that a figure is drawn from, and what they say.
 *
 * @module
 */

import type { FigureResult, RunResult } from "./results.ts";

/** The runs that are not points of a step-size grid. */
export function finalRuns(figure: FigureResult): RunResult[] {
  const grid = new Set(
    (figure.stepSizes ?? []).flatMap((choice) => choice.grid.map((point) => point.run)),
  );
  return figure.runs.filter((run) => !grid.has(run.id));
}

/** The least validation error of a run, 0 to 1, and the first epoch that has it. */
export function leastValidationError(
  run: RunResult,
): { readonly error: number; readonly epoch: number } | undefined {
  let least: { error: number; epoch: number } | undefined;
  for (const { epoch, validation } of run.epochs) {
    if (validation === undefined) continue;
    if (least === undefined || validation.error < least.error) {
      least = { error: validation.error, epoch };
    }
  }
  return least;
}
