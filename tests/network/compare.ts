/** Distances between networks for tests. */

import type { Network } from "../../network/network.ts";

/** ‖a − b‖ / ‖b‖ over all weights and thresholds, in the Euclidean norm. */
export function relativeDistance(a: Network, b: Network): number {
  let difference = 0;
  let size = 0;
  for (const [l, layer] of b.entries()) {
    for (const part of ["weights", "thresholds"] as const) {
      layer[part].forEach((value, e) => {
        difference += (a[l][part][e] - value) ** 2;
        size += value ** 2;
      });
    }
  }
  return Math.sqrt(difference / size);
}
