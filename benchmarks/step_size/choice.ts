/**
 * The choice of a step size from a grid (N, section 6: "picked the one that reaches the minimum error
 * faster").
 *
 * Our reading: the minimum is the least validation error of all epochs of all the step sizes. An epoch
 * reaches it if its validation error is no more than one standard error above, √(e(1 − e)/N) for an
 * error e on N examples: less than that, chance would decide. The step size whose run reaches it in the
 * fewest epochs is taken; among equals the one with the least error, then the largest.
 *
 * @module
 */

import type { RunResult, StepSizeChoice } from "../../reports/results.ts";

/** The step size 10^−α: the number that its decimal form is read as. */
export function stepSize(alpha: number): number {
  return Number(`1e-${alpha}`);
}

/** The exponent α of a run's step size. */
function alphaOf({ spec }: RunResult): number {
  return Math.round(Math.log10(1 / spec.optimizer.hyper.lr));
}

/**
 * The choice for each data set, optimizer and start, in the order of the runs.
 *
 * Diverged runs are part of the grid and never chosen. Nothing is chosen while a run of the grid has
 * not ended: the missing one might have been the best.
 *
 * @param runs The runs that hold examples out are the grid; others are left aside.
 */
export function stepSizeChoices(runs: readonly RunResult[]): StepSizeChoice[] {
  const grids = Map.groupBy(
    runs.filter(({ spec }) => spec.data.validation > 0),
    ({ spec }) => [spec.data.name, spec.optimizer.name, spec.initialization].join(" "),
  );
  return [...grids.values()].map(choiceOf);
}

function choiceOf(grid: readonly RunResult[]): StepSizeChoice {
  const [{ spec: { data, optimizer, initialization } }] = grid;
  const sorted = grid.toSorted((a, b) => alphaOf(a) - alphaOf(b));
  return {
    data: data.name,
    optimizer: optimizer.name,
    initialization,
    grid: sorted.map((run) => ({ alpha: alphaOf(run), run: run.id })),
    ...(sorted.every(({ outcome }) => outcome !== undefined) && fastest(sorted, data.validation)),
  };
}

/** Target and choice; neither where every run diverged. `grid` is in the order of α. */
function fastest(
  grid: readonly RunResult[],
  examples: number,
): Pick<StepSizeChoice, "target" | "chosen"> {
  const curves = grid.filter(({ outcome }) => outcome?.kind !== "diverged").map((run) => {
    const errors = run.epochs.map((epoch) => epoch.validation!.error);
    return { alpha: alphaOf(run), errors, least: Math.min(...errors) };
  });
  if (curves.length === 0) return {};
  const least = Math.min(...curves.map((curve) => curve.least));
  const target = least + Math.sqrt(least * (1 - least) / examples);
  const reaching = curves.map(({ alpha, errors, least }) => {
    const epoch = errors.findIndex((error) => error <= target);
    return { alpha, least, epoch: epoch === -1 ? Infinity : epoch };
  });
  reaching.sort((a, b) => a.epoch === b.epoch ? a.least - b.least : a.epoch - b.epoch);
  return { target, chosen: reaching[0].alpha };
}
