/**
 * The runs of a width sweep in the order that its figure and claims read them: by data set, width
 * and seed.
 *
 * @module
 */

import type { EpochRecord, FigureResult, RunResult } from "../results.ts";
import { average } from "../statistics.ts";

/** A run that ended without diverging, and the three errors that Figure 1 draws, from 0 to 1. */
export interface FinishedRun {
  readonly run: RunResult;
  /** Number of hidden units H. */
  readonly width: number;
  readonly seed: number;
  /** Training error after the last epoch. */
  readonly train: number;
  /** Validation error after the last epoch. */
  readonly validation: number;
  /** Test error after the last epoch: at convergence. */
  readonly test: number;
  /** Test error at the epoch of least validation error: early stopping. */
  readonly earlyStopped: number;
  /** The epoch of least validation error, the first of several. */
  readonly earlyStoppingEpoch: number;
}

/** All the runs on one data set. */
export interface Sweep {
  /** Registered name of the data set. */
  readonly name: string;
  /** The data set as people write it. */
  readonly title: string;
  readonly standIn: boolean;
  /** Number of training examples n. */
  readonly trainExamples: number;
  readonly testExamples: number;
  /** Number of inputs D plus number of classes C: a network of H units has H(C + D) weights. */
  readonly weightsPerUnit: number;
  /** Widths H, ascending, of all runs, however they ended. */
  readonly widths: readonly number[];
  /** Seeds, ascending, of all runs, however they ended. */
  readonly seeds: readonly number[];
  /** Ascending by width, then by seed. */
  readonly finished: readonly FinishedRun[];
  readonly diverged: readonly RunResult[];
  /** Runs that failed, have not ended, or were never begun though their width and seed occur. */
  readonly missing: readonly { readonly width: number; readonly seed: number }[];
}

/** The errors that a sweep is drawn and graded by. */
export type ErrorName = "train" | "validation" | "test" | "earlyStopped";

/**
 * The sweeps of a figure, one a data set, in the order in which the figure names its data.
 *
 * @throws {RangeError} If there is no run, or two share data set, width and seed: which is meant?
 */
export function sweeps(figure: FigureResult): Sweep[] {
  if (figure.runs.length === 0) {
    throw new RangeError(`Expected at least one run of ${figure.figure} but found none`);
  }
  const names = [...new Set(figure.runs.map((run) => run.spec.data.name))];
  const order = figure.data.map((data) => data.name as string);
  names.sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return names.map((name) => sweepOf(name, figure));
}

function sweepOf(name: string, figure: FigureResult): Sweep {
  const runs = figure.runs.filter((run) => run.spec.data.name === name);
  const provenance = figure.data.find((data) => data.name === name);
  const spec = runs[0].spec;
  const widths = ascending(runs.map(widthOf));
  const seeds = ascending(runs.map((run) => run.spec.seed));

  const finished: FinishedRun[] = [];
  const diverged: RunResult[] = [];
  const missing: { width: number; seed: number }[] = [];
  for (const width of widths) {
    for (const seed of seeds) {
      const found = runs.filter((run) => widthOf(run) === width && run.spec.seed === seed);
      if (found.length > 1) {
        throw new RangeError(
          `Expected one run for ${name}, H = ${width}, seed ${seed} but found ${found.length}`,
        );
      }
      const kind = found[0]?.outcome?.kind;
      if (kind === undefined) missing.push({ width, seed });
      else if (kind === "diverged") diverged.push(found[0]);
      else finished.push(finishedRun(found[0]));
    }
  }

  return {
    name,
    title: provenance?.title ?? name,
    standIn: provenance?.standIn ?? false,
    trainExamples: spec.data.train,
    testExamples: spec.data.test,
    weightsPerUnit: spec.sizes[0] + spec.sizes[spec.sizes.length - 1],
    widths,
    seeds,
    finished,
    diverged,
    missing,
  };
}

/** Number of hidden units H of a run. */
export function widthOf(run: RunResult): number {
  return run.spec.sizes[1];
}

/** One error of the finished runs of a width, in the order of their seeds. */
export function errorsAt(sweep: Sweep, width: number, error: ErrorName): number[] {
  return sweep.finished.filter((run) => run.width === width).map((run) => run[error]);
}

/** Number of weights H(C + D) of a network of this width (N, section 2). */
export function weights(sweep: Sweep, width: number): number {
  return width * sweep.weightsPerUnit;
}

/** The least width at which the training error of every finished seed is at most the tolerance. */
export function leastFittingWidth(sweep: Sweep, tolerance: number): number | undefined {
  return sweep.widths.find((width) => {
    const errors = errorsAt(sweep, width, "train");
    return errors.length > 0 && errors.every((error) => error <= tolerance);
  });
}

/** Among these widths, the one with the least mean of an error; the first of several. */
export function widthOfLeast(
  sweep: Sweep,
  widths: readonly number[],
  error: ErrorName,
): number | undefined {
  const means = widths.map((width) => average(errorsAt(sweep, width, error)));
  const least = Math.min(...means.filter(Number.isFinite));
  return widths[means.indexOf(least)];
}

function finishedRun(run: RunResult): FinishedRun {
  const last = run.epochs[run.epochs.length - 1];
  const early = earlyStopping(run.epochs);
  return {
    run,
    width: widthOf(run),
    seed: run.spec.seed,
    train: last.train.error,
    validation: validationError(last),
    test: last.test.error,
    earlyStopped: early.test.error,
    earlyStoppingEpoch: early.epoch,
  };
}

/** The record of least validation error, the first of several. */
function earlyStopping(epochs: readonly EpochRecord[]): EpochRecord {
  return epochs.reduce((best, epoch) =>
    validationError(epoch) < validationError(best) ? epoch : best
  );
}

/** @throws {RangeError} If nothing was held out. */
function validationError({ epoch, validation }: EpochRecord): number {
  if (validation === undefined) {
    throw new RangeError(`Expected a validation error after epoch ${epoch} but found none`);
  }
  return validation.error;
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
