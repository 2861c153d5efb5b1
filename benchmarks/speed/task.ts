/**
 * What a program is asked to train, the same for all of them: examples, their order and the start lie in
 * a folder, as plain little-endian numbers that every language reads.
 *
 * | file     | what                                                                            |
 * | -------- | ------------------------------------------------------------------------------- |
 * | `pixels` | inputs, (examples × D) bytes; the real input is byte / 255                      |
 * | `labels` | labels, a byte each                                                             |
 * | `order`  | a permutation of the examples, int32: step i takes the i-th mini-batch of it    |
 * | `start`  | weights (fan-in × fan-out) and thresholds, layer by layer, float32              |
 *
 * @module
 */

import { join } from "node:path";
import type { Examples } from "../../network/examples.ts";
import { balanced } from "../../network/initialization.ts";
import { type Network, parameterCount, zeroNetwork } from "../../network/network.ts";
import { permutation, stream } from "../../network/random.ts";
import { noise } from "./measuring.ts";

/** Examples in a mini-batch. */
export const BATCH = 100;
/** Mini-batches in an epoch. */
export const EPOCH_STEPS = 100;

/** A network to train. */
export interface Task {
  /** The folder that the files are in. */
  readonly folder: string;
  readonly sizes: readonly number[];
  /** Number of examples. */
  readonly examples: number;
  readonly batchSize: number;
  /** Name of the update rule. */
  readonly rule: string;
  /** All of the rule's hyper-parameters. */
  readonly hyper: Readonly<Record<string, number>>;
}

/** What the files of a task hold. */
export interface Material {
  readonly train: Examples;
  readonly order: Uint32Array<ArrayBuffer>;
  readonly start: Network;
}

/** Writes the files for networks of these layer sizes: noise to learn, and a balanced start. */
export function writeMaterial(
  folder: string,
  { sizes, examples }: Pick<Task, "sizes" | "examples">,
): void {
  const train = noise({ count: examples, inputs: sizes[0], classes: sizes[sizes.length - 1] });
  const start = new Float32Array(parameterCount(sizes));
  let at = 0;
  for (const part of partsOf(balanced(sizes, stream(1, "init")))) {
    start.set(part, at);
    at += part.length;
  }
  const write = (name: string, numbers: Uint8Array | Uint32Array | Float32Array) =>
    Deno.writeFileSync(join(folder, name), new Uint8Array(numbers.buffer));
  write("pixels", train.pixels);
  write("labels", train.labels);
  write("order", permutation(examples, stream(1, "order")));
  write("start", start);
}

/** Reads the files of a task. */
export function readMaterial({ folder, sizes, examples }: Task): Material {
  const read = (name: string) => Deno.readFileSync(join(folder, name));
  const start = zeroNetwork(sizes);
  const numbers = new Float32Array(read("start").buffer);
  let at = 0;
  for (const part of partsOf(start)) part.set(numbers.subarray(at, at += part.length));
  return {
    train: {
      count: examples,
      inputs: sizes[0],
      classes: sizes[sizes.length - 1],
      pixels: read("pixels"),
      labels: read("labels"),
    },
    order: new Uint32Array(read("order").buffer),
    start,
  };
}

/** The inputs of examples as numbers, (examples × D): byte / 255. */
export function decoded({ pixels }: Examples): Float32Array<ArrayBuffer> {
  const inputs = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) inputs[i] = pixels[i] / 255;
  return inputs;
}

/** Weights and thresholds in the order of the file. */
function partsOf(network: Network): Float64Array[] {
  return network.flatMap(({ weights, thresholds }) => [weights, thresholds]);
}
