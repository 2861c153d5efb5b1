import assert from "node:assert/strict";
import { normsOf } from "../../../benchmarks/experiment/norms.ts";
import { startOf } from "../../../benchmarks/experiment/start.ts";
import { zeroNetwork } from "../../../network/network.ts";
import { parameterNorm, pathNorm } from "../../../network/norms.ts";
import { edgeScales } from "../../../network/path_geometry.ts";

const SIZES = [4, 6, 5, 3];

Deno.test("normsOf() gives the range of γ over all edges on a path", () => {
  for (const seed of [1, 2, 3]) {
    const network = startOf({ sizes: SIZES, initialization: "unbalanced", seed });
    // A unit without incoming edges, and one without outgoing ones, are on no path.
    for (let u = 0; u < 4; u++) network[0].weights[u * 6] = 0;
    for (let v = 0; v < 3; v++) network[2].weights[v] = 0;
    const scales = edgeScales(network, { p: 2 })
      .flatMap(({ weights, thresholds }) => [...weights, ...thresholds])
      .filter((gamma) => gamma > 0);
    const { l2, path, gamma: [least, largest] } = normsOf(network);
    assert.equal(l2, parameterNorm(network));
    assert.equal(path, pathNorm(network, 2));
    assert.ok(Math.abs(least / Math.min(...scales) - 1) < 1e-12);
    assert.ok(Math.abs(largest / Math.max(...scales) - 1) < 1e-12);
  }
});

Deno.test("normsOf() counts the edges of thresholds", () => {
  const network = zeroNetwork([1, 1, 1]);
  network[0].weights[0] = 3;
  network[1].weights[0] = 2;
  // γ is 2² for both edges into the hidden unit, 3² for the weight into the output, 1 for its threshold.
  assert.deepEqual(normsOf(network), { l2: Math.hypot(3, 2), path: 6, gamma: [1, 9] });
});
