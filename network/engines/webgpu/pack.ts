/**
 * Networks as the GPU holds them: float32, thresholds below the weights, rows padded with zeros.
 *
 * @module
 */

import type { Layer } from "../../network.ts";
import type { LayerLayout } from "./layout.ts";

/** A layer's weights and thresholds, rounded to float32. */
export function pack(
  layer: Layer,
  { fanIn, rows, stride }: LayerLayout,
): Float32Array<ArrayBuffer> {
  const { fanOut, weights, thresholds } = layer;
  const width = 4 * stride;
  const packed = new Float32Array(rows * width);
  for (let u = 0; u < fanIn; u++) {
    packed.set(weights.subarray(u * fanOut, (u + 1) * fanOut), u * width);
  }
  packed.set(thresholds, fanIn * width);
  return packed;
}

/** The opposite of {@link pack}. */
export function unpack(packed: Float32Array, { fanIn, fanOut, stride }: LayerLayout): Layer {
  const width = 4 * stride;
  const weights = new Float64Array(fanIn * fanOut);
  for (let u = 0; u < fanIn; u++) {
    weights.set(packed.subarray(u * width, u * width + fanOut), u * fanOut);
  }
  const thresholds = Float64Array.from(packed.subarray(fanIn * width, fanIn * width + fanOut));
  return { fanIn, fanOut, weights, thresholds };
}
