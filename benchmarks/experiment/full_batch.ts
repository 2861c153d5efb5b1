/**
 * The training loss as a function of all weights together: what an algorithm that is no update rule
 * minimises. An engine gives values and gradients; the weights are a vector in float64.
 *
 * @module
 */

import type { Trainer } from "../../network/engines/engine.ts";
import { type Network, zeroNetwork } from "../../network/network.ts";
import { combined } from "../../network/vectors.ts";
import type { Objective } from "../../optimizers/mod.ts";
import type { RunSpec } from "../../reports/results.ts";

/**
 * Loss and gradient over the whole training set.
 *
 * @param trainer Its weights are those of the last evaluation.
 */
export function trainingLoss(
  trainer: Trainer,
  { sizes, data, batchSize }: Pick<RunSpec, "sizes" | "data" | "batchSize">,
): Objective {
  return async (x) => {
    await trainer.write(toNetwork(x, sizes));
    const { loss } = await trainer.evaluate("train");
    return { value: loss, gradient: await fullGradient(trainer, { count: data.train, batchSize }) };
  };
}

/** The gradient of the mean loss over all the training examples, each of which counts alike. */
async function fullGradient(
  trainer: Trainer,
  { count, batchSize }: { count: number; batchSize: number },
): Promise<Float64Array> {
  const all = Uint32Array.from({ length: count }, (_, i) => i);
  const full = count - count % batchSize; // in mini-batches of one size, whose mean is theirs
  const gradients: Network[] = [];
  if (full > 0) gradients.push((await trainer.gradientNorms(all.subarray(0, full))).mean);
  if (full < count) gradients.push(await trainer.gradient(all.subarray(full)));
  const rest = full === 0 ? 1 : (count - full) / count;
  return toVector(combined(gradients, ([g, last = g]) => (1 - rest) * g + rest * last));
}

/** All weights and thresholds, layer by layer, the weights of a layer first. */
export function toVector(network: Network): Float64Array {
  const parts = network.flatMap(({ weights, thresholds }) => [weights, thresholds]);
  const vector = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    vector.set(part, start);
    start += part.length;
  }
  return vector;
}

/** The network that {@link toVector} makes a vector of. */
export function toNetwork(vector: Float64Array, sizes: readonly number[]): Network {
  const network = zeroNetwork(sizes);
  let start = 0;
  for (const part of network.flatMap(({ weights, thresholds }) => [weights, thresholds])) {
    part.set(vector.subarray(start, start + part.length));
    start += part.length;
  }
  return network;
}
