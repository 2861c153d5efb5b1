/**
 * Max-norm, as WebAssembly text: the projection of `network/max_norm.ts`, a panel of units at a time.
 *
 * @module
 */

import { advance, each, get, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/**
 * `$bound_wide` and `$bound_narrow`: scale each column of a panel at `$w` of `$rows` rows, `$row` bytes
 * apart, the edges into one unit, down to an ℓ2 norm of at most `bound`.
 */
export function maxNorm(bound: number): string {
  return [1, 2].map((vectors) => {
    const weight = (v: number) => load(get("$at"), 16 * v);
    const overRows = (body: string) => `
  ${set("$at", get("$w"))}
  ${set("$left", get("$rows"))}
  ${whileAtLeast("$left", 1, `${body} ${advance("$at", get("$row"))}`)}`;
    const square = (v: number) =>
      set("$x", weight(v)) +
      set(`$c${v}`, `(f32x4.add ${get(`$c${v}`)} (f32x4.mul ${get("$x")} ${get("$x")}))`);
    const factor = (v: number) =>
      set("$x", `(f32x4.sqrt ${get(`$c${v}`)})`) +
      set(
        `$c${v}`,
        `(v128.bitselect (f32x4.div ${splat(bound)} ${get("$x")}) ${splat(1)}
          (f32x4.gt ${get("$x")} ${splat(bound)}))`,
      );
    const scale = (v: number) =>
      store(get("$at"), `(f32x4.mul ${weight(v)} ${get(`$c${v}`)})`, 16 * v);
    return `
(func $bound_${vectors === 1 ? "narrow" : "wide"} (param $w i32) (param $row i32) (param $rows i32)
  (local $at i32) (local $left i32) ${locals("v128", ["$x", "$c0", "$c1"])}
  ${overRows(each(vectors, square))}
  ${each(vectors, factor)}
  ${overRows(each(vectors, scale))})`;
  }).join("\n");
}
