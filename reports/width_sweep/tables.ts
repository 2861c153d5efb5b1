/**
 * The numbers of the width sweep as tables.
 *
 * @module
 */

import { count, meanAndHalf } from "../format.ts";
import type { Records, Table } from "../report.ts";
import { estimate } from "../statistics.ts";
import { type ErrorName, errorsAt, type Sweep, weights } from "./sweep.ts";

/** The table of errors by width of one data set: mean ± half the 95 % interval, and n. */
export function errorsTable(sweep: Sweep): Table {
  return {
    title: `Errors by width: ${sweep.title}`,
    caption: "Errors in percent: mean ± half the width of the 95 % t interval over n seeds.",
    columns: [
      { title: "Hidden units H", numeric: true },
      { title: "Weights H(C\u00a0+\u00a0D)", numeric: true },
      { title: "Training error", numeric: true },
      { title: "Test error at convergence", numeric: true },
      { title: "Test error with early stopping", numeric: true },
      { title: "Zero training error", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: sweep.widths.map((width) => {
      const train = errorsAt(sweep, width, "train");
      return [
        count(width),
        count(weights(sweep, width)),
        meanAndInterval(sweep, width, "train"),
        meanAndInterval(sweep, width, "test"),
        meanAndInterval(sweep, width, "earlyStopped"),
        `${train.filter((error) => error === 0).length} of ${train.length}`,
        String(train.length),
      ];
    }),
  };
}

/** The errors of every finished run, from 0 to 1, and the run itself. */
export function runRecords(sweeps: readonly Sweep[]): Records {
  return {
    columns: [
      "dataset",
      "hidden_units",
      "seed",
      "outcome",
      "epochs",
      "training_error",
      "validation_error",
      "test_error_at_convergence",
      "test_error_with_early_stopping",
      "early_stopping_epoch",
      "seconds",
      "run_id",
    ],
    rows: sweeps.flatMap((sweep) => [
      ...sweep.finished.map(({ run, ...errors }) => [
        sweep.name,
        errors.width,
        errors.seed,
        run.outcome?.kind,
        run.outcome?.epoch,
        errors.train,
        errors.validation,
        errors.test,
        errors.earlyStopped,
        errors.earlyStoppingEpoch,
        run.outcome?.seconds,
        run.id,
      ]),
      ...sweep.diverged.map((run) => [
        sweep.name,
        run.spec.sizes[1],
        run.spec.seed,
        run.outcome?.kind,
        run.outcome?.epoch,
        ...Array(5).fill(undefined),
        run.outcome?.seconds,
        run.id,
      ]),
      ...sweep.missing.map(({ width, seed }) => [
        sweep.name,
        width,
        seed,
        "missing",
        ...Array(8).fill(undefined),
      ]),
    ]),
  };
}

function meanAndInterval(sweep: Sweep, width: number, error: ErrorName): string {
  const errors = errorsAt(sweep, width, error);
  if (errors.length === 0) return "–";
  return meanAndHalf(estimate(errors.map((value) => 100 * value)));
}
