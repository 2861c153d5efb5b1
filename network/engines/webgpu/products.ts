/**
 * The matrix products of a setup: of which matrices, and with which tile.
 *
 * @module
 */

import { type BatchShape, declareBatch } from "./batch.ts";
import { type Binding, declare, reads, writes } from "./bindings.ts";
import type { Call, Device } from "./device.ts";
import { gemm, type GemmShape, partialSize, type Product } from "./gemm.ts";
import { type LayerLayout, VECTOR } from "./layout.ts";
import { chooseTile } from "./tiles.ts";
import { fastestTile } from "./tune.ts";

/** The sizes of a layer's product. */
function shapeOf(
  product: Product,
  { fanIn, fanOut, rows }: LayerLayout,
  batch: number,
): GemmShape {
  return {
    forward: { batch, n: fanOut, k: rows },
    backward: { batch, n: fanIn, k: fanOut },
    weights: { batch, m: rows, n: fanOut },
  }[product];
}

/** Bytes of the partial sums that the products of some layers take at most. */
export function partialBytes(
  layout: readonly LayerLayout[],
  { batch, ...place }: { batch: number; replicas: number; software: boolean },
): number {
  const products: Product[] = ["forward", "backward", "weights"];
  const sizes = layout.flatMap((layer) =>
    products.map((product) => {
      const work = { product, shape: shapeOf(product, layer, batch), ...place };
      return partialSize({ ...work, tile: chooseTile(work) }); // of the same slices as the fastest
    })
  );
  return VECTOR * Math.max(...sizes);
}

/** Compiles the product of layer `l` of these matrices, followed by an epilogue. */
export type Multiply = (
  product: Product,
  l: number,
  options: {
    a: GPUBuffer;
    b: GPUBuffer;
    /** The buffers of the epilogue. */
    bindings: readonly Binding[];
    /** WGSL of `store`. */
    epilogue: string;
  },
) => Promise<Call[]>;

/**
 * The products of some layers on a device.
 *
 * @param setting.partial Partial sums, of {@link partialBytes}.
 */
export function multiplier(
  device: Device,
  setting: {
    layout: readonly LayerLayout[];
    batch: number;
    shape: BatchShape;
    partial: GPUBuffer;
  },
): Multiply {
  const { layout, batch, shape, partial } = setting;
  return async (product, l, { a, b, bindings, epilogue }) => {
    const layer = layout[l];
    const { replicas } = shape;
    const work = { product, shape: shapeOf(product, layer, batch), replicas };
    const tile = await fastestTile(device, work);
    const all = [
      ...reads({ a, b }),
      ...(tile.slices > 1 ? writes({ partial }) : []),
      ...bindings,
    ];
    const host = declareBatch(shape) + declare(all) + epilogue;
    const dispatches = gemm({ ...work, tile, ...operands(product, layer, batch), host });
    return await Promise.all(dispatches.map((dispatch) => device.compile(dispatch, all)));
  };
}

/** How both operands of a product lie. */
function operands(product: Product, { rows, stride, inputStride }: LayerLayout, batch: number) {
  const activations = { stride: inputStride, replica: batch * inputStride };
  const deltas = { stride, replica: batch * stride };
  const weights = { stride, replica: rows * stride };
  return {
    forward: { a: activations, b: weights },
    backward: { a: deltas, b: weights },
    weights: { a: activations, b: deltas },
  }[product];
}
