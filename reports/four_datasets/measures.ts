/**
 * What the claims measure of two contenders.
 *
 * @module
 */

import { type Comparison, type Contender, contenderOf } from "../comparison/comparison.ts";
import { curvesOf, objective, type Quantity, testError, valueAt } from "../comparison/curves.ts";
import { type Pair, pairOf } from "../comparison/obstacles.ts";
import { list, significant } from "../format.ts";
import { type Estimate, estimate } from "../statistics.ts";

/** An optimizer from its balanced and its unbalanced start. */
export function startsOf(comparison: Comparison, optimizer: string): Pair | string {
  return pairOf(comparison, [
    contenderOf(comparison, optimizer, "balanced"),
    contenderOf(comparison, optimizer, "unbalanced"),
  ]);
}

/** Path-SGD and another optimizer, both from the balanced start. */
export function balancedPair(comparison: Comparison, optimizer: string): Pair | string {
  return pairOf(comparison, [
    contenderOf(comparison, "path-sgd", "balanced"),
    contenderOf(comparison, optimizer, "balanced"),
  ]);
}

/** Why two starts of one optimizer cannot give one curve, if so. */
export function unlikeSteps(pair: Pair): string | undefined {
  const [first, second] = pair.map(({ finished }) => finished[0].spec.optimizer.hyper.lr);
  if (first === second) return undefined;
  return "The two starts were given different step sizes " +
    `(${list([first, second].map(significant))}).`;
}

/** Largest relative difference of two objectives over the epochs in percent, estimated over seeds. */
export function objectiveDifference(pair: Pair): Estimate {
  const relative = (a: number, b: number) => a === b ? 0 : 100 * Math.abs(a - b) / Math.max(a, b);
  return estimate(largestDifferences(pair, { quantity: objective, difference: relative }));
}

/** Largest difference of two test errors over seeds and epochs, in percentage points. */
export function testErrorDifference(pair: Pair): number {
  const absolute = (a: number, b: number) => Math.abs(a - b);
  return Math.max(...largestDifferences(pair, { quantity: testError, difference: absolute }));
}

/** Errors after the last epoch in percent, in the order of the seeds. */
export function finalErrors({ finished }: Contender, set: "train" | "test"): number[] {
  return finished.map(({ epochs }) => 100 * epochs[epochs.length - 1][set].error);
}

/** For each seed, the largest difference of two curves; a run that has ended keeps its last value. */
function largestDifferences(
  pair: Pair,
  options: {
    readonly quantity: Quantity;
    readonly difference: (a: number, b: number) => number;
  },
): number[] {
  const [first, second] = pair.map(({ finished }) => curvesOf(finished, options.quantity));
  const epochs = Math.max(first[0].length, second[0].length);
  return first.map((curve, seed) =>
    Math.max(
      ...Array.from(
        { length: epochs },
        (_, epoch) => options.difference(valueAt(curve, epoch), valueAt(second[seed], epoch)),
      ),
    )
  );
}
