/**
 * Passes over examples: mini-batches one after the other, many of them to the GPU at a time, and one
 * readback at the end.
 *
 * @module
 */

import { parameterCount } from "../../network.ts";
import type { Evaluation, TrainerSetup } from "../engine.ts";
import { type Batch, batchBytes, type BatchShape, batchTable } from "./batch.ts";
import { BATCH_GROUP, STORAGE_GROUP } from "./bindings.ts";
import type { Call, Device } from "./device.ts";
import { largestSet, OUTCOME } from "./layout.ts";
import type { Memory } from "./memory.ts";

/** Mini-batches that go to the GPU at a time: few enough that it starts soon. */
const MOST_BATCHES = 50;
/** Operations that go to the GPU at a time: less than a second on a slow one, which a desktop bears. */
const MOST_OPERATIONS = 2 ** 38;

/** The examples of one network in a pass. */
export interface Pass {
  readonly replica: number;
  readonly order: Uint32Array;
}

/** What a network is told of a mini-batch besides its place. */
export type Values = Omit<Batch["networks"][number], "replica">;

/** Runs passes. */
export interface Passes {
  /**
   * Submits the calls for every mini-batch of passes of the same length.
   *
   * @param values What pass number j is told of mini-batch number i.
   */
  run(
    calls: readonly Call[],
    passes: readonly Pass[],
    values?: (j: number, i: number) => Values,
  ): void;
  /** Mean loss and error of networks over `count` examples, summed in the order of the pass. */
  outcomes(replicas: readonly number[], count: number): Promise<Evaluation[]>;
}

/** Bytes from the uniforms of one mini-batch to those of the next. */
export function batchStride({ uniformAlignment }: Device, shape: BatchShape): number {
  return Math.ceil(batchBytes(shape) / uniformAlignment) * uniformAlignment;
}

/** The passes of a group of networks. */
export function passes(
  device: Device,
  setup: TrainerSetup,
  { shape, memory }: { shape: BatchShape; memory: Memory },
): Passes {
  const { batchSize, sizes } = setup;
  const { queue } = device;
  const longest = largestSet(setup);
  const stride = batchStride(device, shape);
  const uniforms = device.batchGroup(memory.batches, batchBytes(shape));
  const perBatch = 6 * batchSize * parameterCount(sizes) * shape.replicas;
  const together = Math.max(1, Math.min(MOST_BATCHES, Math.floor(MOST_OPERATIONS / perBatch)));

  const submit = (
    calls: readonly Call[],
    { first, end, networks }: { first: number; end: number; networks: number },
  ) => {
    const encoder = device.encoder();
    const pass = encoder.beginComputePass();
    for (let i = first; i < end; i++) {
      pass.setBindGroup(BATCH_GROUP, uniforms, [i * stride]);
      for (const { pipeline, storage, workgroups: [x, y, z] } of calls) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(STORAGE_GROUP, storage);
        pass.dispatchWorkgroups(x, y, z / shape.replicas * networks);
      }
    }
    pass.end();
    queue.submit([encoder.finish()]);
  };

  return {
    run: (calls, passes, values = () => ({})) => {
      const { length } = passes[0].order;
      for (const { replica, order } of passes) {
        queue.writeBuffer(memory.order, 4 * longest * replica, new Uint32Array(order));
      }
      const batches = Array.from({ length: Math.ceil(length / batchSize) }, (_, i): Batch => ({
        rows: Math.min(batchSize, length - i * batchSize),
        first: i * batchSize,
        number: i + 1,
        networks: passes.map(({ replica }, j) => ({ replica, ...values(j, i) })),
      }));
      queue.writeBuffer(memory.batches, 0, batchTable(batches, { shape, stride }));
      for (let first = 0; first < batches.length; first += together) {
        const end = Math.min(first + together, batches.length);
        submit(calls, { first, end, networks: passes.length });
      }
    },
    outcomes: async (replicas, count) => {
      const parts = replicas.map((replica) => ({
        buffer: memory.outcomes,
        offset: OUTCOME * longest * replica,
        size: OUTCOME * count,
      }));
      return (await device.read(parts)).map((bytes): Evaluation => {
        const outcomes = new Float32Array(bytes);
        let [loss, errors] = [0, 0];
        for (let i = 0; i < count; i++) {
          loss += outcomes[2 * i];
          errors += outcomes[2 * i + 1];
        }
        return { loss: loss / count, error: errors / count };
      });
    },
  };
}
