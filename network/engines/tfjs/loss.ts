/**
 * The losses of `network/loss.ts` as TensorFlow.js operations on a mini-batch, for its autodiff.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import { type LossName, TRUNCATION, ZERO_FROM } from "../../loss.ts";
import type { Tf } from "./tensors.ts";

/**
 * ℓ(s_i, c_i) of each example.
 *
 * @param scores Shape (batch × C).
 * @param labels One-hot, shape (batch × C).
 * @returns Shape (batch).
 */
export function losses(
  tf: Tf,
  name: LossName,
  { scores, labels }: { scores: tfjs.Tensor2D; labels: tfjs.Tensor2D },
): tfjs.Tensor1D {
  if (name === "squared") return tf.sum(tf.square(tf.sub(scores, labels)), 1).mul(0.5);
  const own = tf.sum(tf.mul(scores, labels), 1, true);
  const margins = tf.sub(scores, own);
  const m = tf.max(margins, 1, true);
  if (name === "cross-entropy") {
    return tf.add(m, tf.log(tf.sum(tf.exp(tf.sub(margins, m)), 1, true))).squeeze([1]);
  }
  const exponential = tf.exp(tf.sub(tf.maximum(margins, TRUNCATION), m));
  const quadratic = tf.square(tf.maximum(tf.sub(margins, ZERO_FROM), 0)).mul(0.25);
  const near = tf.greaterEqual(margins, TRUNCATION);
  const terms = tf.where(near, exponential, tf.mul(exponential, quadratic));
  return tf.add(m, tf.log(tf.sum(terms, 1, true))).squeeze([1]);
}
