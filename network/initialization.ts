/**
 * Random starts.
 *
 * @module
 */

import { type Network, zeroNetwork } from "./network.ts";
import type { Random } from "./random.ts";

/**
 * The balanced start: weights into a unit are N(0, 1/fan-in), thresholds are zero (N, Figure 3).
 *
 * @param sizes Layer sizes [D, H1, …, C].
 * @param random Stream that the weights are drawn from, layer by layer, row by row.
 */
export function balanced(sizes: readonly number[], random: Random): Network {
  const network = zeroNetwork(sizes);
  for (const { fanIn, weights } of network) {
    const deviation = 1 / Math.sqrt(fanIn);
    for (let e = 0; e < weights.length; e++) weights[e] = deviation * random.normal();
  }
  return network;
}
