/**
 * The GPU in use, with one clear error for each way it fails.
 *
 * @module
 */

import { type AdapterDescription, describe, requireAdapter } from "./adapter.ts";
import type { Binding } from "./bindings.ts";

/** Use of a buffer that shaders work on. */
const STORAGE = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** One dispatch of a shader, ready to be recorded. */
export interface Call {
  readonly pipeline: GPUComputePipeline;
  readonly storage: GPUBindGroup;
  /** Workgroups in x, y and, for all networks together, z. */
  readonly workgroups: readonly [number, number, number];
}

/** A shader and how many workgroups of it run. */
export interface Shader {
  readonly code: string;
  readonly entryPoint: string;
  readonly workgroups: readonly [number, number, number];
}

/** Makes a buffer of `size` bytes, a multiple of 4, for shaders to work on if its use is not given. */
export type MakeBuffer = (size: number, usage?: GPUBufferUsageFlags) => GPUBuffer;

/** Buffers that are freed together. */
export interface Allocation<T> {
  readonly buffers: T;
  free(): void;
}

/** A GPU in use. */
export interface Device {
  readonly adapter: AdapterDescription;
  readonly queue: GPUQueue;
  /** A dynamic offset is a multiple of so many bytes. */
  readonly uniformAlignment: number;
  encoder(): GPUCommandEncoder;
  /**
   * Makes buffers, all or none of them; they hold zeros.
   *
   * @throws {RangeError} If the memory of the GPU is full, with what was asked for.
   */
  allocate<T>(make: (buffer: MakeBuffer) => T): Promise<Allocation<T>>;
  /**
   * Compiles a shader for the buffers that it names; equal shaders are compiled once.
   *
   * @throws {Error} If it does not compile, with the compiler's message.
   */
  compile(shader: Shader, bindings: readonly Binding[]): Promise<Call>;
  /** The bind group of a mini-batch's uniforms, `size` bytes from a dynamic offset into `buffer`. */
  batchGroup(buffer: GPUBuffer, size: number): GPUBindGroup;
  /**
   * Copies of parts of buffers, after all work that has been submitted.
   *
   * @throws {Error} If the GPU failed in what was submitted, or is lost.
   */
  read(parts: readonly BufferPart[]): Promise<ArrayBuffer[]>;
}

/** Bytes of a buffer; offset and size are multiples of 4. */
export interface BufferPart {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/**
 * Opens the fastest GPU there is, a software one where there is no other.
 *
 * @throws {Error} If there is none, with what to install.
 */
export async function openDevice(): Promise<Device> {
  const adapter = await requireAdapter();
  const description = describe(adapter);
  return device(
    description,
    await adapter.requestDevice({ requiredLimits: { ...description.limits } }),
  );
}

function device(adapter: AdapterDescription, gpu: GPUDevice): Device {
  let failure: Error | undefined;
  gpu.lost.then(({ message }) => {
    failure = new Error(`Expected the GPU to go on but found it lost: ${message}`);
  });
  gpu.addEventListener("uncapturederror", (event) => {
    event.preventDefault();
    failure ??= new Error(
      `Expected the GPU to carry the work out but found: ${
        firstLine((event as GPUUncapturedErrorEvent).error.message)
      }`,
    );
  });
  const check = () => {
    if (failure) throw failure;
  };
  const batchLayout = gpu.createBindGroupLayout({
    entries: [{
      binding: 0,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: "uniform", hasDynamicOffset: true },
    }],
  });
  const pipelines = new Map<string, GPUComputePipeline>();

  const allocate = async <T>(make: (buffer: MakeBuffer) => T) => {
    check();
    const made: GPUBuffer[] = [];
    const free = () => made.forEach((buffer) => buffer.destroy());
    gpu.pushErrorScope("out-of-memory");
    gpu.pushErrorScope("validation");
    const buffers = make((size, usage = STORAGE) => {
      const buffer = gpu.createBuffer({ size, usage });
      made.push(buffer);
      return buffer;
    });
    const total = made.reduce((sum, { size }) => sum + size, 0);
    const errors = await Promise.all([gpu.popErrorScope(), gpu.popErrorScope()]);
    const error = errors.find((one) => one !== null);
    if (error) {
      free();
      throw new RangeError(
        `Expected ${mebibytes(total)} of GPU memory to be free but found: ${
          firstLine(error.message)
        }`,
      );
    }
    return { buffers, free };
  };

  const readTogether = async (parts: readonly BufferPart[]) => {
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    const { buffers: staging, free } = await allocate((buffer) =>
      buffer(total, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ)
    );
    try {
      const encoder = gpu.createCommandEncoder();
      let end = 0;
      const places = parts.map(({ buffer, offset, size }) => {
        encoder.copyBufferToBuffer(buffer, offset, staging, end, size);
        return [end, end += size];
      });
      gpu.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ).catch((error: Error) => {
        failure ??= new Error(`Expected the GPU to go on but found: ${firstLine(error.message)}`);
      });
      check();
      const bytes = staging.getMappedRange();
      return places.map(([start, end]) => bytes.slice(start, end));
    } finally {
      free();
    }
  };

  return {
    adapter,
    queue: gpu.queue,
    uniformAlignment: gpu.limits.minUniformBufferOffsetAlignment,
    encoder: () => gpu.createCommandEncoder(),
    allocate,
    batchGroup: (buffer, size) =>
      gpu.createBindGroup({
        layout: batchLayout,
        entries: [{ binding: 0, resource: { buffer, size } }],
      }),
    compile: async ({ code, entryPoint, workgroups }, bindings) => {
      check();
      gpu.pushErrorScope("validation");
      const layout = gpu.createBindGroupLayout({
        entries: bindings.map(({ access }, binding) => ({
          binding,
          visibility: GPUShaderStage.COMPUTE,
          buffer: { type: access === "read" ? "read-only-storage" : "storage" },
        })),
      });
      const key = `${entryPoint}\n${code}`;
      const pipeline = pipelines.get(key) ?? gpu.createComputePipeline({
        layout: gpu.createPipelineLayout({
          bindGroupLayouts: [batchLayout, layout],
        }),
        compute: { module: gpu.createShaderModule({ code }), entryPoint },
      });
      const storage = gpu.createBindGroup({
        layout,
        entries: bindings.map(({ buffer }, binding) => ({ binding, resource: { buffer } })),
      });
      pipelines.set(key, pipeline);
      const error = await gpu.popErrorScope();
      if (error) {
        pipelines.delete(key);
        throw new Error(
          `Expected shader ${entryPoint} to compile but found: ${error.message.trim()}`,
        );
      }
      return { pipeline, storage, workgroups };
    },
    read: async (parts) => {
      const copies = [];
      for (const some of together(parts, gpu.limits.maxBufferSize)) {
        copies.push(...await readTogether(some));
      }
      return copies;
    },
  };
}

/** Parts in groups that take at most so many bytes, or are a single part. */
function together(parts: readonly BufferPart[], most: number): BufferPart[][] {
  const groups: BufferPart[][] = [];
  let left = 0;
  for (const part of parts) {
    if (groups.length === 0 || part.size > left) {
      groups.push([]);
      left = most;
    }
    groups[groups.length - 1].push(part);
    left -= part.size;
  }
  return groups;
}

/** A number of bytes in words. */
export function mebibytes(bytes: number): string {
  const [size, unit] = bytes < 2 ** 30 ? [2 ** 20, "MiB"] : [2 ** 30, "GiB"];
  return `${(bytes / size).toFixed(1)} ${unit}`;
}

function firstLine(message: string): string {
  return message.trim().split("\n")[0];
}
