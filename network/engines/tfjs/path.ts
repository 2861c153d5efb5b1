/**
 * The path geometry of `network/path_geometry.ts` (N, section 5, Algorithm 1) as TensorFlow.js
 * operations.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import type { PathGeometry } from "../../path_geometry.ts";
import type { TensorLayer, Tf } from "./tensors.ts";

/** The path-normalised gradient g / γ_p(e) (N, equation 8), 0 where γ is 0. */
export function pathGradient(
  tf: Tf,
  network: readonly TensorLayer[],
  { gradient, geometry: { p } }: {
    gradient: readonly TensorLayer[];
    geometry: PathGeometry;
  },
): TensorLayer[] {
  const incoming = incomingPathNorms(tf, network, p);
  const outgoing = outgoingPathNorms(tf, network, p);
  return gradient.map(({ weights, thresholds }, l) => {
    const from = reciprocalSquare(tf, incoming[l]);
    const into = reciprocalSquare(tf, outgoing[l + 1]);
    return {
      weights: tf.mul(tf.mul(weights, tf.expandDims(from, 1)), into) as tfjs.Tensor2D,
      thresholds: tf.mul(thresholds, into) as tfjs.Tensor1D,
    };
  });
}

/** γ_in(v)^{1/p} of each unit, a tensor for each of the layers [D, H1, …, C]. */
function incomingPathNorms(tf: Tf, network: readonly TensorLayer[], p: number): tfjs.Tensor[] {
  const norms: tfjs.Tensor[] = [tf.ones([network[0].weights.shape[0]])];
  for (const [l, { weights, thresholds }] of network.entries()) {
    const edges = tf.mul(weights, tf.expandDims(norms[l], 1));
    norms.push(pNorm(tf, tf.concat([edges, tf.expandDims(thresholds, 0)], 0), { p, axis: 0 }));
  }
  return norms;
}

/** γ_out(v)^{1/p} of each unit, a tensor for each of the layers [D, H1, …, C]. */
function outgoingPathNorms(tf: Tf, network: readonly TensorLayer[], p: number): tfjs.Tensor[] {
  const norms: tfjs.Tensor[] = [tf.ones([network[network.length - 1].weights.shape[1]])];
  for (const { weights } of network.toReversed()) {
    norms.unshift(pNorm(tf, tf.mul(weights, norms[0]), { p, axis: 1 }));
  }
  return norms;
}

/** ‖x‖_p along an axis, as `network/p_norm.ts` has it: powers are taken of |x_i| / max |x|. */
function pNorm(tf: Tf, x: tfjs.Tensor, { p, axis }: { p: number; axis: number }): tfjs.Tensor {
  const sizes = tf.abs(x);
  const largest = tf.max(sizes, axis, true);
  const ratios = tf.div(sizes, tf.where(tf.equal(largest, 0), tf.onesLike(largest), largest));
  // A backend's pow() may be an exponential of a logarithm, which rounds more than these.
  const sum = tf.sum(p === 2 ? tf.square(ratios) : tf.pow(ratios, p), axis, true);
  return tf.squeeze(tf.mul(largest, p === 2 ? tf.sqrt(sum) : tf.pow(sum, 1 / p)), [axis]);
}

function reciprocalSquare(tf: Tf, norms: tfjs.Tensor): tfjs.Tensor {
  const none = tf.equal(norms, 0);
  const squares = tf.square(tf.where(none, tf.onesLike(norms), norms));
  return tf.where(none, tf.zerosLike(norms), tf.div(1, squares));
}
