/**
 * The comparison at equal training loss: what a run has when its training loss first comes down to a
 * level, however many epochs that takes.
 *
 * @module
 */

import type { Contender } from "../comparison/comparison.ts";
import type { Quantity } from "../comparison/curves.ts";
import type { RunResult } from "../results.ts";

/** The least training loss that every finished run of these contenders comes down to. */
export function commonLoss(contenders: readonly Contender[]): number {
  return Math.max(...contenders.flatMap(({ finished }) => finished.map(leastLoss)));
}

/** The contender whose worst seed comes down to the least training loss, of those with finished runs. */
export function bestFitting(contenders: readonly Contender[]): Contender | undefined {
  return contenders.filter(({ finished }) => finished.length > 0)
    .toSorted((a, b) => commonLoss([a]) - commonLoss([b]))[0];
}

/** A quantity that is read at a training loss. */
export interface LossQuantity extends Quantity {
  /** Whether the run's step size η is divided out, as it differs at equal training loss. */
  readonly overStep?: true;
}

/** What to read of a run, and at which training loss. */
export interface Reading {
  readonly quantity: LossQuantity;
  readonly loss: number;
}

/**
 * A quantity when the training loss first comes down to a level, interpolated linearly in the loss
 * between the epochs before and after; undefined where it never does, or nothing was recorded.
 */
export function valueAtLoss(
  { epochs }: RunResult,
  { quantity, loss }: Reading,
): number | undefined {
  const after = epochs.findIndex(({ train }) => train.loss <= loss);
  if (after === -1) return undefined;
  const reached = quantity.value(epochs[after]);
  if (after === 0) return reached;
  const before = quantity.value(epochs[after - 1]);
  if (before === undefined || reached === undefined) return undefined;
  const [higher, lower] = [epochs[after - 1].train.loss, epochs[after].train.loss];
  return before + (reached - before) * (higher - loss) / (higher - lower);
}

/** The same of each finished run, in the order of the seeds; empty unless all have one. */
export function valuesAtLoss({ finished }: Contender, reading: Reading): number[] {
  const values = finished.map((run) => {
    const value = valueAtLoss(run, reading);
    const stepSize = reading.quantity.overStep ? run.spec.optimizer.hyper.lr : 1;
    return value === undefined ? undefined : value / stepSize;
  }).filter((value) => value !== undefined);
  return values.length === finished.length ? values : [];
}

/** Epochs until the training loss first comes down to a level, a fraction counted as above. */
export const epochsNeeded: Quantity = {
  name: "epochs needed",
  axis: "Epochs",
  value: ({ epoch }) => epoch,
  decades: false,
};

function leastLoss({ epochs }: RunResult): number {
  return Math.min(...epochs.map(({ train }) => train.loss));
}
