/**
 * What training computes and what it touches, counted from the sizes of the layers.
 *
 * @module
 */

/** The three matrix products of a layer. */
export type Product = "forward" | "backward" | "weights";

/** A product of a training step. */
export interface LayerProduct {
  readonly kernel: Product;
  /** Of which layer's weights, from 0. */
  readonly layer: number;
}

/** The products of a step: none towards the inputs, which have no gradient to pass on. */
export function productsOf(sizes: readonly number[]): LayerProduct[] {
  return sizes.slice(1).flatMap((_, layer): LayerProduct[] => [
    { kernel: "forward", layer },
    ...(layer === 0 ? [] : [{ kernel: "backward", layer } as const]),
    { kernel: "weights", layer },
  ]);
}

/**
 * Multiply-adds of training on so many examples once: fan-in × fan-out for each product of each layer and
 * each example. Thresholds, the loss and the update are not counted, nor is what pads a matrix to the
 * engine's tiles. The size of the mini-batches has no part in it, so that a smaller last one has none.
 *
 * @param sizes Layer sizes [D, H1, …, C].
 */
export function multiplyAdds(sizes: readonly number[], examples: number): number {
  return productsOf(sizes)
    .reduce((sum, { layer }) => sum + examples * sizes[layer] * sizes[layer + 1], 0);
}

/** Multiply-adds and operands of a piece of work. */
interface Work {
  readonly multiplyAdds: number;
  /** Floats of the matrices that it reads or writes, each once. */
  readonly floats: number;
}

/** One product over a mini-batch: two matrices read and one written. */
export function productWork(
  sizes: readonly number[],
  { layer }: LayerProduct,
  batch: number,
): Work {
  const [fanIn, fanOut] = [sizes[layer], sizes[layer + 1]];
  return {
    multiplyAdds: batch * fanIn * fanOut,
    floats: batch * fanIn + batch * fanOut + fanIn * fanOut,
  };
}

/**
 * A whole step: weights and the rule's state, activations, and ∂L/∂z of each layer.
 *
 * @param options.states Number of states of the update rule.
 */
export function stepWork(
  sizes: readonly number[],
  { batch, states }: { batch: number; states: number },
): Work {
  const units = sizes.slice(1).reduce((sum, size) => sum + size, 0);
  const weights = sizes.slice(1).reduce((sum, fanOut, l) => sum + sizes[l] * fanOut, 0);
  return {
    multiplyAdds: multiplyAdds(sizes, batch),
    floats: (1 + states) * weights + batch * (sizes[0] + 2 * units),
  };
}

/** Floating-point operations a byte of operands; a multiply-add is two. */
export function intensity({ multiplyAdds, floats }: Work): number {
  return 2 * multiplyAdds / (4 * floats);
}
