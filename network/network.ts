/**
 * The feed-forward ReLU network as numbers: layers [D, H1, …, C], weights and thresholds.
 *
 * Layer l computes z_l = a_{l−1} W_l + b_l, with W_l of shape (fan-in × fan-out) and
 * a_l = max(0, z_l) on the hidden layers. The last z are the scores (N, section 1, Notations).
 *
 * @module
 */

/** The weights and thresholds into one layer of units. */
export interface Layer {
  /** Number of units that feed the layer. */
  readonly fanIn: number;
  /** Number of units in the layer. */
  readonly fanOut: number;
  /** W, shape (fan-in × fan-out), row-major: the edge u → v is `weights[u * fanOut + v]`. */
  readonly weights: Float64Array;
  /** b, shape (fan-out): the edge into v from a unit that is always 1. */
  readonly thresholds: Float64Array;
}

/** A network: its layers from the inputs to the scores. */
export type Network = readonly Layer[];

/**
 * A network of the given layer sizes with every weight and threshold zero.
 *
 * @param sizes Layer sizes [D, H1, …, C], at least two, each a whole number of at least 1.
 * @throws {RangeError} If there are fewer than two layers or a size is not a positive integer.
 */
export function zeroNetwork(sizes: readonly number[]): Network {
  checkSizes(sizes);
  return sizes.slice(1).map((fanOut, l) => {
    const fanIn = sizes[l];
    return {
      fanIn,
      fanOut,
      weights: new Float64Array(fanIn * fanOut),
      thresholds: new Float64Array(fanOut),
    };
  });
}

/** The layer sizes [D, H1, …, C] of a network. */
export function layerSizes(network: Network): number[] {
  return [network[0].fanIn, ...network.map((layer) => layer.fanOut)];
}

/** Number of weights and thresholds of a network with these layer sizes. */
export function parameterCount(sizes: readonly number[]): number {
  return sizes.slice(1).reduce((sum, fanOut, l) => sum + (sizes[l] + 1) * fanOut, 0);
}

/** @throws {RangeError} If `sizes` is not a list of at least two positive integers. */
export function checkSizes(sizes: readonly number[]): void {
  if (sizes.length < 2) {
    throw new RangeError(
      `Expected at least two layer sizes [inputs, …, classes] but found ${sizes.length}`,
    );
  }
  for (const size of sizes) {
    if (!Number.isInteger(size) || size < 1) {
      throw new RangeError(
        `Expected each layer size to be an integer of at least 1 but found ${size}`,
      );
    }
  }
}
