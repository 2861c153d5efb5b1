/**
 * What a shader is told of the mini-batch at hand, as uniforms: the WGSL that reads them and the table
 * that is uploaded for the mini-batches of a pass.
 *
 * @module
 */

import { BATCH_GROUP } from "./bindings.ts";

/** How many numbers go with a mini-batch. */
export interface BatchShape {
  /** Networks that are computed together. */
  readonly replicas: number;
  /** Uniforms of the update rule, for each network. */
  readonly uniforms: number;
  /** Keys of dropout masks, for each network. */
  readonly keys: number;
}

/** One mini-batch of the networks at work. */
export interface Batch {
  /** Number of its examples. */
  readonly rows: number;
  /** Place of the first of them in the order. */
  readonly first: number;
  /** Its number in the pass, from 1. */
  readonly number: number;
  /** What belongs to each network at work. */
  readonly networks: readonly {
    readonly replica: number;
    /** The values of the rule's uniforms. */
    readonly uniforms?: Float32Array;
    /** The keys of the masks of the hidden layers. */
    readonly keys?: readonly number[];
  }[];
}

/** Vectors of each part. */
function vectors({ replicas, uniforms, keys }: BatchShape) {
  return {
    replicas: Math.ceil(replicas / 4),
    uniforms: Math.ceil(uniforms / 4),
    keys: Math.ceil(keys / 4),
  };
}

/** Bytes of a mini-batch's uniforms. */
export function batchBytes(shape: BatchShape): number {
  const { replicas, uniforms, keys } = vectors(shape);
  return 16 * (1 + replicas + shape.replicas * (uniforms + keys));
}

/**
 * The WGSL that every shader begins with: `rows()`, the examples of the mini-batch; `replica()`, the
 * network that an index stands for; `units()`, the columns of a vector.
 */
export function declareBatch(shape: BatchShape): string {
  const { replicas, uniforms, keys } = vectors(shape);
  const member = (name: string, type: string, count: number) =>
    count === 0 ? "" : `\n  ${name}: array<vec4<${type}>, ${count}>,`;
  return `
struct Batch {
  rows: u32, first: u32, number: f32, unused: u32,${member("replicas", "u32", replicas)}${
    member("uniforms", "f32", shape.replicas * uniforms)
  }${member("keys", "u32", shape.replicas * keys)}
}
@group(${BATCH_GROUP}) @binding(0) var<uniform> batch: Batch;
fn rows() -> u32 { return batch.rows; }
fn replica(index: u32) -> u32 { return batch.replicas[index / 4u][index % 4u]; }
fn units(column: u32) -> vec4<u32> { return 4u * column + vec4<u32>(0u, 1u, 2u, 3u); }
`;
}

/** WGSL: uniform number i of the rule, of the network `replica`. */
export function uniform(shape: BatchShape, i: number): string {
  return element("uniforms", vectors(shape).uniforms, i);
}

/** WGSL: key number i of the masks, of the network `replica`. */
export function key(shape: BatchShape, i: number): string {
  return element("keys", vectors(shape).keys, i);
}

function element(member: string, count: number, i: number): string {
  return `batch.${member}[replica * ${count}u + ${Math.floor(i / 4)}u][${i % 4}]`;
}

/** The mini-batches of a pass as they are uploaded, `stride` bytes apart. */
export function batchTable(
  batches: readonly Batch[],
  { shape, stride }: { shape: BatchShape; stride: number },
): ArrayBuffer {
  const table = new ArrayBuffer(batches.length * stride);
  const { replicas, uniforms, keys } = vectors(shape);
  const uniformsAt = 4 * (1 + replicas);
  const keysAt = uniformsAt + 4 * uniforms * shape.replicas;
  for (const [i, batch] of batches.entries()) {
    const words = new Uint32Array(table, i * stride, stride / 4);
    const floats = new Float32Array(table, i * stride, stride / 4);
    words.set([batch.rows, batch.first]);
    floats[2] = batch.number;
    for (const [j, network] of batch.networks.entries()) {
      const { replica } = network;
      words[4 + j] = replica;
      if (network.uniforms) floats.set(network.uniforms, uniformsAt + 4 * uniforms * replica);
      if (network.keys) words.set(network.keys, keysAt + 4 * keys * replica);
    }
  }
  return table;
}
