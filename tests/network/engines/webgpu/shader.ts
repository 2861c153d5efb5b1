/** One shader on the GPU, over arrays. */

import {
  type Batch,
  batchBytes,
  type BatchShape,
  batchTable,
  declareBatch,
} from "../../../../network/engines/webgpu/batch.ts";
import {
  type Binding,
  type BufferType,
  declare,
} from "../../../../network/engines/webgpu/bindings.ts";
import type { Device, Shader } from "../../../../network/engines/webgpu/device.ts";

/** What a shader calls an array, of the given WGSL type; it may write all of them that `read` doesn't name. */
export interface Arrays {
  readonly [name: string]: {
    readonly data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
    readonly type?: BufferType;
    readonly access: "read" | "read_write";
  };
}

/**
 * Runs a shader on one mini-batch.
 *
 * @returns Of each array that it may write, what it holds then, as floats.
 */
export async function runShader(
  device: Device,
  make: (host: string) => Shader,
  { arrays, shape, batch }: { arrays: Arrays; shape: BatchShape; batch: Batch },
): Promise<Record<string, Float32Array>> {
  const bytes = batchBytes(shape);
  const { buffers, free } = await device.allocate((buffer) => ({
    bindings: Object.entries(arrays).map(([name, { data, access, type }]): Binding => ({
      name,
      buffer: buffer(data.byteLength),
      access,
      ...(type !== undefined && { type }),
    })),
    batches: buffer(bytes, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST),
  }));
  const { bindings, batches } = buffers;
  for (const { name, buffer } of bindings) device.queue.writeBuffer(buffer, 0, arrays[name].data);
  device.queue.writeBuffer(batches, 0, batchTable([batch], { shape, stride: bytes }));
  const call = await device.compile(make(declareBatch(shape) + declare(bindings)), bindings);
  const encoder = device.encoder();
  const pass = encoder.beginComputePass();
  pass.setBindGroup(0, device.batchGroup(batches, bytes), [0]);
  pass.setPipeline(call.pipeline);
  pass.setBindGroup(1, call.storage);
  const [x, y, z] = call.workgroups;
  pass.dispatchWorkgroups(x, y, z / shape.replicas * batch.networks.length);
  pass.end();
  device.queue.submit([encoder.finish()]);
  const written = bindings.filter(({ access }) => access === "read_write");
  const read = await device.read(
    written.map(({ buffer }) => ({ buffer, offset: 0, size: buffer.size })),
  );
  free();
  return Object.fromEntries(written.map(({ name }, i) => [name, new Float32Array(read[i])]));
}

/** A mini-batch of these networks without uniforms or keys. */
export function batchOf(rows: number, replicas: readonly number[], first = 0): Batch {
  return { rows, first, number: 1, networks: replicas.map((replica) => ({ replica })) };
}

/** Floats that show where nothing was written. */
export function poison(length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(length).fill(NaN);
}
