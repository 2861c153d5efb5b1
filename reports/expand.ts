/**
 * Results read back from the form in which they are kept: the inverse of `compact.ts`, to the digits that
 * are kept.
 *
 * @module
 */

import type { Column, CompactRun, EpochColumns, PublishedFigure } from "./compact.ts";
import type { EpochRecord, FigureResult, Measurement, Norms, RunResult, Terms } from "./results.ts";

/** What a report is made from, out of the content of `<figure>.json`. */
export function figureOf(published: PublishedFigure): FigureResult {
  const { title: _, description: _d, claims: _c, warnings: _w, ...figure } = published;
  return { ...figure, runs: published.runs.map(expandRun) };
}

/** The run that a compact one was made from. */
export function expandRun(run: CompactRun): RunResult {
  return { ...run, epochs: run.epochs.epoch.map((_, i) => recordAt(run.epochs, i)) };
}

/** The value of a column after an epoch; undefined where there is none. */
type Lookup = (name: keyof EpochColumns) => number | undefined;

function recordAt(columns: EpochColumns, i: number): EpochRecord {
  // A loss that is not finite, as where a run diverged, was kept as null.
  const measurement = (loss: Column, error: Column): Measurement => ({
    loss: loss[i] ?? NaN,
    error: error[i] ?? NaN,
  });
  const at: Lookup = (name) => columns[name]?.[i] ?? undefined;
  const { validationLoss, validationError, cleanLoss, cleanError } = columns;
  const norms = normsOf(at);
  const terms = termsOf(at);
  return {
    epoch: columns.epoch[i],
    train: measurement(columns.trainLoss, columns.trainError),
    ...(validationLoss && validationError && {
      validation: measurement(validationLoss, validationError),
    }),
    test: measurement(columns.testLoss, columns.testError),
    ...(cleanLoss && cleanError && { clean: measurement(cleanLoss, cleanError) }),
    ...(norms && { norms }),
    ...(terms && { terms }),
    seconds: columns.seconds[i],
  };
}

function normsOf(at: Lookup): Norms | undefined {
  const values = all([at("l2Norm"), at("pathNorm"), at("leastGamma"), at("largestGamma")]);
  if (values === undefined) return undefined;
  const [l2, path, least, largest] = values;
  return { l2, path, gamma: [least, largest] };
}

function termsOf(at: Lookup): Terms | undefined {
  const values = all([
    at("batches"),
    at("term"),
    at("fullBatchTerm"),
    at("miniBatchTerm"),
    at("gap"),
  ]);
  if (values === undefined) return undefined;
  const [batches, term, fullBatch, miniBatch, gap] = values;
  const rmsprop = at("rmspropTerm");
  const backwardError = backwardErrorOf(at);
  const curvature = at("curvature");
  return {
    batches,
    sgd: { term, fullBatch, miniBatch, gap },
    ...(rmsprop !== undefined && { rmsprop }),
    ...(backwardError && { backwardError }),
    ...(curvature !== undefined && { curvature }),
  };
}

function backwardErrorOf(at: Lookup): Terms["backwardError"] {
  const values = all([
    at("leastCoefficient"),
    at("meanCoefficient"),
    at("largestCoefficient"),
    at("backwardErrorTerm"),
    at("backwardErrorNoise"),
  ]);
  if (values === undefined) return undefined;
  const [least, mean, largest, term, noise] = values;
  return { coefficient: { least, mean, largest }, term, noise };
}

/** The values; undefined unless there are all. */
function all(values: readonly (number | undefined)[]): number[] | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? known : undefined;
}
