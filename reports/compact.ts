/**
 * A figure's results as they are kept beside the page and inside it.
 *
 * @module
 */

import type { GradedClaim } from "./claims.ts";
import type { EpochRecord, FigureResult, RunResult } from "./results.ts";

/**
 * The epochs of a run, a list for each quantity, to the seven digits that float32 carries. Null stands
 * for what was not recorded after an epoch, and for what is not finite, as where a run diverged.
 */
export interface EpochColumns {
  readonly epoch: readonly number[];
  readonly trainLoss: Column;
  readonly trainError: Column;
  /** Absent where nothing is held out. */
  readonly validationLoss?: Column;
  readonly validationError?: Column;
  readonly testLoss: Column;
  readonly testError: Column;
  /** Norms, and the least and largest γ₂; absent where they were not recorded. */
  readonly l2Norm?: Column;
  readonly pathNorm?: Column;
  readonly leastGamma?: Column;
  readonly largestGamma?: Column;
  /** The training examples before noise; absent where none was added. */
  readonly cleanLoss?: Column;
  readonly cleanError?: Column;
  /** S's terms and what stands beside them, see `Terms`; absent where they were not recorded. */
  readonly batches?: Column;
  readonly term?: Column;
  readonly fullBatchTerm?: Column;
  readonly miniBatchTerm?: Column;
  readonly gap?: Column;
  readonly rmspropTerm?: Column;
  readonly backwardErrorTerm?: Column;
  readonly leastCoefficient?: Column;
  readonly meanCoefficient?: Column;
  readonly largestCoefficient?: Column;
  readonly backwardErrorNoise?: Column;
  /** |λ₁|; null after the epochs at which it was not estimated. */
  readonly curvature?: Column;
  readonly seconds: readonly number[];
}

/** A value after each epoch. */
export type Column = readonly (number | null)[];

/** A run with its epochs as columns. */
export interface CompactRun extends Omit<RunResult, "epochs"> {
  readonly epochs: EpochColumns;
}

/** A figure's results with what the page says of them: the content of `<figure>.json`. */
export interface PublishedFigure extends Omit<FigureResult, "runs"> {
  readonly title: string;
  /** What the drawing shows, in words. */
  readonly description: string;
  readonly claims: readonly GradedClaim[];
  readonly warnings: readonly string[];
  readonly runs: readonly CompactRun[];
}

/** A run in compact form. */
export function compactRun(run: RunResult): CompactRun {
  const { epochs } = run;
  const column = (value: (record: EpochRecord) => number | undefined) =>
    epochs.map((record) => kept(value(record)));
  /** A column of what not every figure records: absent where no epoch has it. */
  const partial = (
    name: keyof EpochColumns,
    value: (record: EpochRecord) => number | undefined,
  ) => {
    const values = column(value);
    return values.every((number) => number === null) ? {} : { [name]: values };
  };
  return {
    ...run,
    epochs: {
      epoch: epochs.map((record) => record.epoch),
      trainLoss: column((record) => record.train.loss),
      trainError: column((record) => record.train.error),
      ...partial("validationLoss", (record) => record.validation?.loss),
      ...partial("validationError", (record) => record.validation?.error),
      testLoss: column((record) => record.test.loss),
      testError: column((record) => record.test.error),
      ...partial("l2Norm", (record) => record.norms?.l2),
      ...partial("pathNorm", (record) => record.norms?.path),
      ...partial("leastGamma", (record) => record.norms?.gamma[0]),
      ...partial("largestGamma", (record) => record.norms?.gamma[1]),
      ...partial("cleanLoss", (record) => record.clean?.loss),
      ...partial("cleanError", (record) => record.clean?.error),
      ...partial("batches", (record) => record.terms?.batches),
      ...partial("term", (record) => record.terms?.sgd.term),
      ...partial("fullBatchTerm", (record) => record.terms?.sgd.fullBatch),
      ...partial("miniBatchTerm", (record) => record.terms?.sgd.miniBatch),
      ...partial("gap", (record) => record.terms?.sgd.gap),
      ...partial("rmspropTerm", (record) => record.terms?.rmsprop),
      ...partial("backwardErrorTerm", (record) => record.terms?.backwardError?.term),
      ...partial("leastCoefficient", ({ terms }) => terms?.backwardError?.coefficient.least),
      ...partial("meanCoefficient", ({ terms }) => terms?.backwardError?.coefficient.mean),
      ...partial("largestCoefficient", ({ terms }) => terms?.backwardError?.coefficient.largest),
      ...partial("backwardErrorNoise", ({ terms }) => terms?.backwardError?.noise),
      ...partial("curvature", ({ terms }) => terms?.curvature),
      seconds: epochs.map((record) => Number(record.seconds.toFixed(2))),
    },
  };
}

function kept(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(7));
}
