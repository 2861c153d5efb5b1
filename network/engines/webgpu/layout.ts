/**
 * How matrices lie on the GPU, and whether a setup fits.
 *
 * Matrices are row-major float32. Rows are padded with zeros to whole vectors of four; a stride counts
 * vectors. What every network has of its own lies one network after the other.
 *
 * @module
 */

import type { TrainerSetup } from "../engine.ts";
import type { AdapterDescription } from "./adapter.ts";
import { mebibytes } from "./device.ts";

/** Bytes of a vector of four floats. */
export const VECTOR = 16;

/** One layer of weights. */
export interface LayerLayout {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Rows of the weights: those of the units, then the thresholds, edges from a unit that is always 1. */
  readonly rows: number;
  /** Vectors in a row of weights, ∂L/∂z or scores. */
  readonly stride: number;
  /** Vectors in a row of activations into the layer; column `fanIn` is always 1. */
  readonly inputStride: number;
}

/** The layers of a network of the given sizes. */
export function layOut(sizes: readonly number[]): LayerLayout[] {
  return sizes.slice(1).map((fanOut, l) => {
    const fanIn = sizes[l];
    const rows = fanIn + 1;
    return { fanIn, fanOut, rows, stride: Math.ceil(fanOut / 4), inputStride: Math.ceil(rows / 4) };
  });
}

/** Bytes of one network's weights of a layer. */
export function weightBytes({ rows, stride }: LayerLayout): number {
  return VECTOR * rows * stride;
}

/** The largest number of examples in one of the sets. */
export function largestSet({ sets }: TrainerSetup): number {
  return Math.max(...Object.values(sets).map(({ count }) => count));
}

/** Bytes that a shader can be given in one piece. */
export function largestBuffer(limits: AdapterDescription["limits"]): number {
  return Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
}

/** Buffers of an update besides the states: both operands, partial sums, weights, the scales of γ. */
const OTHER_BINDINGS = 6;

/** Bytes of an example's loss and error, two floats. */
export const OUTCOME = 8;

/**
 * Refuses what the GPU can't hold in one piece, or bind at once.
 *
 * @throws {RangeError} With what is needed and what there is.
 */
export function checkFit(
  setup: TrainerSetup,
  { replicas, limits }: { replicas: number; limits: AdapterDescription["limits"] },
): void {
  const { sizes, batchSize, rule } = setup;
  const most = largestBuffer(limits);
  const owners = replicas === 1 ? "" : ` of ${replicas} networks`;
  const pieces = layOut(sizes).flatMap((layer, l) => [
    { name: `the weights of layer ${l + 1}`, bytes: weightBytes(layer) },
    {
      name: `the activations of layer ${l + 1}`,
      bytes: VECTOR * batchSize * Math.max(layer.inputStride, layer.stride),
    },
  ]);
  for (
    const { name, bytes } of [
      ...pieces,
      { name: "the losses of a pass", bytes: OUTCOME * largestSet(setup) },
    ]
  ) {
    if (replicas * bytes <= most) continue;
    throw new RangeError(
      `Expected ${name}${owners} to take at most ${mebibytes(most)}, the GPU's limit, ` +
        `but found that they take ${mebibytes(replicas * bytes)}`,
    );
  }
  const states = limits.maxStorageBuffersPerShaderStage - OTHER_BINDINGS;
  if (rule.state.length > states) {
    throw new RangeError(
      `Expected a rule of at most ${states} states, the GPU's limit, ` +
        `but found that ${rule.name} has ${rule.state.length}`,
    );
  }
}
