/**
 * The numbers of a comparison as tables and records.
 *
 * @module
 */

import type { Records, Table } from "../report.ts";
import type { FigureResult } from "../results.ts";
import { finalRuns, leastValidationError } from "../step_sizes.ts";
import type { Comparison } from "./comparison.ts";
import { finalValue, objective, testError, trainingError } from "./curves.ts";

/** Where the curves of one data set end. */
export function finalTable(comparison: Comparison): Table {
  return {
    title: `After the last epoch: ${comparison.title}`,
    caption: "Errors in percent: mean ± half the width of the 95 % t interval over n seeds. The " +
      "objective: geometric mean with its 95 % interval.",
    columns: [
      { title: "Optimizer and start" },
      { title: "Objective", numeric: true },
      { title: "Training error", numeric: true },
      { title: "Test error", numeric: true },
      { title: "Diverged", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: comparison.contenders.map((contender) => [
      contender.label,
      finalValue(contender, objective),
      finalValue(contender, trainingError),
      finalValue(contender, testError),
      String(contender.diverged.length),
      String(contender.finished.length),
    ]),
  };
}

/** Every run, points of the grid among them. */
export function runRecords(figure: FigureResult): Records {
  const final = new Set(finalRuns(figure));
  return {
    columns: [
      "dataset",
      "optimizer",
      "initialization",
      "step_size",
      "role",
      "seed",
      "outcome",
      "epochs",
      "objective",
      "training_error",
      "test_error",
      "least_validation_error",
      "l2_norm",
      "path_norm",
      "seconds",
      "run_id",
    ],
    rows: figure.runs.map((run) => {
      const { spec, outcome } = run;
      const last = outcome?.kind === "diverged" ? undefined : run.epochs[run.epochs.length - 1];
      return [
        spec.data.name,
        spec.optimizer.name,
        spec.initialization,
        spec.optimizer.hyper.lr,
        final.has(run) ? "final" : "grid",
        spec.seed,
        outcome?.kind ?? "missing",
        outcome?.epoch,
        last?.train.loss,
        last?.train.error,
        last?.test.error,
        last && leastValidationError(run)?.error,
        last?.norms?.l2,
        last?.norms?.path,
        outcome?.seconds,
        run.id,
      ];
    }),
  };
}
