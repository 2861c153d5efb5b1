/**
 * A figure's results as they are kept beside the page and inside it.
 *
 * @module
 */

import type { GradedClaim } from "./claims.ts";
import type { EpochRecord, FigureResult, RunResult } from "./results.ts";

/** The epochs of a run, a list for each quantity, to the seven digits that float32 carries. */
export interface EpochColumns {
  readonly epoch: readonly number[];
  readonly trainLoss: readonly number[];
  readonly trainError: readonly number[];
  /** Absent where nothing is held out. */
  readonly validationLoss?: readonly number[];
  readonly validationError?: readonly number[];
  readonly testLoss: readonly number[];
  readonly testError: readonly number[];
  /** Norms, and the least and largest γ₂; absent where they were not recorded. */
  readonly l2Norm?: readonly number[];
  readonly pathNorm?: readonly number[];
  readonly leastGamma?: readonly number[];
  readonly largestGamma?: readonly number[];
  /** The training examples before noise; absent where none was added. */
  readonly cleanLoss?: readonly number[];
  readonly cleanError?: readonly number[];
  /** S's terms and what stands beside them, see `Terms`; absent where they were not recorded. */
  readonly term?: readonly number[];
  readonly fullBatchTerm?: readonly number[];
  readonly miniBatchTerm?: readonly number[];
  readonly rmspropTerm?: readonly number[];
  readonly backwardErrorTerm?: readonly number[];
  readonly leastCoefficient?: readonly number[];
  readonly meanCoefficient?: readonly number[];
  readonly largestCoefficient?: readonly number[];
  /** |λ₁|; null after the epochs at which it was not estimated. */
  readonly curvature?: readonly (number | null)[];
  readonly seconds: readonly number[];
}

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
  const column = (value: (record: EpochRecord) => number) =>
    epochs.map((record) => Number(value(record).toPrecision(7)));
  /** A column of what not every figure records: absent unless every epoch has it. */
  const partial = (
    name: keyof EpochColumns,
    value: (record: EpochRecord) => number | undefined,
  ) => {
    const values = epochs.map(value).filter((number) => number !== undefined);
    return values.length === 0 || values.length < epochs.length
      ? {}
      : { [name]: values.map((number) => Number(number.toPrecision(7))) };
  };
  return {
    ...run,
    epochs: {
      epoch: column((record) => record.epoch),
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
      ...partial("term", (record) => record.terms?.sgd.term),
      ...partial("fullBatchTerm", (record) => record.terms?.sgd.fullBatch),
      ...partial("miniBatchTerm", (record) => record.terms?.sgd.miniBatch),
      ...partial("rmspropTerm", (record) => record.terms?.rmsprop),
      ...partial("backwardErrorTerm", (record) => record.terms?.backwardError?.term),
      ...partial("leastCoefficient", ({ terms }) => terms?.backwardError?.coefficient.least),
      ...partial("meanCoefficient", ({ terms }) => terms?.backwardError?.coefficient.mean),
      ...partial("largestCoefficient", ({ terms }) => terms?.backwardError?.coefficient.largest),
      ...curvatures(epochs),
      seconds: epochs.map((record) => Number(record.seconds.toFixed(2))),
    },
  };
}

function curvatures(epochs: readonly EpochRecord[]): Pick<EpochColumns, "curvature"> {
  const values = epochs.map(({ terms }) => terms?.curvature);
  if (values.every((value) => value === undefined)) return {};
  return {
    curvature: values.map((value) => value === undefined ? null : Number(value.toPrecision(7))),
  };
}
