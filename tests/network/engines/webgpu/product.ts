/** Products on the GPU beside the same in float64. */

import type { Device } from "../../../../network/engines/webgpu/device.ts";
import type { GemmShape, Product, Tile } from "../../../../network/engines/webgpu/gemm.ts";
import {
  loneProduct,
  operandShapes,
  type ProductWork,
} from "../../../../network/engines/webgpu/lone_product.ts";
import type { Random } from "../../../../network/random.ts";

/** A product with so many rows in its mini-batch. */
export type Case = ProductWork & { readonly tile: Tile; readonly rows: number };

export const PRODUCTS: readonly Product[] = ["forward", "backward", "weights"];
const DIMENSIONS = [1, 3, 7, 10, 57, 100, 110, 784, 1000, 4000];
/** Multiply-adds of a network at most: those of the reference take the time. */
const LARGEST = 1e6;

/** A shape that any kernel may be given. */
export function randomShape(product: Product, random: Random): GemmShape {
  const pick = () => DIMENSIONS[random.below(DIMENSIONS.length)];
  while (true) {
    const [batch, n, other] = [pick(), pick(), pick()];
    if (batch * n * other > LARGEST) continue;
    return product === "weights" ? { batch, m: other, n } : { batch, n, k: other };
  }
}

/** One matrix for each network, its rows padded to whole vectors. */
interface Matrices {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Both sides of a product. */
export interface Operands {
  readonly a: Matrices;
  readonly b: Matrices;
}

/**
 * Normal numbers; 0 in the padding. NaN in the rows that aren't in the mini-batch and, as after a
 * divergence, in all of the second network.
 */
export function operands(work: Case, random: Random): Operands {
  const shapes = operandShapes(work);
  const matrices = ([rows, columns]: readonly [number, number], used: number): Matrices => {
    const width = 4 * Math.ceil(columns / 4);
    const data = Float32Array.from({ length: work.replicas * rows * width }, (_, i) => {
      const [row, column] = [Math.floor(i / width), i % width];
      if (Math.floor(row / rows) === 1 || row % rows >= used) return NaN;
      return column < columns ? random.normal() : 0;
    });
    return { rows, columns, data };
  };
  return {
    a: matrices(shapes.a, work.rows),
    b: matrices(shapes.b, work.product === "weights" ? work.rows : Infinity),
  };
}

/** C of all networks, from 0: what isn't written is 0, and what is written twice is twice as large. */
export async function compute(
  device: Device,
  { work, a, b }: Operands & { work: Case },
): Promise<Float32Array> {
  const product = await loneProduct(device, work);
  device.queue.writeBuffer(product.a, 0, a.data);
  device.queue.writeBuffer(product.b, 0, b.data);
  await product.run(1);
  const [bytes] = await device.read([{ buffer: product.c, offset: 0, size: product.c.size }]);
  product.free();
  return new Float32Array(bytes);
}

/** An element of C and the sum of its terms' magnitudes, in float64. */
export function expected(
  { product, shape, rows }: Case,
  { a, b, at: [network, row, column] }: Operands & { at: readonly [number, number, number] },
): { sum: number; size: number } {
  let [sum, size] = [0, 0];
  for (let i = 0; i < (product === "weights" ? rows : shape.k!); i++) {
    const left = element(a, { network, at: product === "weights" ? [i, row] : [row, i] });
    const right = element(b, { network, at: product === "backward" ? [column, i] : [i, column] });
    sum += left * right;
    size += Math.abs(left * right);
  }
  return { sum, size };
}

function element(
  { rows, columns, data }: Matrices,
  { network, at: [row, column] }: { network: number; at: readonly number[] },
): number {
  return data[(network * rows + row) * 4 * Math.ceil(columns / 4) + column];
}
