/** All paths of a network, one by one: the definitions that the nested sums are tested against. */

import { layerSizes, type Network, zeroNetwork } from "../../network/network.ts";
import { balanced } from "../../network/initialization.ts";
import type { Random } from "../../network/random.ts";

/** An edge: a place among a layer's weights or thresholds. */
export interface Edge {
  readonly layer: number;
  readonly part: "weights" | "thresholds";
  readonly e: number;
}

/** Every path to an output, as its edges; a path starts at an input or at a threshold. */
export function allPaths(network: Network): Edge[][] {
  const paths: Edge[][] = [];
  const follow = (layer: number, unit: number, path: Edge[]) => {
    if (layer === network.length) {
      paths.push(path);
      return;
    }
    const { fanOut } = network[layer];
    for (let v = 0; v < fanOut; v++) {
      follow(layer + 1, v, [...path, { layer, part: "weights", e: unit * fanOut + v }]);
    }
  };
  for (let input = 0; input < network[0].fanIn; input++) follow(0, input, []);
  for (const [layer, { fanOut }] of network.entries()) {
    for (let v = 0; v < fanOut; v++) follow(layer + 1, v, [{ layer, part: "thresholds", e: v }]);
  }
  return paths;
}

/** φ_p by equation 5, path by path. */
export function pathNormByPaths(network: Network, p: number): number {
  const power = (path: Edge[]) =>
    path.reduce((product, { layer, part, e }) => product * network[layer][part][e], 1);
  const sum = allPaths(network).reduce((sum, path) => sum + Math.abs(power(path)) ** p, 0);
  return sum ** (1 / p);
}

/** γ_p of every edge by equation 9, path by path, laid out like the network. */
export function edgeScalesByPaths(network: Network, p: number): Network {
  const scales = zeroNetwork(layerSizes(network));
  for (const path of allPaths(network)) {
    for (const edge of path) {
      const others = path.filter((other) => other !== edge);
      scales[edge.layer][edge.part][edge.e] += others.reduce(
        (product, { layer, part, e }) => product * Math.abs(network[layer][part][e]) ** p,
        1,
      );
    }
  }
  for (const { weights, thresholds } of scales) {
    for (const part of [weights, thresholds]) part.forEach((sum, e) => part[e] = sum ** (2 / p));
  }
  return scales;
}

/** A small network of depth 2 to 4 with random layer sizes, weights and thresholds. */
export function smallNetwork(random: Random): Network {
  const depth = 2 + random.below(3);
  const network = balanced(Array.from({ length: depth + 1 }, () => 1 + random.below(4)), random);
  for (const { thresholds } of network) {
    thresholds.forEach((_, v) => thresholds[v] = random.normal());
  }
  return network;
}
