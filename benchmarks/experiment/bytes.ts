/**
 * Networks as bytes.
 *
 * @module
 */

import type { Network } from "../../network/network.ts";

/**
 * The memory of a network's weights and thresholds, layer by layer, little-endian float64: every platform
 * that Deno runs on is little-endian. Writing to it writes the network.
 */
export function bytesOf(network: Network): Uint8Array[] {
  return network.flatMap(({ weights, thresholds }) => [weights, thresholds].map(viewOf));
}

function viewOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
