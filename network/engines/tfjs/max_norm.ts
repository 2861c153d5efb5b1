/**
 * The projection of `network/max_norm.ts` as TensorFlow.js operations.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import type { TensorLayer, Tf } from "./tensors.ts";

/** The network with the edges into every hidden unit scaled down to an ℓ2 norm of at most `bound`. */
export function projectToMaxNorm(
  tf: Tf,
  network: readonly TensorLayer[],
  bound: number,
): TensorLayer[] {
  return network.map((layer, l) => {
    if (l === network.length - 1) return layer;
    const { weights, thresholds } = layer;
    const norms = tf.sqrt(tf.add(tf.sum(tf.square(weights), 0), tf.square(thresholds)));
    const factors = tf.where(tf.greater(norms, bound), tf.div(bound, norms), tf.onesLike(norms));
    return {
      weights: tf.mul(weights, factors) as tfjs.Tensor2D,
      thresholds: tf.mul(thresholds, factors) as tfjs.Tensor1D,
    };
  });
}
