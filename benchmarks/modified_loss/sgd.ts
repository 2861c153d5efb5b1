/**
 * The mean SGD iterate after one epoch, and the flows that it is compared with (S, section 2; Smith,
 * Dherin, Barrett and De, "On the origin of implicit regularization in stochastic gradient descent",
 * 2021).
 *
 * @module
 */

import { hessianProduct } from "../../network/hessian.ts";
import type { Network } from "../../network/network.ts";
import { average, combined, moved } from "../../network/vectors.ts";
import type { Velocity } from "./flow.ts";
import { meanGradient, type Problem } from "./problem.ts";

/** How the mini-batches of an epoch are drawn. */
export type Sampling = "shuffled" | "independent";

/** Where epochs end: each order or sequence of mini-batches leads to one, all equally likely. */
export interface Ends {
  /** The mean over all. */
  readonly mean: Network;
  readonly all: readonly Network[];
}

/**
 * SGD's iterates after m steps, for every way in which an epoch can draw its mini-batches: the m!
 * orders without replacement, or the m^m sequences of independent draws. The mean is thus exact, and
 * what is left of its distance to a flow is no sampling noise.
 */
export function sgdEnds(
  problem: Problem,
  { sampling, stepSize }: { sampling: Sampling; stepSize: number },
): Ends {
  const m = problem.batches.length;
  const all: Network[] = [];
  const go = (network: Network, made: readonly number[]) => {
    if (made.length === m) return void all.push(network);
    for (let batch = 0; batch < m; batch++) {
      if (sampling === "shuffled" && made.includes(batch)) continue;
      const direction = meanGradient(problem, { network, batches: [batch] });
      go(moved(network, { times: -stepSize, direction }), [...made, batch]);
    }
  };
  go(problem.start, []);
  return { mean: average(all), all };
}

/** The flows that the mean iterate is held against, by what is added to the loss. */
export type SgdFlow = "plain" | "full-batch" | "modified";

/** ‖a v‖ of the finite differences: their error is far below the third order in η. */
const DISTANCE = 1e-4;

/**
 * −∇[C + η/4 ‖∇C‖² + η/(4m) Σ ‖∇C_k − ∇C‖²], of which the flow has none, the first or both terms (S,
 * equation 2).
 *
 * ∇(η/4 ‖∇C‖²) is η/2 ∇²C ∇C, and the gradient of both terms η/(2m) Σ ∇²C_k ∇C_k (equation 1).
 */
export function sgdVelocity(
  problem: Problem,
  { flow, stepSize }: { flow: SgdFlow; stepSize: number },
): Velocity {
  const all = [...problem.batches.keys()];
  /** The mini-batches, all at once or one by one, whose ∇²C_k ∇C_k the flow's term is the mean of. */
  const parts = { "plain": [], "full-batch": [all], "modified": all.map((batch) => [batch]) }[flow];
  return async (network) => {
    const gradient = meanGradient(problem, { network });
    if (parts.length === 0) return combined([gradient], ([g]) => -g);
    const products = [];
    for (const batches of parts) {
      const gradientAt = (network: Network) => meanGradient(problem, { network, batches });
      const direction = gradientAt(network);
      products.push(await hessianProduct(gradientAt, network, { direction, distance: DISTANCE }));
    }
    return combined([gradient, average(products)], ([g, p]) => -(g + stepSize / 2 * p));
  };
}
