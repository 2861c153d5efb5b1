/**
 * The three matrix products of a training step, as WGSL.
 *
 * Matrices are row-major float32, four columns a vector, each row padded to whole vectors. All
 * products work on blocks of 4 × 4: `left(rows, k)` is one of the left-hand side, `right(k, columns)`
 * one of the right-hand side, and every sum is a chain of fused multiply-adds over k in order. So what a
 * product adds, and in which order, depends on its shape and its slices alone, not on the tile: tiles
 * are chosen for speed.
 *
 * With more than one slice, the sum over k is cut into that many parts, which are added in order by a
 * second dispatch: for products with too few outputs to fill a GPU.
 *
 * @module
 */

import { each } from "../wasm/wat.ts";
import { blocks } from "./gemm_blocks.ts";
import { multiplyShared } from "./gemm_shared.ts";
import { multiplyUniform } from "./gemm_uniform.ts";

/** Which of a training step's products. */
export type Product =
  /** C (batch × n) = A (batch × k) B (k × n): activations times weights. */
  | "forward"
  /** C (batch × n) = A (batch × k) Bᵀ, B (n × k): ∂L/∂z times weightsᵀ. */
  | "backward"
  /** C (m × n) = Aᵀ B, A (batch × m), B (batch × n): activationsᵀ times ∂L/∂z. */
  | "weights";

/** Sizes of a product. `m` belongs to "weights" alone, `k` to the two others. */
export interface GemmShape {
  /** Rows of a full mini-batch. */
  readonly batch: number;
  readonly m?: number;
  readonly n: number;
  readonly k?: number;
}

/** Where an operand lies, in vectors of four floats. */
export interface Operand {
  /** From one row to the next. */
  readonly stride: number;
  /** From one network's matrix to the next network's. */
  readonly replica: number;
}

/** A division of a product's outputs over workgroups and threads. */
export interface Tile {
  /**
   * "shared" holds blocks of both operands in workgroup memory, as suits a GPU. "uniform" reads them
   * where they lie, in rows that are the same for the whole workgroup (one thread down), as suits a
   * processor's vectors.
   */
  readonly kind: "shared" | "uniform";
  /** Threads of a workgroup along columns and along rows. */
  readonly threads: readonly [number, number];
  /** Outputs of a thread: rows and columns, both in fours. */
  readonly rows: number;
  readonly columns: number;
  /** Values of k in workgroup memory at a time, in fours; 1 without. */
  readonly depth: number;
  /** Parts into which the sum over k is cut. */
  readonly slices: number;
}

/** One product for one or several networks. */
export interface GemmOptions {
  readonly product: Product;
  readonly shape: GemmShape;
  readonly a: Operand;
  readonly b: Operand;
  /** Networks that are trained at once. */
  readonly replicas: number;
  readonly tile: Tile;
  /**
   * WGSL that the product is put into:
   *
   * - bindings `a` and `b`, both `array<vec4<f32>>`, and `partial`, `array<vec4<f32>>` to be written,
   *   of {@link partialSize} vectors where that isn't 0;
   * - `fn rows() -> u32`, the rows of this mini-batch, at most `shape.batch`;
   * - `fn replica(index: u32) -> u32`, which network the index-th of those that are computed is;
   * - `fn store(replica: u32, row: u32, column: u32, value: vec4<f32>)`, called once for each row of C
   *   and each of its vectors of columns, `column` counting vectors. Lanes of padding hold anything.
   *
   * The padding of A and B has to be 0. Rows of A and B after `rows()` aren't used. The names that the
   * product takes: `left`, `right`, `left_tile`, `right_tile`, `finish`, `multiply`, `add_slices`.
   */
  readonly host: string;
}

/** A compute shader and how many workgroups of it to run. */
export interface Dispatch {
  readonly code: string;
  readonly entryPoint: string;
  /** The third is a multiple of `replicas`: fewer networks take a share of it. */
  readonly workgroups: readonly [number, number, number];
}

/** Threads of a workgroup that adds slices. */
const ADDERS = 64;

/** The dispatches of a product, to be run in order. */
export function gemm(options: GemmOptions): Dispatch[] {
  const { tile, replicas, host } = options;
  const { rows, columns } = outputs(options);
  const kernel = tile.kind === "shared" ? multiplyShared(options) : multiplyUniform(options);
  const product = {
    code: host + finish(options) + blocks(options) + kernel,
    entryPoint: "multiply",
    workgroups: [
      Math.ceil(columns / (tile.threads[0] * tile.columns)),
      Math.ceil(rows / (4 * tile.threads[1] * tile.rows)),
      replicas * tile.slices,
    ],
  } as const;
  if (tile.slices === 1) return [product];
  return [product, {
    code: host + addSlices(options),
    entryPoint: "add_slices",
    workgroups: [Math.ceil(rows * columns / ADDERS), 1, replicas],
  }];
}

/** Vectors of four floats that the slices of a product take; 0 if there is but one. */
export function partialSize(options: Pick<GemmOptions, "product" | "shape" | "replicas" | "tile">) {
  const { rows, columns } = outputs(options);
  const { slices } = options.tile;
  return slices === 1 ? 0 : options.replicas * slices * rows * columns;
}

/** Rows of C at most, and its columns in vectors. */
export function outputs({ product, shape }: { product: Product; shape: GemmShape }) {
  return {
    rows: product === "weights" ? shape.m! : shape.batch,
    columns: Math.ceil(shape.n / 4),
  };
}

/** The length of the sums at most. */
export function depth({ product, shape }: { product: Product; shape: GemmShape }): number {
  return product === "weights" ? shape.batch : shape.k!;
}

/** `finish`: where the sums of a thread go. */
function finish(options: GemmOptions): string {
  const { slices } = options.tile;
  const { rows, columns } = outputs(options);
  return `
fn finish(network: u32, slice: u32, row: u32, column: u32, value: vec4<f32>) {
  if row < ${rowsUsed(options)} && column < ${columns} {
    ${
    slices === 1
      ? "store(network, row, column, value);"
      : `partial[((network * ${slices} + slice) * ${rows} + row) * ${columns} + column] = value;`
  }
  }
}
`;
}

/** The sum of the slices, in order; all of them are read before the first addition. */
function addSlices(options: GemmOptions): string {
  const { slices } = options.tile;
  const { rows, columns } = outputs(options);
  return `
@compute @workgroup_size(${ADDERS})
fn add_slices(@builtin(global_invocation_id) id: vec3<u32>) {
  let network = replica(id.z);
  let row = id.x / ${columns};
  let column = id.x % ${columns};
  if row >= ${rowsUsed(options)} { return; }
  let first = network * ${slices * rows * columns} + id.x;
  var sum = partial[first];
${each(slices - 1, (i) => `  sum += partial[first + ${(i + 1) * rows * columns}];`)}
  store(network, row, column, sum);
}
`;
}

/** WGSL of the rows of C in this mini-batch. */
function rowsUsed({ product, shape }: GemmOptions): string {
  return product === "weights" ? `${shape.m}` : "rows()";
}
