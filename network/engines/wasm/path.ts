/**
 * The path geometry (N, Algorithm 1), as WebAssembly text: γ_in and γ_out of every unit, each computed
 * while the panel of weights that it needs is in cache for a matrix product.
 *
 * Beside each γ its reciprocal power γ^(−2/p) is kept, so that the update of an edge u → v multiplies
 * its gradient by γ_in(u)^(−2/p) γ_out(v)^(−2/p) = 1 / γ_p(e). It is 0 where γ is 0, or too small for
 * its reciprocal to be finite: a unit on no path gets no update.
 *
 * @module
 */

import { PANEL_ROW } from "./gemm.ts";
import { power } from "./rule.ts";
import { advance, each, get, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/** Least γ whose reciprocal is finite: the least normal float32. */
const LEAST = 2 ** -126;

/**
 * `$gamma_wide` and `$gamma_narrow`: Σ_r γ(r) |w_rv|^p for the columns v of a panel at `$w` of
 * `$rows` rows, with γ(r) at `$from`; the sums go to `$gamma`, their powers −2/p to `$scale`.
 *
 * With a panel of W this is γ_in of the units it leads to; with a panel of Wᵀ, γ_out of the units it
 * comes from.
 */
export function gamma(p: number): string {
  return [1, 2].map((vectors) => {
    const weight = (v: number) => load(get("$w"), 16 * v);
    const sum = (v: number) => get(`$sum${v}`);
    return `
(func $gamma_${vectors === 1 ? "narrow" : "wide"} (param $w i32) (param $rows i32) (param $from i32)
  (param $gamma i32) (param $scale i32)
  ${locals("v128", ["$x", "$row", "$sum0", "$sum1"])}
  ${
      whileAtLeast(
        "$rows",
        1,
        `${set("$row", `(v128.load32_splat ${get("$from")})`)}
        ${each(vectors, (v) => addTerm(`$sum${v}`, { weight: weight(v), gamma: get("$row"), p }))}
        ${advance("$w", PANEL_ROW)}
        ${advance("$from", 4)}`,
      )
    }
  ${each(vectors, (v) => store(get("$gamma"), sum(v), 16 * v))}
  ${each(vectors, (v) => store(get("$scale"), reciprocal(sum(v), p), 16 * v))})`;
  }).join("\n");
}

/** sum = sum + γ |w|^p, by way of the local `$x`. */
export function addTerm(
  sum: string,
  { weight, gamma, p }: { weight: string; gamma: string; p: number },
): string {
  return set("$x", `(f32x4.abs ${weight})`) +
    set(sum, `(f32x4.add ${get(sum)} (f32x4.mul ${gamma} ${power(get("$x"), p)}))`);
}

/** γ^(−2/p), and 0 where that is not finite. */
export function reciprocal(gamma: string, p: number): string {
  return `(v128.and ${power(gamma, -2 / p)} (f32x4.ge ${gamma} ${splat(LEAST)}))`;
}
