/**
 * The buffers that a shader works on, declared once: their WGSL text, layout and bind group follow.
 *
 * @module
 */

/** Bind group of the uniforms of a step, which every shader has. */
export const BATCH_GROUP = 0;
/** Bind group of the buffers. */
export const STORAGE_GROUP = 1;

/** WGSL types of buffers. */
export type BufferType =
  | "array<vec4<f32>>"
  | "array<vec2<f32>>"
  | "array<f32>"
  | "array<u32>"
  | "vec2<u32>";

/** A buffer under the name that a shader calls it by. */
export interface Binding {
  readonly name: string;
  readonly buffer: GPUBuffer;
  readonly access: "read" | "read_write";
  /** By default vectors of four floats. */
  readonly type?: BufferType;
}

/** Buffers by name that a shader only reads. */
export function reads(
  buffers: Readonly<Record<string, GPUBuffer>>,
  type: BufferType = "array<vec4<f32>>",
): Binding[] {
  return Object.entries(buffers).map(([name, buffer]) => ({ name, buffer, access: "read", type }));
}

/** Buffers by name that a shader writes, or reads and writes. */
export function writes(
  buffers: Readonly<Record<string, GPUBuffer>>,
  type: BufferType = "array<vec4<f32>>",
): Binding[] {
  return reads(buffers, type).map((binding) => ({ ...binding, access: "read_write" }));
}

/** The WGSL declarations of a shader's buffers. */
export function declare(bindings: readonly Binding[]): string {
  return bindings.map(({ name, access, type = "array<vec4<f32>>" }, i) =>
    `@group(${STORAGE_GROUP}) @binding(${i}) var<storage, ${access}> ${name}: ${type};`
  ).join("\n");
}
