/**
 * The wasm engine's matrix products, one by one, as its training step calls them.
 *
 * @module
 */

import { type Arithmetic, gemm, transpose } from "../../network/engines/wasm/gemm.ts";
import { type JoinedNames, joinedProducts } from "../../network/engines/wasm/joined.ts";
import { backward, forward, weights } from "../../network/engines/wasm/layers.ts";
import { type Layout, layOut } from "../../network/engines/wasm/layout.ts";
import { locals } from "../../network/engines/wasm/wat.ts";
import { stream } from "../../network/random.ts";
import { assemble } from "./assemble.ts";
import { noise } from "./measuring.ts";
import { type LayerProduct, productsOf } from "./operations.ts";

/** A product that is ready to run. */
export interface ReadyProduct extends LayerProduct {
  run(): void;
}

/**
 * Prepares the products of a network, over one mini-batch. `backward` includes the packing of Wᵀ;
 * `weights` is the gradient alone, panel by panel, without the updates in between.
 *
 * @param sizes Layer sizes [D, H1, …, C].
 * @param options.batch Examples of the mini-batch.
 * @param options.joined Whether V8 joins vectors: then as the engine does them there.
 */
export async function layerProducts(
  sizes: readonly number[],
  { batch, arithmetic, joined }: { batch: number; arithmetic: Arithmetic; joined: boolean },
): Promise<ReadyProduct[]> {
  const layout = layOut({
    sizes,
    batchSize: batch,
    states: 0,
    uniforms: 0,
    sets: { train: noise({ count: 1, inputs: sizes[0], classes: sizes[sizes.length - 1] }) },
  });
  const memory = new WebAssembly.Memory({ initial: layout.pages });
  const random = stream(1, "kernels");
  // numbers as weights and activations are: not zeros, not denormal
  const floats = new Float32Array(memory.buffer);
  for (let i = 0; i < floats.length; i++) floats[i] = random.uniform() / 10;
  const products = productsOf(sizes);
  const code = await assemble<Record<string, (rows: number) => void>>(
    moduleOf(products, { layout, batch, arithmetic, joined }),
    memory,
  );
  return products.map((product) => ({ ...product, run: () => code[nameOf(product)](batch) }));
}

function nameOf({ kernel, layer }: LayerProduct): string {
  return `${kernel}_${layer}`;
}

function moduleOf(
  products: readonly LayerProduct[],
  { layout, batch, arithmetic, joined }: {
    layout: Layout;
    batch: number;
    arithmetic: Arithmetic;
    joined: boolean;
  },
): string {
  const made = joined ? joinedProducts({ layout, batchSize: batch, arithmetic }) : undefined;
  const indices = ["$p", "$w", "$b", "$c", "$mask", "$gamma", "$scale", "$done"];
  return `(module
(import "host" "memory" (memory ${layout.pages}))
${gemm(arithmetic)}
${transpose()}
${made?.text ?? ""}
;; updates that leave the weights as they are
(func $update_wide (param i32 i32 i32 i32 i32 i32))
(func $update_narrow (param i32 i32 i32 i32 i32 i32))
${
    products.map((product) => `
(func (export "${nameOf(product)}") (param $rows i32)
  ${locals("i32", [...indices, "$uniforms", "$target"])}
  ${textOf(product, { layout, batch, joined: made?.names[product.layer] ?? {} })})`).join("\n")
  })`;
}

/** A product of one layer in the step's own words, in the Euclidean geometry. */
function textOf(
  { kernel, layer: l }: LayerProduct,
  { layout, batch, joined }: { layout: Layout; batch: number; joined: JoinedNames },
): string {
  const { layers } = layout;
  const products = { layer: layers[l], joined };
  switch (kernel) {
    case "forward":
      return forward(products, { next: layers[l + 1], path: undefined });
    case "backward":
      return backward(products, { below: layers[l - 1], layout, path: undefined });
    case "weights":
      return weights(products, { layout, batchSize: batch, bounded: false });
  }
}
