/**
 * Networks of one setup on the GPU, each with its own weights, state, order and hyper-parameters, that
 * do the same things together.
 *
 * @module
 */

import { toKernel, uniformTable } from "../../../optimizers/kernel.ts";
import { maskKey } from "../../dropout.ts";
import type { GradientNorms } from "../../gradient_norms.ts";
import type { Network } from "../../network.ts";
import type { Evaluation, OptimizerState, TrainerSetup } from "../engine.ts";
import type { Allocation, BufferPart, Call, Device } from "./device.ts";
import { stateName } from "./epilogues.ts";
import { checkFit, largestSet, layOut, weightBytes } from "./layout.ts";
import { allocate, allocateSums, type SumBuffers } from "./memory.ts";
import { pack, unpack } from "./pack.ts";
import { batchStride, passes } from "./passes.ts";
import { partialBytes } from "./products.ts";
import { batchShape, program } from "./program.ts";

/** What one network does in a pass of updates. */
export interface Epoch {
  readonly replica: number;
  readonly order: Uint32Array;
  readonly hyper: Readonly<Record<string, number>>;
  /** Updates made before. */
  readonly made: number;
}

/** A pass over gradients of one network. */
export interface Gradients {
  readonly replica: number;
  readonly order: Uint32Array;
  readonly scale?: Network | undefined;
}

/** Networks by number; each call takes some of them, and answers in the order that they were given. */
export interface Networks {
  write(replica: number, network: Network): void;
  writeState(replica: number, state: OptimizerState): void;
  read(replicas: readonly number[]): Promise<Network[]>;
  readState(replicas: readonly number[]): Promise<OptimizerState[]>;
  /** One pass of updates each; all orders have the same length. */
  epoch(epochs: readonly Epoch[]): Promise<Evaluation[]>;
  evaluate(replicas: readonly number[], set: string): Promise<Evaluation[]>;
  /** The sums of one pass each; all orders have the same length, and all or none a scale. */
  gradientNorms(gradients: readonly Gradients[]): Promise<GradientNorms[]>;
  free(): void;
}

/**
 * Makes networks, with weights of zero.
 *
 * @throws {RangeError} If they don't fit on the GPU.
 */
export async function networks(
  device: Device,
  setup: TrainerSetup,
  replicas: number,
): Promise<Networks> {
  const { limits, software } = device.adapter;
  checkFit(setup, { replicas, limits });
  const { batchSize, dropout, sets } = setup;
  const { queue } = device;
  const layout = layOut(setup.sizes);
  const kernel = toKernel(setup.rule);
  const shape = batchShape(setup, replicas);
  const { buffers: memory, free } = await allocate(device, setup, {
    replicas,
    partial: partialBytes(layout, { batch: batchSize, replicas, software }),
    batches: batchStride(device, shape) * Math.ceil(largestSet(setup) / batchSize),
  });
  const programs = program(device, setup, { replicas, memory });
  const { run, outcomes } = passes(device, setup, { shape, memory });
  const calls = new Map<string, Promise<Call[]>>();
  const sums = new Map<boolean, Allocation<SumBuffers[]>>();

  /** The calls under a name, compiled once. */
  const once = (name: string, compile: () => Promise<Call[]>) => {
    if (!calls.has(name)) calls.set(name, compile());
    return calls.get(name)!;
  };

  const writeLayers = (replica: number, network: Network, buffer: (l: number) => GPUBuffer) => {
    for (const [l, layer] of layout.entries()) {
      queue.writeBuffer(buffer(l), replica * weightBytes(layer), pack(network[l], layer));
    }
  };
  /** Of each of some networks, what each of some buffers a layer holds. */
  const readLayers = async (
    replicas: readonly number[],
    buffers: readonly ((l: number) => GPUBuffer)[],
  ) => {
    const parts = replicas.flatMap((replica) =>
      buffers.flatMap((buffer) =>
        layout.map((layer, l): BufferPart => {
          const size = weightBytes(layer);
          return { buffer: buffer(l), offset: replica * size, size };
        })
      )
    );
    const read = (await device.read(parts)).values();
    return replicas.map(() =>
      buffers.map(() => layout.map(() => new Float32Array(read.next().value!)))
    );
  };
  const toNetwork = (packed: readonly Float32Array[]) =>
    packed.map((layer, l) => unpack(layer, layout[l]));

  const sumBuffers = async (scaled: boolean) => {
    if (!sums.has(scaled)) {
      sums.set(scaled, await allocateSums(device, layout, { replicas, scaled }));
    }
    return sums.get(scaled)!.buffers;
  };

  return {
    write: (replica, network) => writeLayers(replica, network, (l) => memory.layers[l].weights),
    writeState: (replica, state) =>
      kernel.state.forEach((name, i) =>
        writeLayers(replica, state[name], (l) => memory.layers[l].states[stateName(i)])
      ),
    read: async (replicas) =>
      (await readLayers(replicas, [(l) => memory.layers[l].weights]))
        .map(([weights]) => toNetwork(weights)),
    readState: async (replicas) => {
      const read = await readLayers(
        replicas,
        kernel.state.map((_, i) => (l) => memory.layers[l].states[stateName(i)]),
      );
      return read.map((states) =>
        Object.fromEntries(kernel.state.map((name, i) => [name, toNetwork(states[i])]))
      );
    },
    epoch: async (epochs) => {
      const { length } = epochs[0].order;
      const count = Math.ceil(length / batchSize);
      const tables = epochs.map(({ hyper, made }) =>
        uniformTable(kernel, hyper, { first: made + 1, count })
      );
      const width = kernel.uniforms.length;
      run(await once("learning", programs.learning), epochs, (j, i) => ({
        uniforms: tables[j].subarray(i * width, (i + 1) * width),
        ...(dropout && {
          keys: Array.from(
            { length: shape.keys },
            (_, l) => maskKey(dropout, { step: epochs[j].made + 1 + i, layer: l + 1 }),
          ),
        }),
      }));
      return await outcomes(epochs.map(({ replica }) => replica), length);
    },
    evaluate: async (replicas, set) => {
      const { count } = sets[set];
      const order = Uint32Array.from({ length: count }, (_, i) => i);
      run(
        await once(`evaluation of ${set}`, () => programs.evaluation(set)),
        replicas.map((replica) => ({ replica, order })),
      );
      return await outcomes(replicas, count);
    },
    gradientNorms: async (gradients) => {
      const isScaled = gradients[0].scale !== undefined;
      const buffers = await sumBuffers(isScaled);
      for (const { replica, scale } of gradients) {
        if (scale) writeLayers(replica, scale, (l) => buffers[l].scale!);
      }
      const calls = await once(`gradients, ${isScaled}`, () => programs.gradients(buffers));
      run(calls, gradients);
      const read = await readLayers(gradients.map(({ replica }) => replica), [
        (l) => buffers[l].mean,
        (l) => buffers[l].deviations,
        (l) => buffers[l].squares,
        ...(isScaled ? [(l: number) => buffers[l].scaled!] : []),
      ]);
      return read.map(([mean, deviations, squares, scaled], j): GradientNorms => ({
        batches: Math.ceil(gradients[j].order.length / batchSize),
        squares: total(squares),
        mean: toNetwork(mean),
        deviations: total(deviations),
        ...(isScaled && { scaled: total(scaled) }),
      }));
    },
    free: () => {
      free();
      for (const { free } of sums.values()) free();
    },
  };
}

/** The sum over all layers, in float64. */
function total(layers: readonly Float32Array[]): number {
  return layers.reduce((sum, layer) => layer.reduce((total, value) => total + value, sum), 0);
}
