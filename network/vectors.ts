/**
 * Networks of one shape as vectors: all weights and thresholds are the coordinates.
 *
 * @module
 */

import type { Network } from "./network.ts";

/** The scalar product of two networks of one shape. */
export function dot(first: Network, second: Network): number {
  let sum = 0;
  for (const [l, layer] of first.entries()) {
    for (const part of ["weights", "thresholds"] as const) {
      const [x, y] = [layer[part], second[l][part]];
      for (let e = 0; e < x.length; e++) sum += x[e] * y[e];
    }
  }
  return sum;
}

/** The Euclidean norm of all coordinates. */
export function length(network: Network): number {
  return Math.sqrt(dot(network, network));
}

/** The Euclidean distance of two networks of one shape. */
export function distance(first: Network, second: Network): number {
  return length(moved(first, { times: -1, direction: second }));
}

/** network + times · direction, as a new network. */
export function moved(
  network: Network,
  { times, direction }: { times: number; direction: Network },
): Network {
  return network.map((layer, l) => {
    const move = (part: "weights" | "thresholds") => {
      const [x, d] = [layer[part], direction[l][part]];
      return x.map((value, e) => value + times * d[e]);
    };
    return { ...layer, weights: move("weights"), thresholds: move("thresholds") };
  });
}

/**
 * The network of which each coordinate is made from the same coordinate of the others.
 *
 * @param networks At least one, all of one shape.
 */
export function combined(
  networks: readonly Network[],
  coordinate: (values: readonly number[]) => number,
): Network {
  const values = networks.map(() => 0);
  return networks[0].map((layer, l) => {
    const combine = (part: "weights" | "thresholds") => {
      const parts = networks.map((network) => network[l][part]);
      const made = new Float64Array(layer[part].length);
      for (let e = 0; e < made.length; e++) {
        for (let i = 0; i < parts.length; i++) values[i] = parts[i][e];
        made[e] = coordinate(values);
      }
      return made;
    };
    return { ...layer, weights: combine("weights"), thresholds: combine("thresholds") };
  });
}

/** The mean of networks of one shape. */
export function average(networks: readonly Network[]): Network {
  const add = (sum: number, value: number) => sum + value;
  return combined(networks, (values) => values.reduce(add, 0) / networks.length);
}
