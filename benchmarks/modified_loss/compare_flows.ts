/**
 * Discrete steps against flows, for every data set, seed and step size of the settings.
 *
 * @module
 */

import { largestEigenvalue } from "../../network/hessian.ts";
import { layerSizes, type Network } from "../../network/network.ts";
import { stream } from "../../network/random.ts";
import type { FlowComparison, FlowDistance } from "../../reports/results.ts";
import type { Supplement, SupplementContext } from "../experiment/figure.ts";
import { compareRmsprop } from "./compare_rmsprop.ts";
import { compareSgd } from "./compare_sgd.ts";
import { meanGradient, type Problem, problemOf } from "./problem.ts";
import type { FlowSettings } from "./settings.ts";

/**
 * One comparison for each data set and seed; those that the signal leaves time for.
 *
 * @throws {DataError} If a data set holds too few examples away from kinks.
 */
export async function compareFlows(
  { settings, data, sets, note, signal }: SupplementContext<FlowSettings>,
): Promise<Supplement> {
  const flows: FlowComparison[] = [];
  for (const spec of data) {
    for (const seed of settings.seeds) {
      note(`Steps against flows: ${spec.name}, seed ${seed}`);
      const problem = problemOf(sets[spec.hash].train, { shape: settings, seed });
      const distances: FlowDistance[] = [];
      for (const part of parts(problem, settings)) {
        await new Promise((resolve) => setTimeout(resolve)); // lets Ctrl-C come through
        if (signal.aborted) return { flows };
        distances.push(...await part());
      }
      flows.push({
        data: spec,
        sizes: layerSizes(problem.start),
        seed,
        batches: settings.batches,
        curvature: await curvature(problem, seed),
        distances,
      });
    }
  }
  return { flows };
}

/** λ₁ at the start. */
async function curvature(problem: Problem, seed: number): Promise<number> {
  const gradientAt = (network: Network) => meanGradient(problem, { network });
  const random = stream(seed, "curvature");
  return (await largestEigenvalue(gradientAt, problem.start, { random })).value;
}

/** The comparison, step size by step size. */
function parts(problem: Problem, settings: FlowSettings): (() => Promise<FlowDistance[]>)[] {
  const stepSizes = (exponents: readonly number[]) => exponents.map((exponent) => 2 ** -exponent);
  return [
    ...stepSizes(settings.sgd).map((stepSize) => () => compareSgd(problem, stepSize)),
    ...(["outside", "inside"] as const).flatMap((placement) =>
      stepSizes(settings.rmsprop).map((stepSize) => () =>
        compareRmsprop(problem, { placement, stepSize })
      )
    ),
  ];
}
