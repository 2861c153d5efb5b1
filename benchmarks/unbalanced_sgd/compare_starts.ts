/**
 * Whether the balanced and the unbalanced start of a seed compute the same function, measured.
 *
 * @module
 */

import { forward, input } from "../../network/backpropagation.ts";
import type { Examples } from "../../network/examples.ts";
import type { Network } from "../../network/network.ts";
import type { RunResult, StartComparison } from "../../reports/results.ts";
import type { Sets } from "../experiment/sets.ts";
import { startOf } from "../experiment/start.ts";

/** Number of test examples compared: each takes two passes in plain float64. */
const EXAMPLES = 50;

/**
 * The largest difference of a score between the two starts, for each data set and seed of the runs.
 *
 * Weights are rounded to single precision first, as an engine holds them: without that, only the
 * rounding of double precision would be seen.
 *
 * @param sets The examples of each `spec.data.hash`.
 */
export function compareStarts(
  runs: readonly RunResult[],
  sets: Readonly<Record<string, Sets>>,
): StartComparison[] {
  const seeds = Map.groupBy(runs, ({ spec: { data, seed } }) => `${data.name} ${seed}`);
  return [...seeds.values()].map(([{ spec }]) => {
    const { data, sizes, seed } = spec;
    const balanced = inSinglePrecision(startOf({ sizes, seed, initialization: "balanced" }));
    const unbalanced = inSinglePrecision(startOf({ sizes, seed, initialization: "unbalanced" }));
    const measured = compare(balanced, unbalanced, sets[data.hash].test);
    return { data: data.name, seed, ...measured };
  });
}

function compare(
  balanced: Network,
  unbalanced: Network,
  test: Examples,
): Pick<StartComparison, "examples" | "difference" | "largest"> {
  const examples = Math.min(EXAMPLES, test.count);
  let [difference, largest] = [0, 0];
  for (let i = 0; i < examples; i++) {
    const x = input(test, i);
    const scores = forward(balanced, x)[balanced.length];
    const others = forward(unbalanced, x)[unbalanced.length];
    for (let c = 0; c < scores.length; c++) {
      difference = Math.max(difference, Math.abs(scores[c] - others[c]));
      largest = Math.max(largest, Math.abs(scores[c]));
    }
  }
  return { examples, difference, largest };
}

function inSinglePrecision(network: Network): Network {
  return network.map((layer) => ({
    ...layer,
    weights: layer.weights.map(Math.fround),
    thresholds: layer.thresholds.map(Math.fround),
  }));
}
