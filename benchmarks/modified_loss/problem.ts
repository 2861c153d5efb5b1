/**
 * What discrete steps are compared with flows on: a start and its mini-batches, in float64.
 *
 * @module
 */

import { DataError } from "../../data/mod.ts";
import { forward, input, lossAndGradient } from "../../network/backpropagation.ts";
import type { Examples } from "../../network/examples.ts";
import { balanced } from "../../network/initialization.ts";
import { losses } from "../../network/loss.ts";
import type { Network } from "../../network/network.ts";
import { stream } from "../../network/random.ts";

/** A loss that is smooth around its start. */
export interface Problem {
  readonly start: Network;
  readonly examples: Examples;
  /** Indices of the examples of each mini-batch; all mini-batches are of one size. */
  readonly batches: readonly (readonly number[])[];
}

/** The size of a problem. */
export interface ProblemShape {
  /** Numbers of hidden units. */
  readonly hidden: readonly number[];
  /** Number of mini-batches m. */
  readonly batches: number;
  readonly batchSize: number;
  /** Least |z| of any hidden unit, at the start, on any example that is taken. */
  readonly margin: number;
}

/**
 * A balanced start and the first examples of the set that are not near a kink there: backward error
 * analysis expands the loss in a Taylor series, and a ReLU network has one only where no unit switches.
 *
 * @param examples Already in random order.
 * @param options.seed Of the start.
 * @throws {DataError} If the set holds too few such examples.
 */
export function problemOf(
  examples: Examples,
  { shape, seed }: { shape: ProblemShape; seed: number },
): Problem {
  const { hidden, batches, batchSize, margin } = shape;
  const start = balanced([examples.inputs, ...hidden, examples.classes], stream(seed, "init"));
  const wanted = batches * batchSize;
  const chosen: number[] = [];
  for (let i = 0; i < examples.count && chosen.length < wanted; i++) {
    const preactivations = hiddenPreactivations(start, input(examples, i));
    if (preactivations.every((z) => Math.abs(z) >= margin)) chosen.push(i);
  }
  if (chosen.length < wanted) {
    throw new DataError(
      `Expected ${wanted} examples that leave every hidden unit at least ${margin} away from its ` +
        `kink but found ${chosen.length}`,
    );
  }
  const batch = (k: number) => chosen.slice(k * batchSize, (k + 1) * batchSize);
  return { start, examples, batches: Array.from({ length: batches }, (_, k) => batch(k)) };
}

/**
 * The mean of ∇C_k at these weights over some of the mini-batches; over all of them it is ∇C.
 *
 * @param at.batches Numbers of the mini-batches; all where left out.
 */
export function meanGradient(
  { examples, batches: all }: Problem,
  at: { network: Network; batches?: readonly number[] },
): Network {
  const { network, batches = [...all.keys()] } = at;
  // One pass over the examples of all these mini-batches, which are of one size.
  const indices = batches.flatMap((batch) => all[batch]);
  return lossAndGradient(network, examples, { indices, loss: losses["cross-entropy"] }).gradient;
}

/**
 * The most pairs of a hidden unit and an example, over some networks, that are on the other side of the
 * unit's kink than at the start.
 */
export function mostSwitched(problem: Problem, networks: readonly Network[]): number {
  const { start, examples, batches } = problem;
  const counts = networks.map(() => 0);
  for (const index of batches.flat()) {
    const x = input(examples, index);
    const before = hiddenActivations(start, x);
    for (const [i, network] of networks.entries()) {
      const after = hiddenActivations(network, x);
      counts[i] += before.filter((a, unit) => a > 0 !== after[unit] > 0).length;
    }
  }
  return Math.max(...counts);
}

/** z of every hidden unit: the scores of the network cut off after each hidden layer. */
function hiddenPreactivations(network: Network, x: Float64Array): number[] {
  return network.slice(1).flatMap((_, l) => [...forward(network.slice(0, l + 1), x)[l + 1]]);
}

/** max(0, z) of every hidden unit. */
function hiddenActivations(network: Network, x: Float64Array): number[] {
  return forward(network, x).slice(1, -1).flatMap((layer) => [...layer]);
}
