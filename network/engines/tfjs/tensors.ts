/**
 * Networks and examples as tensors. What these functions make is the caller's to dispose of.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import type { Examples } from "../../examples.ts";
import type { Layer, Network } from "../../network.ts";

export type Tf = typeof tfjs;

/** A layer's tensors: W of shape (fan-in × fan-out) and b of shape (fan-out). */
export type TensorLayer = { readonly weights: tfjs.Tensor2D; readonly thresholds: tfjs.Tensor1D };

/** A set of examples on the backend's device. */
export interface UploadedSet {
  /** Bytes / 255, shape (count × D). */
  readonly inputs: tfjs.Tensor2D;
  /** One-hot, shape (count × C). */
  readonly labels: tfjs.Tensor2D;
}

export function upload(tf: Tf, { count, inputs, classes, pixels, labels }: Examples): UploadedSet {
  return {
    inputs: tf.tensor2d(Float32Array.from(pixels, (byte) => byte / 255), [count, inputs]),
    labels: tf.tidy(() =>
      tf.oneHot(tf.tensor1d(Int32Array.from(labels), "int32"), classes).toFloat() as tfjs.Tensor2D
    ),
  };
}

export function toTensors(tf: Tf, network: Network): TensorLayer[] {
  return network.map(({ fanIn, fanOut, weights, thresholds }) => ({
    weights: tf.tensor2d(Float32Array.from(weights), [fanIn, fanOut]),
    thresholds: tf.tensor1d(Float32Array.from(thresholds)),
  }));
}

export function fromTensors(layers: readonly TensorLayer[]): Promise<Network> {
  return Promise.all(layers.map(async ({ weights, thresholds }): Promise<Layer> => ({
    fanIn: weights.shape[0],
    fanOut: weights.shape[1],
    weights: Float64Array.from(await weights.data()),
    thresholds: Float64Array.from(await thresholds.data()),
  })));
}

/** The tensors that `change` makes of those of the same place in each network. */
export function mapTensors(
  change: (...tensors: tfjs.Tensor[]) => tfjs.Tensor,
  ...networks: readonly (readonly TensorLayer[])[]
): TensorLayer[] {
  return networks[0].map((_, l) => ({
    weights: change(...networks.map((layers) => layers[l].weights)) as tfjs.Tensor2D,
    thresholds: change(...networks.map((layers) => layers[l].thresholds)) as tfjs.Tensor1D,
  }));
}

/** Keeps tensors beyond the tidy() that they are made in. */
export function keep(tf: Tf, layers: readonly TensorLayer[]): TensorLayer[] {
  return mapTensors((tensor) => tf.keep(tensor), layers);
}

export function disposeLayers(layers: readonly TensorLayer[]): void {
  for (const { weights, thresholds } of layers) {
    weights.dispose();
    thresholds.dispose();
  }
}
