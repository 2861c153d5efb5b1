/**
 * The float64 engine: plain loops over the reference functions, one example at a time. Slow, and right
 * by inspection; the other engines are tested against it.
 *
 * @module
 */

import { applyRule } from "../../../optimizers/reference.ts";
import { type Factor, forward, input, isError, lossAndGradient } from "../../backpropagation.ts";
import { isKept, maskKey } from "../../dropout.ts";
import type { Examples } from "../../examples.ts";
import { gradientNorms } from "../../gradient_norms.ts";
import { type Loss, losses } from "../../loss.ts";
import { type Layer, type Network, zeroNetwork } from "../../network.ts";
import { projectToMaxNorm } from "../../max_norm.ts";
import { pathGradient } from "../../path_geometry.ts";
import { batchesOf } from "../batches.ts";
import { checkBatch, checkOrder, checkSetup } from "../check.ts";
import type { Engine, Evaluation, OptimizerState, Trainer, TrainerSetup } from "../engine.ts";
import { settle } from "../settle.ts";

/** Opens the float64 engine. */
export function referenceEngine(): Engine {
  return {
    name: "reference",
    variant: "float64",
    description: "plain TypeScript in float64, one example at a time",
    trainer: (setup) => settle(() => referenceTrainer(setup)),
  };
}

function referenceTrainer(setup: TrainerSetup): Trainer {
  checkSetup(setup);
  const { sizes, rule, dropout, maxNorm, batchSize, sets } = setup;
  const loss = losses[setup.loss];
  let network = zeroNetwork(sizes);
  let state = Object.fromEntries(rule.state.map((name) => [name, zeroNetwork(sizes)]));
  let steps = 0;

  const update = (gradient: Network, hyper: Readonly<Record<string, number>>) => {
    steps++;
    const g = rule.geometry ? pathGradient(network, gradient, rule.geometry) : gradient;
    for (let l = 0; l < network.length; l++) {
      for (const part of ["weights", "thresholds"] as const) {
        applyRule(rule, {
          weights: network[l][part],
          gradients: g[l][part],
          state: Object.fromEntries(rule.state.map((name) => [name, state[name][l][part]])),
        }, { hyper, step: steps });
      }
    }
    if (maxNorm !== undefined) projectToMaxNorm(network, maxNorm);
  };

  const gradientOf = (indices: Uint32Array) =>
    lossAndGradient(network, sets.train, { indices, loss }).gradient;

  return {
    write: (replacement) => settle(() => void (network = copy(replacement))),
    read: () => settle(() => copy(network)),
    readState: () => settle(() => mapState(state)),
    writeState: (replacement, made) =>
      settle(() => {
        state = mapState(replacement);
        steps = made;
      }),
    epoch: (order, hyper) =>
      settle(() => {
        checkOrder(order, setup);
        let lossSum = 0;
        let errorSum = 0;
        for (const indices of batchesOf(order, batchSize)) {
          const step = steps + 1;
          const mask = dropout &&
            ((row: number): Factor => (layer, unit) =>
              isKept(dropout, { key: maskKey(dropout, { step, layer }), row, unit }) ? 1 : 0);
          const batch = lossAndGradient(network, sets.train, {
            indices,
            loss,
            ...(mask && { mask }),
          });
          lossSum += batch.loss * indices.length;
          errorSum += batch.error * indices.length;
          update(batch.gradient, hyper);
        }
        return { loss: lossSum / order.length, error: errorSum / order.length };
      }),
    evaluate: (set) =>
      settle(() => evaluate(network, sets[set], { loss, keep: dropout?.keep ?? 1 })),
    gradient: (order) =>
      settle(() => {
        checkBatch(order, setup);
        return gradientOf(order);
      }),
    gradientNorms: (order, scale) =>
      settle(() => {
        checkOrder(order, setup);
        return gradientNorms(batchesOf(order, batchSize).values().map(gradientOf), scale);
      }),
    close: () => {},
  };
}

function evaluate(
  network: Network,
  examples: Examples,
  { loss, keep }: { loss: Loss; keep: number },
): Evaluation {
  const unused = new Float64Array(examples.classes);
  let lossSum = 0;
  let errors = 0;
  for (let i = 0; i < examples.count; i++) {
    const scores = forward(network, input(examples, i), () => keep)[network.length];
    lossSum += loss(scores, examples.labels[i], unused);
    if (isError(scores, examples.labels[i])) errors++;
  }
  return { loss: lossSum / examples.count, error: errors / examples.count };
}

function copy(network: Network): Network {
  return network.map((layer): Layer => ({
    ...layer,
    weights: layer.weights.slice(),
    thresholds: layer.thresholds.slice(),
  }));
}

function mapState(state: OptimizerState): Record<string, Network> {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [name, copy(value)]));
}
