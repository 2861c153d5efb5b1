/**
 * What the worked examples of N's Figure 2b and 2c come to.
 *
 * @module
 */

import type { WorkedExample } from "../results.ts";

/** Outputs of the balanced and of the unbalanced network after one update; absent if not computed. */
export function outputsAfter(
  example: WorkedExample,
  optimizer: string,
): [balanced: readonly number[], unbalanced: readonly number[]] | undefined {
  const [balanced, unbalanced] = (["balanced", "unbalanced"] as const).map((start) =>
    example.networks.find((network) => network.start === start)
      ?.after.find((update) => update.optimizer === optimizer)?.network.outputs
  );
  return balanced && unbalanced && [balanced, unbalanced];
}

/** Largest difference of two lists of outputs, relative to their largest value; 0 if both are zero. */
export function relativeDifference(first: readonly number[], second: readonly number[]): number {
  const difference = Math.max(...first.map((value, i) => Math.abs(value - second[i])));
  const largest = Math.max(...[...first, ...second].map(Math.abs));
  return difference === 0 ? 0 : difference / largest;
}

/** A weight or an output to five significant digits: the large one of two may change in the fifth. */
export function fiveDigits(value: number): string {
  return String(Number(value.toPrecision(5))).replace("-", "−");
}
