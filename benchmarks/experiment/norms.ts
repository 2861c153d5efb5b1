/**
 * The sizes of a network's weights, as each epoch's record holds them.
 *
 * @module
 */

import type { Network } from "../../network/network.ts";
import { parameterNorm, pathNorm } from "../../network/norms.ts";
import { incomingPathNorms, outgoingPathNorms } from "../../network/path_geometry.ts";
import type { Norms } from "../../reports/results.ts";

/** L2 norm, ℓ2-path norm and the range of γ₂ of a network. */
export function normsOf(network: Network): Norms {
  return { l2: parameterNorm(network), path: pathNorm(network, 2), gamma: gammaRange(network) };
}

/**
 * Least and largest γ₂(e) = (γ_in(u) γ_out(v))² over the edges u → v on a path (N, equation 9): as a
 * product of a number of u and one of v, it is least where both are least.
 */
function gammaRange(network: Network): [least: number, largest: number] {
  const incoming = incomingPathNorms(network, 2);
  const outgoing = outgoingPathNorms(network, 2);
  let [least, largest] = [Infinity, 0];
  for (const l of network.keys()) {
    const from = rangeOf([...incoming[l], 1]); // the 1 is that of the thresholds
    const into = rangeOf(outgoing[l + 1]);
    least = Math.min(least, (from.least * into.least) ** 2);
    largest = Math.max(largest, (from.largest * into.largest) ** 2);
  }
  return [least, largest];
}

/** The range of the norms that are not 0: a unit on no path has 0. */
function rangeOf(norms: Iterable<number>): { least: number; largest: number } {
  let [least, largest] = [Infinity, 0];
  for (const norm of norms) {
    if (norm === 0) continue;
    least = Math.min(least, norm);
    largest = Math.max(largest, norm);
  }
  return { least, largest };
}
