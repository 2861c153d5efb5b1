/**
 * The buffers of a group of networks.
 *
 * @module
 */

import type { Examples } from "../../examples.ts";
import type { TrainerSetup } from "../engine.ts";
import type { Allocation, Device, MakeBuffer } from "./device.ts";
import { stateName } from "./epilogues.ts";
import {
  largestBuffer,
  largestSet,
  type LayerLayout,
  layOut,
  OUTCOME,
  VECTOR,
  weightBytes,
} from "./layout.ts";

/** The buffers of one layer; each holds what every network has of it, one after the other. */
export interface LayerBuffers {
  /** Shape (rows × fan-out). */
  readonly weights: GPUBuffer;
  /** As `weights`, of each state of the rule, by the name that an update calls it by. */
  readonly states: Readonly<Record<string, GPUBuffer>>;
  /** Activations into the layer, shape (batch × rows): column `fanIn` is always 1. */
  readonly input: GPUBuffer;
  /** Scores of the last layer; ∂L/∂z of every layer, shape (batch × fan-out). */
  readonly delta: GPUBuffer;
  /** What the path geometry keeps of the layer. */
  readonly path?: {
    /** γ_in of the units that feed the layer, `rows` floats: the last is 1. */
    readonly gammaIn: GPUBuffer;
    /** γ_in^(−2/p), as `gammaIn`. */
    readonly scaleIn: GPUBuffer;
    /** γ_out of the layer's units, fan-out floats. */
    readonly gammaOut: GPUBuffer;
    /** γ_out^(−2/p), as `gammaOut`. */
    readonly scaleOut: GPUBuffer;
  };
}

/** Part of a set's inputs. */
export interface PartBuffers {
  /** The first example and the number of examples, two u32. */
  readonly part: GPUBuffer;
  /** The bytes of their inputs. */
  readonly pixels: GPUBuffer;
}

/** A set of examples. */
export interface SetBuffers {
  readonly parts: readonly PartBuffers[];
  /** One u32 an example. */
  readonly labels: GPUBuffer;
}

/** What the gradients of a pass are summed up in, of one layer; see `gradient_norms.ts`. */
export interface SumBuffers {
  /** Mean of the gradients so far, as the weights. */
  readonly mean: GPUBuffer;
  /** Of each weight, Σ (g − mean)². */
  readonly deviations: GPUBuffer;
  /** Of each weight, Σ g². */
  readonly squares: GPUBuffer;
  /** One factor s a weight, where they are asked for. */
  readonly scale?: GPUBuffer;
  /** Of each weight, Σ (s g)². */
  readonly scaled?: GPUBuffer;
}

/** The buffers of a group of networks. */
export interface Memory {
  readonly layers: readonly LayerBuffers[];
  readonly sets: Readonly<Record<string, SetBuffers>>;
  /** Of each network, the order of a pass: as many u32 as the largest set has examples. */
  readonly order: GPUBuffer;
  /** Of each network, loss and error of the examples of a pass, two floats each. */
  readonly outcomes: GPUBuffer;
  /** Partial sums of the products that are cut into slices. */
  readonly partial: GPUBuffer;
  /** The uniforms of the mini-batches of a pass. */
  readonly batches: GPUBuffer;
}

/**
 * Makes the buffers and uploads the sets.
 *
 * @param sizes.partial Bytes of the partial sums.
 * @param sizes.batches Bytes of the uniforms.
 * @throws {RangeError} If the memory of the GPU is full.
 */
export async function allocate(
  device: Device,
  setup: TrainerSetup,
  sizes: { replicas: number; partial: number; batches: number },
): Promise<Allocation<Memory>> {
  const { replicas } = sizes;
  const layout = layOut(setup.sizes);
  const longest = largestSet(setup);
  const mostBytes = largestBuffer(device.adapter.limits);
  const allocation = await device.allocate((buffer): Memory => ({
    layers: layout.map((layer) => layerBuffers(layer, { setup, replicas, buffer })),
    sets: Object.fromEntries(
      Object.entries(setup.sets).map(([name, set]) => [name, {
        parts: cut(set, mostBytes).map(({ count }) => ({
          part: buffer(8),
          pixels: buffer(partBytes(count * set.inputs)),
        })),
        labels: buffer(4 * set.count),
      }]),
    ),
    order: buffer(4 * longest * replicas),
    outcomes: buffer(OUTCOME * longest * replicas),
    partial: buffer(Math.max(VECTOR, sizes.partial)),
    batches: buffer(sizes.batches, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
  }));
  const { layers, sets } = allocation.buffers;
  for (const [name, set] of Object.entries(setup.sets)) {
    upload(device, set, { buffers: sets[name], parts: cut(set, mostBytes) });
  }
  writeOnes(device, { layout, layers, copies: replicas, batch: setup.batchSize });
  return allocation;
}

function layerBuffers(
  layer: LayerLayout,
  { setup, replicas, buffer }: { setup: TrainerSetup; replicas: number; buffer: MakeBuffer },
): LayerBuffers {
  const { rule, batchSize } = setup;
  const weights = () => buffer(replicas * weightBytes(layer));
  const vectors = (count: number) => buffer(replicas * VECTOR * count);
  return {
    weights: weights(),
    states: Object.fromEntries(rule.state.map((_, i) => [stateName(i), weights()])),
    input: vectors(batchSize * layer.inputStride),
    delta: vectors(batchSize * layer.stride),
    ...(rule.geometry && {
      path: {
        gammaIn: vectors(layer.inputStride),
        scaleIn: vectors(layer.inputStride),
        gammaOut: vectors(layer.stride),
        scaleOut: vectors(layer.stride),
      },
    }),
  };
}

/** The parts of a set that fit into a buffer each. */
function cut({ count, inputs }: Examples, mostBytes: number): { first: number; count: number }[] {
  const largest = Math.floor((mostBytes - 8) / inputs);
  return Array.from({ length: Math.ceil(count / largest) }, (_, i) => {
    const first = i * largest;
    return { first, count: Math.min(largest, count - first) };
  });
}

/** Whole words, and one more for what is read across a boundary. */
function partBytes(bytes: number): number {
  return 4 * (Math.ceil(bytes / 4) + 1);
}

function upload(
  { queue }: Device,
  { inputs, pixels, labels }: Examples,
  { buffers, parts }: { buffers: SetBuffers; parts: { first: number; count: number }[] },
): void {
  for (const [i, { first, count }] of parts.entries()) {
    queue.writeBuffer(buffers.parts[i].part, 0, Uint32Array.of(first, count));
    const padded = new Uint8Array(partBytes(count * inputs));
    padded.set(pixels.subarray(first * inputs, (first + count) * inputs));
    queue.writeBuffer(buffers.parts[i].pixels, 0, padded);
  }
  queue.writeBuffer(buffers.labels, 0, Uint32Array.from(labels));
}

/** What is always 1: the unit that feeds the thresholds, and γ where no path can change it. */
function writeOnes(
  { queue }: Device,
  at: {
    layout: readonly LayerLayout[];
    layers: readonly LayerBuffers[];
    copies: number;
    batch: number;
  },
): void {
  const { layout, layers, copies, batch } = at;
  const write = (buffer: GPUBuffer, rows: number, row: Float32Array) => {
    const all = new Float32Array(rows * row.length);
    for (let r = 0; r < rows; r++) all.set(row, r * row.length);
    queue.writeBuffer(buffer, 0, all);
  };
  const ones = (stride: number, first: number, end: number) =>
    new Float32Array(4 * stride).fill(1, first, end);
  for (const [l, { fanIn, fanOut, rows, stride, inputStride }] of layout.entries()) {
    const { input, path } = layers[l];
    write(input, copies * batch, ones(inputStride, fanIn, rows));
    if (!path) continue;
    const known = ones(inputStride, l === 0 ? 0 : fanIn, rows);
    for (const buffer of [path.gammaIn, path.scaleIn]) write(buffer, copies, known);
    if (l < layout.length - 1) continue;
    for (const buffer of [path.gammaOut, path.scaleOut]) {
      write(buffer, copies, ones(stride, 0, fanOut));
    }
  }
}

/**
 * Makes the buffers of {@link SumBuffers} for every layer.
 *
 * @throws {RangeError} If the memory of the GPU is full.
 */
export function allocateSums(
  device: Device,
  layout: readonly LayerLayout[],
  { replicas, scaled }: { replicas: number; scaled: boolean },
): Promise<Allocation<SumBuffers[]>> {
  return device.allocate((buffer) =>
    layout.map((layer): SumBuffers => {
      const weights = () => buffer(replicas * weightBytes(layer));
      return {
        mean: weights(),
        deviations: weights(),
        squares: weights(),
        ...(scaled && { scale: weights(), scaled: weights() }),
      };
    })
  );
}
