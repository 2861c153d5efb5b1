/**
 * The sums of `network/gradient_norms.ts` as TensorFlow.js operations.
 *
 * @module
 */

import type { GradientNorms } from "../../gradient_norms.ts";
import { type Network, zeroNetwork } from "../../network.ts";
import {
  disposeLayers,
  fromTensors,
  mapTensors,
  type TensorLayer,
  type Tf,
  toTensors,
} from "./tensors.ts";

/**
 * Sums up gradients one by one: in single precision for each edge, and over the edges in float64.
 *
 * @param gradients Functions that compute a gradient, inside a tidy(); at least one.
 * @param options.scale s, one factor an edge.
 */
export async function gradientNorms(
  tf: Tf,
  gradients: readonly (() => TensorLayer[])[],
  { sizes, scale }: { sizes: readonly number[]; scale?: Network | undefined },
): Promise<GradientNorms> {
  let sums = {
    squares: toTensors(tf, zeroNetwork(sizes)),
    mean: toTensors(tf, zeroNetwork(sizes)),
    deviations: toTensors(tf, zeroNetwork(sizes)),
  };
  for (const [k, gradientOf] of gradients.entries()) {
    const before = sums;
    sums = tf.tidy(() => {
      const g = gradientOf();
      const squares = mapTensors((sum, g) => tf.add(sum, tf.square(g)), before.squares, g);
      const apart = mapTensors(tf.sub, g, before.mean);
      const mean = mapTensors((m, d) => tf.add(m, tf.div(d, k + 1)), before.mean, apart);
      const deviations = mapTensors(
        (sum, d, g, m) => tf.add(sum, tf.mul(d, tf.sub(g, m))),
        before.deviations,
        apart,
        g,
        mean,
      );
      return { squares, mean, deviations };
    });
    Object.values(before).forEach(disposeLayers);
  }
  const [squares, mean, deviations] = [
    await fromTensors(sums.squares),
    await fromTensors(sums.mean),
    await fromTensors(sums.deviations),
  ];
  Object.values(sums).forEach(disposeLayers);
  return {
    batches: gradients.length,
    squares: total(squares),
    mean,
    deviations: total(deviations),
    ...(scale && { scaled: total(squares, scale) }),
  };
}

/** Σ x_e over all edges, or Σ s_e² x_e. */
function total(network: Network, scale?: Network): number {
  let sum = 0;
  for (const [l, layer] of network.entries()) {
    for (const part of ["weights", "thresholds"] as const) {
      layer[part].forEach((x, e) => sum += (scale?.[l][part][e] ?? 1) ** 2 * x);
    }
  }
  return sum;
}
