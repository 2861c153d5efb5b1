/**
 * The network that a run starts from.
 *
 * @module
 */

import { balanced } from "../../network/initialization.ts";
import type { Network } from "../../network/network.ts";
import { stream } from "../../network/random.ts";
import { unbalanced } from "../../network/rescaling.ts";
import type { RunSpec } from "../../reports/results.ts";

/** Hidden units to each draw of an unbalanced start: N draws 2000 times from 4000 + 4000 units. */
const UNITS_PER_DRAW = 4;

/**
 * The weights before any update. The unbalanced start of a seed is the balanced one of the same seed,
 * rescaled: both compute the same function.
 */
export function startOf(
  { sizes, initialization, seed }: Pick<RunSpec, "sizes" | "initialization" | "seed">,
): Network {
  const network = balanced(sizes, stream(seed, "init"));
  if (initialization === "balanced") return network;
  return unbalanced(network, stream(seed, "unbalance"), { draws: drawsFor(sizes.slice(1, -1)) });
}

/** Number of rescalings that unbalance a network with these hidden layers: 2000 for N's. */
export function drawsFor(hidden: readonly number[]): number {
  return Math.ceil(hidden.reduce((sum, size) => sum + size, 0) / UNITS_PER_DRAW);
}
