/**
 * Scores, loss and gradient of a ReLU network in float64, one example at a time: the plain reference
 * that every engine is tested against.
 *
 * @module
 */

import type { Examples } from "./examples.ts";
import type { Loss } from "./loss.ts";
import { layerSizes, type Network, zeroNetwork } from "./network.ts";

/** One input x = byte / 255 of D numbers. */
export function input(examples: Examples, index: number): Float64Array {
  const { pixels, inputs } = examples;
  const x = new Float64Array(inputs);
  for (let i = 0; i < inputs; i++) x[i] = pixels[index * inputs + i] / 255;
  return x;
}

/** What the activation of a unit of a hidden layer, counted from 1, is multiplied by: see dropout. */
export type Factor = (layer: number, unit: number) => number;

/**
 * The activations of every layer for one input.
 *
 * @param x Input, D numbers.
 * @param factor Of each hidden unit; 1 where left out.
 * @returns [x, a_1, …, scores]: each hidden layer after its ReLU, the last without.
 */
export function forward(
  network: Network,
  x: Float64Array,
  factor: Factor = () => 1,
): Float64Array[] {
  const activations = [x];
  for (const [l, { fanIn, fanOut, weights, thresholds }] of network.entries()) {
    const a = activations[l];
    const z = thresholds.slice();
    for (let u = 0; u < fanIn; u++) {
      if (a[u] === 0) continue;
      for (let v = 0; v < fanOut; v++) z[v] += a[u] * weights[u * fanOut + v];
    }
    const hidden = l < network.length - 1;
    activations.push(hidden ? z.map((value, v) => factor(l + 1, v) * Math.max(0, value)) : z);
  }
  return activations;
}

/** Whether the label's score is not the largest alone; a tie or a NaN counts as an error. */
export function isError(scores: Float64Array, label: number): boolean {
  return !scores.every((score, i) => i === label || score < scores[label]);
}

/**
 * Mean loss, share of errors, and the gradient of the mean loss, over some of the examples.
 *
 * @param options.mask For the i-th of the examples, 1 for each hidden unit that is kept and 0 for one
 *   that is dropped; all are kept where left out.
 */
export function lossAndGradient(
  network: Network,
  examples: Examples,
  options: { indices: ArrayLike<number>; loss: Loss; mask?: (i: number) => Factor },
): { loss: number; error: number; gradient: Network } {
  const { indices, loss, mask } = options;
  const gradient = zeroNetwork(layerSizes(network));
  let lossSum = 0;
  let errors = 0;
  for (let i = 0; i < indices.length; i++) {
    const label = examples.labels[indices[i]];
    const activations = forward(network, input(examples, indices[i]), mask?.(i));
    const scores = activations[network.length];
    let delta = new Float64Array(scores.length);
    lossSum += loss(scores, label, delta);
    if (isError(scores, label)) errors++;
    for (let l = network.length - 1; l >= 0; l--) {
      delta = backward(network, { l, activations, delta, gradient, share: 1 / indices.length });
    }
  }
  return { loss: lossSum / indices.length, error: errors / indices.length, gradient };
}

/** Adds layer l's share of the gradient and returns ∂ℓ/∂z of the layer below. */
function backward(
  network: Network,
  { l, activations, delta, gradient, share }: {
    l: number;
    activations: Float64Array[];
    delta: Float64Array;
    gradient: Network;
    share: number;
  },
): Float64Array<ArrayBuffer> {
  const { fanIn, fanOut, weights } = network[l];
  const { weights: dWeights, thresholds: dThresholds } = gradient[l];
  const a = activations[l];
  const below = new Float64Array(fanIn);
  for (let v = 0; v < fanOut; v++) dThresholds[v] += share * delta[v];
  for (let u = 0; u < fanIn; u++) {
    let sum = 0;
    for (let v = 0; v < fanOut; v++) {
      sum += delta[v] * weights[u * fanOut + v];
      dWeights[u * fanOut + v] += share * delta[v] * a[u];
    }
    below[u] = a[u] > 0 ? sum : 0;
  }
  return below;
}
