/**
 * S's experiment as records, one a run.
 *
 * @module
 */

import type { Records } from "../report.ts";
import type { FigureResult } from "../results.ts";

/** Every run after its last epoch, what varies S's setting among them. */
export function noiseRecords(figure: FigureResult): Records {
  return {
    columns: [
      "dataset",
      "optimizer",
      "step_size",
      "weight_decay",
      "hidden",
      "seed",
      "outcome",
      "epochs",
      "training_loss",
      "training_error",
      "error_without_noise",
      "test_error",
      "l2_norm",
      "path_norm",
      "term",
      "full_batch_term",
      "mini_batch_term",
      "printed_rmsprop_term",
      "backward_error_term",
      "curvature",
      "seconds",
      "run_id",
    ],
    rows: figure.runs.map(({ id, spec, epochs, outcome }) => {
      const last = outcome?.kind === "diverged" ? undefined : epochs[epochs.length - 1];
      return [
        spec.data.name,
        spec.optimizer.name,
        spec.optimizer.hyper.lr,
        spec.optimizer.hyper.weight_decay,
        spec.sizes.slice(1, -1).join("-"),
        spec.seed,
        outcome?.kind ?? "missing",
        outcome?.epoch,
        last?.train.loss,
        last?.train.error,
        last?.clean?.error,
        last?.test.error,
        last?.norms?.l2,
        last?.norms?.path,
        last?.terms?.sgd.term,
        last?.terms?.sgd.fullBatch,
        last?.terms?.sgd.miniBatch,
        last?.terms?.rmsprop,
        last?.terms?.backwardError?.term,
        last?.terms?.curvature,
        outcome?.seconds,
        id,
      ];
    }),
  };
}
