/**
 * SGD against flows, at one step size.
 *
 * @module
 */

import { distance } from "../../network/vectors.ts";
import type { FlowDistance } from "../../reports/results.ts";
import { flow } from "./flow.ts";
import { mostSwitched, type Problem } from "./problem.ts";
import { type Sampling, sgdEnds, type SgdFlow, sgdVelocity } from "./sgd.ts";

const SAMPLINGS: readonly Sampling[] = ["shuffled", "independent"];
const FLOWS: readonly SgdFlow[] = ["plain", "full-batch", "modified"];

/** Distances of the mean SGD iterate after one epoch of m steps from flows of duration m η. */
export async function compareSgd(problem: Problem, stepSize: number): Promise<FlowDistance[]> {
  const steps = problem.batches.length;
  const samplings = SAMPLINGS.map((sampling) => {
    const { mean, all } = sgdEnds(problem, { sampling, stepSize });
    return { steps: `sgd-${sampling}` as const, mean, switched: mostSwitched(problem, all) };
  });
  const distances: FlowDistance[] = [];
  for (const name of FLOWS) {
    const velocity = sgdVelocity(problem, { flow: name, stepSize });
    const end = await flow(problem.start, { velocity, time: steps * stepSize, steps });
    for (const { steps, mean, switched } of samplings) {
      distances.push({ steps, flow: name, stepSize, distance: distance(mean, end), switched });
    }
  }
  return distances;
}
