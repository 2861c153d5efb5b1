/**
 * Scores, errors, loss and gradient of a mini-batch as TensorFlow.js operations and its autodiff.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import type { LossName } from "../../loss.ts";
import { losses } from "./loss.ts";
import type { TensorLayer, Tf } from "./tensors.ts";

/** A mini-batch, and how its loss is taken. */
export interface Batch {
  /** Shape (batch × D). */
  readonly inputs: tfjs.Tensor2D;
  /** One-hot, shape (batch × C). */
  readonly labels: tfjs.Tensor2D;
  readonly loss: LossName;
  /**
   * What the activations of each hidden layer are multiplied by: a number, or shape (batch × H); 1 if
   * left out. See dropout.
   */
  readonly factors?: readonly (number | tfjs.Tensor2D)[];
}

/**
 * The loss of each example, shape (batch), and beside them their sum and the number of errors,
 * shape (2).
 */
export function measure(
  tf: Tf,
  network: readonly TensorLayer[],
  batch: Batch,
): { each: tfjs.Tensor1D; measured: tfjs.Tensor1D } {
  const scores = predict(tf, network, batch);
  const each = losses(tf, batch.loss, { scores, labels: batch.labels });
  const errors = countErrors(tf, scores, batch.labels);
  return { each, measured: tf.stack([tf.sum(each), errors]) as tfjs.Tensor1D };
}

/**
 * The gradient of the mean loss, laid out like the network, and beside it the sums of
 * {@linkcode measure}, which outlive a tidy().
 */
export function differentiate(
  tf: Tf,
  network: readonly TensorLayer[],
  batch: Batch,
): { gradient: TensorLayer[]; measured: tfjs.Tensor1D } {
  let measured: tfjs.Tensor1D | undefined;
  const meanLoss = (...tensors: tfjs.Tensor[]) => {
    const found = measure(tf, unflatten(tensors), batch);
    measured = tf.keep(found.measured);
    return tf.mean(found.each) as tfjs.Scalar;
  };
  const flat = network.flatMap(({ weights, thresholds }) => [weights, thresholds]);
  const gradient = unflatten(tf.grads(meanLoss)(flat));
  return { gradient, measured: measured! };
}

function predict(
  tf: Tf,
  network: readonly TensorLayer[],
  { inputs, factors }: Batch,
): tfjs.Tensor2D {
  return network.reduce((activations, { weights, thresholds }, l) => {
    const z = tf.add(tf.matMul(activations, weights), thresholds) as tfjs.Tensor2D;
    if (l === network.length - 1) return z;
    return factors ? tf.mul(tf.relu(z), factors[l]) : tf.relu(z);
  }, inputs);
}

/** Number of examples whose label's score is not the largest alone; a NaN score is an error. */
function countErrors(tf: Tf, scores: tfjs.Tensor2D, labels: tfjs.Tensor2D): tfjs.Tensor {
  const own = tf.sum(tf.mul(scores, labels), 1, true);
  const below = tf.logicalOr(tf.less(scores, own), labels.toBool());
  return tf.sub(scores.shape[0], tf.sum(tf.all(below, 1).toFloat()));
}

/** Layers from [W1, b1, W2, b2, …]. */
function unflatten(tensors: readonly tfjs.Tensor[]): TensorLayer[] {
  return Array.from({ length: tensors.length / 2 }, (_, l) => ({
    weights: tensors[2 * l] as tfjs.Tensor2D,
    thresholds: tensors[2 * l + 1] as tfjs.Tensor1D,
  }));
}
