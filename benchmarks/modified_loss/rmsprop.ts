/**
 * Full-batch RMSProp, and the flows that it is compared with (Cattaneo, Klusowski and Shigida, "On the
 * implicit bias of Adam", 2024).
 *
 * @module
 */

import { hessianProduct } from "../../network/hessian.ts";
import { coordinateOf, type RmspropStep } from "../../network/implicit_regularization.ts";
import type { Network } from "../../network/network.ts";
import { combined } from "../../network/vectors.ts";
import { rmsprop, type Rule, rule } from "../../optimizers/mod.ts";
import { applyRule } from "../../optimizers/reference.ts";
import type { Velocity } from "./flow.ts";
import { meanGradient, type Problem } from "./problem.ts";

/** RMSProp as backward error analysis has it: ε inside the root. */
const rmspropInside = rule({
  name: "rmsprop-inside",
  hyper: rmsprop.hyper,
  state: ["s"],
  update: `
    s = decay * s + (1 - decay) * g * g
    w = w - lr * g / sqrt(s + eps)
  `,
});

/** The rule for each place of ε; outside the root it is the suite's own. */
const RULES: Readonly<Record<RmspropStep["placement"], Rule>> = {
  inside: rmspropInside,
  outside: rmsprop,
};

/**
 * The iterates after the given numbers of steps from the start. s begins at the squared gradient of
 * the start, where its average ends up while the weights hardly move.
 *
 * @param options.after Numbers of steps, ascending.
 */
export function rmspropIterates(
  problem: Problem,
  { step, after }: { step: RmspropStep; after: readonly number[] },
): Network[] {
  const network = structuredClone(problem.start);
  const s = combined([meanGradient(problem, { network })], ([g]) => g ** 2);
  const hyper = { lr: step.stepSize, decay: step.decay, eps: step.eps };
  const iterates: Network[] = [];
  for (let t = 1; t <= after[after.length - 1]; t++) {
    const gradient = meanGradient(problem, { network });
    for (const l of network.keys()) {
      for (const part of ["weights", "thresholds"] as const) {
        applyRule(RULES[step.placement], {
          weights: network[l][part],
          gradients: gradient[l][part],
          state: { s: s[l][part] },
        }, { hyper, step: t });
      }
    }
    if (after.includes(t)) iterates.push(structuredClone(network));
  }
  return iterates;
}

/** ‖a v‖ of the finite differences: their error is far below the third order in η. */
const DISTANCE = 1e-4;

/** The flows that RMSProp's iterates are held against. */
export type RmspropFlow = "plain" | "printed" | "modified";

/**
 * The flow dω/dt = −(∇C + term) / D with D at s = ∇C². The term is nothing on the "plain" flow; on the
 * "modified" one what backward error analysis gives, η c ∇²C u (see {@link coordinateOf}); and on the
 * "printed" one the gradient of what S adds to the loss, η/4 ‖s ⊙ ∇C‖² with s held fixed, which is
 * η/2 ∇²C (s² ∇C). With full batches m = 1.
 */
export function rmspropVelocity(
  problem: Problem,
  { step, flow }: { step: RmspropStep; flow: RmspropFlow },
): Velocity {
  const { stepSize } = step;
  const gradientAt = (network: Network) => meanGradient(problem, { network });
  const productWith = (network: Network, direction: Network) =>
    hessianProduct(gradientAt, network, { direction, distance: DISTANCE });
  const term = async (network: Network, gradient: Network): Promise<Network> => {
    switch (flow) {
      case "plain":
        return combined([gradient], () => 0);
      case "printed": {
        const product = await productWith(network, combined([gradient], ([g]) => g ** 5));
        return combined([product], ([p]) => stepSize / 2 * p);
      }
      case "modified": {
        const u = combined([gradient], ([g]) => g / coordinateOf(g, step).denominator);
        const product = await productWith(network, u);
        return combined(
          [gradient, product],
          ([g, p]) => stepSize * coordinateOf(g, step).coefficient * p,
        );
      }
    }
  };
  return async (network) => {
    const gradient = gradientAt(network);
    return combined(
      [gradient, await term(network, gradient)],
      ([g, added]) => -(g + added) / coordinateOf(g, step).denominator,
    );
  };
}
