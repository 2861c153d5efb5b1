/**
 * A layer whose matrix products a BLAS does, as WebAssembly text: the calls, and what there is to do
 * besides. Its matrices lie row-major.
 *
 * @module
 */

import type { Kernel } from "../../../optimizers/kernel.ts";
import type { LayerLayout } from "./layout.ts";
import { inMode } from "./mode.ts";
import { advance, get, int, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/** A matrix: its address, and bytes from one row to the next. */
interface Matrix {
  readonly at: string;
  readonly row: number;
  readonly transposed?: true;
}

/** The import that `Product` of `blas.ts` is. */
export const IMPORT = `(import "host" "product" (func $product (param ${"i32 ".repeat(11)})))`;

/** As `forward` of `layers.ts`. */
export function forwardByBlas(
  layer: LayerLayout,
  { to, next, path }: {
    to: { address: number; row: number; floor: string };
    next: LayerLayout | undefined;
    path: Kernel["geometry"];
  },
): string {
  const vectors = vectorsOf(layer);
  const product = callProduct({
    a: { at: int(layer.input), row: layer.inputRow },
    b: { at: int(layer.weights), row: layer.weightRow },
    c: { at: int(to.address), row: to.row },
  }, { rows: get("$rows"), columns: int(4 * vectors), k: int(layer.fanIn) });
  const thresholds = layer.weights + (layer.rows - 1) * layer.weightRow;
  return `
  ${product}
  (call $activate ${get("$rows")} ${int(to.address)} ${int(to.row)} ${int(vectors)}
    ${int(thresholds)} (f32.const ${to.floor}))
  ${
    path && next
      ? inMode(
        "learning",
        callGamma("$gamma_in", layer, [layer.gammaIn, next.gammaIn, next.scaleIn]),
      )
      : ""
  }`;
}

/** As `backward` of `layers.ts`. */
export function backwardByBlas(
  layer: LayerLayout,
  { below, path }: { below: LayerLayout; path: Kernel["geometry"] },
): string {
  const vectors = vectorsOf(below);
  const product = callProduct({
    a: { at: int(layer.delta), row: layer.deltaRow },
    b: { at: int(layer.weights), row: layer.weightRow, transposed: true },
    c: { at: int(below.delta), row: below.deltaRow },
  }, { rows: get("$rows"), columns: int(4 * vectors), k: int(layer.fanOut) });
  return `
  ${product}
  (call $mask ${get("$rows")} ${int(below.delta)} ${int(below.deltaRow)} ${int(vectors)}
    ${int(layer.input)} ${int(layer.inputRow)})
  ${path ? callGamma("$gamma_out", layer, [layer.gammaOut, below.gammaOut, below.scaleOut]) : ""}`;
}

/** As `weights` of `layers.ts`, with the text that bounds the weights; the gradient as a whole. */
export function weightsByBlas(
  layer: LayerLayout,
  { scratch, bound }: { scratch: number; bound: string },
): string {
  const gradient = (to: string) =>
    callProduct({
      a: { at: int(layer.input), row: layer.inputRow, transposed: true },
      b: { at: int(layer.delta), row: layer.deltaRow },
      c: { at: to, row: layer.weightRow },
    }, { rows: int(layer.rows), columns: int(4 * vectorsOf(layer)), k: get("$rows") });
  const row = `(call $update_row ${get("$w")} ${get("$b")} ${int(vectorsOf(layer))}
      ${get("$uniforms")} ${get("$scale")} ${int(layer.scaleOut)})
    ${advance("$w", layer.weightRow)}
    ${advance("$b", layer.weightRow)}
    ${advance("$scale", 4)}`;
  return `
  (if ${get("$target")}
    (then ${gradient(`(i32.add ${int(layer.weights)} ${get("$target")})`)})
    (else
      ${gradient(int(scratch))}
      ${set("$w", int(layer.weights))}
      ${set("$b", int(scratch))}
      ${set("$scale", int(layer.scaleIn))}
      ${set("$p", int(layer.rows))}
      ${whileAtLeast("$p", 1, row)}
      ${bound}))`;
}

/** Vectors of four that are computed of a row of a layer's weights. */
function vectorsOf({ wide, narrow }: LayerLayout): number {
  return 2 * wide + narrow;
}

/** C = A B. */
function callProduct(
  { a, b, c }: { a: Matrix; b: Matrix; c: Matrix },
  { rows, columns, k }: { rows: string; columns: string; k: string },
): string {
  const transposed = [a, b].map((matrix) => int(matrix.transposed ? 1 : 0)).join(" ");
  const matrices = [a, b, c].map(({ at, row }) => `${at} ${int(row / 4)}`).join(" ");
  return `(call $product ${transposed} ${rows} ${columns} ${k} ${matrices})`;
}

/** γ of the units on one side of a layer, from those on the other. */
function callGamma(
  kernel: "$gamma_in" | "$gamma_out",
  layer: LayerLayout,
  addresses: readonly [from: number, gamma: number, scale: number],
): string {
  return `(call ${kernel} ${int(layer.weights)} ${int(layer.weightRow)} ${int(layer.rows - 1)}
    ${int(vectorsOf(layer))} ${addresses.map(int).join(" ")})`;
}

/**
 * What follows a product, over `$rows` rows of `$vectors` vectors at `$c`, `$ldc` bytes apart:
 *
 * - `$activate`: C = max(floor, bias + C);
 * - `$mask`: C = C ⊙ [mask > 0].
 */
export function passes(): string {
  return `
(func $activate (param $rows i32) (param $c i32) (param $ldc i32) (param $vectors i32)
  (param $bias i32) (param $floor f32)
  (local $at i32) (local $from i32) (local $left i32) ${locals("v128", ["$low"])}
  ${set("$low", `(f32x4.splat ${get("$floor")})`)}
  ${
    overRows({
      beside: "$bias",
      value: `(f32x4.pmax (f32x4.add ${load(get("$from"))} ${load(get("$at"))}) ${get("$low")})`,
    })
  })
(func $mask (param $rows i32) (param $c i32) (param $ldc i32) (param $vectors i32)
  (param $mask i32) (param $ldm i32)
  (local $at i32) (local $from i32) (local $left i32)
  ${
    overRows({
      beside: "$mask",
      value: `(v128.and ${load(get("$at"))} (f32x4.gt ${load(get("$from"))} ${splat(0)}))`,
      after: advance("$mask", get("$ldm")),
    })
  })`;
}

/**
 * Puts `value` in the place of each vector of C, at `$at`, with `$from` at the same place of a row at
 * `beside`; then `after`, once a row.
 */
function overRows(
  { beside, value, after = "" }: { beside: string; value: string; after?: string },
): string {
  return whileAtLeast(
    "$rows",
    1,
    `${set("$at", get("$c"))}
    ${set("$from", get(beside))}
    ${set("$left", get("$vectors"))}
    ${
      whileAtLeast(
        "$left",
        1,
        `${store(get("$at"), value)} ${advance("$at", 16)} ${advance("$from", 16)}`,
      )
    }
    ${advance("$c", get("$ldc"))}
    ${after}`,
  );
}
