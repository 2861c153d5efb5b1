/**
 * Full-batch RMSProp against flows, at one step size.
 *
 * @module
 */

import type { RmspropStep } from "../../network/implicit_regularization.ts";
import { distance } from "../../network/vectors.ts";
import { rmsprop } from "../../optimizers/mod.ts";
import type { FlowDistance } from "../../reports/results.ts";
import { flow } from "./flow.ts";
import { mostSwitched, type Problem } from "./problem.ts";
import { type RmspropFlow, rmspropIterates, rmspropVelocity } from "./rmsprop.ts";

/** How RMSProp is run. */
export const RMSPROP = {
  /** ρ. */
  decay: rmsprop.hyper.decay,
  /**
   * ε for each place, such that a weight without gradient has the same D. Far above the default: D must
   * be smooth over the few steps that are compared where a gradient is small, too.
   */
  eps: { outside: 1e-2, inside: 1e-4 },
  /** Steps after which s has forgotten its start: ρ to the power of 150 is 10⁻⁷. */
  warmUp: 150,
  /** Steps that are then compared with a flow. */
  steps: 4,
} as const;

const FLOWS: readonly RmspropFlow[] = ["plain", "printed", "modified"];

/** Distances of RMSProp's iterate from flows, over a few steps once s has settled. */
export async function compareRmsprop(
  problem: Problem,
  { placement, stepSize }: Pick<RmspropStep, "placement" | "stepSize">,
): Promise<FlowDistance[]> {
  const { decay, warmUp, steps } = RMSPROP;
  const step: RmspropStep = { stepSize, decay, eps: RMSPROP.eps[placement], placement };
  const [settled, last] = rmspropIterates(problem, { step, after: [warmUp, warmUp + steps] });
  const switched = mostSwitched(problem, [settled, last]);
  const distances: FlowDistance[] = [];
  for (const name of FLOWS) {
    const velocity = rmspropVelocity(problem, { step, flow: name });
    const end = await flow(settled, { velocity, time: steps * stepSize, steps });
    const between = distance(last, end);
    distances.push({
      steps: `rmsprop-${placement}`,
      flow: name,
      stepSize,
      distance: between,
      switched,
    });
  }
  return distances;
}
