/**
 * Sums over mini-batch gradients, as WebAssembly text. They are kept in float64, two numbers at a time:
 * a pass may have thousands of mini-batches, whose gradients nearly cancel or hardly differ.
 *
 * @module
 */

import { advance, each, get, locals, set, store, whileAtLeast } from "./wat.ts";

/** Coordinates in a turn of a loop. */
const TURN = 4;
/** Of those, the ones in a vector of float64. */
const PAIR = 2;

/**
 * `$accumulate`: takes the gradient at `$g`, `$count` float32 in all, into the mean at `$mean`, as many
 * float64, as one of 1 / `$share` gradients; adds to the globals `$squares` and `$deviations`.
 *
 * `$accumulate_scaled`: adds Σ (s g)² to the global `$scaled`, with s at `$s`, float32.
 *
 * `$count` is a multiple of 4.
 */
export function norms(): string {
  const turn = (i: number) => `
    ${set("$x", widened("$g", i))}
    ${set("$m", `(v128.load offset=${16 * i} align=8 ${get("$mean")})`)}
    ${set("$before", `(f64x2.sub ${get("$x")} ${get("$m")})`)}
    ${set("$m", `(f64x2.add ${get("$m")} (f64x2.mul ${get("$before")} ${get("$part")}))`)}
    ${store(get("$mean"), get("$m"), 16 * i)}
    ${addProduct(`$squares${i}`, get("$x"), get("$x"))}
    ${addProduct(`$deviations${i}`, get("$before"), `(f64x2.sub ${get("$x")} ${get("$m")})`)}`;
  const scaledTurn = (i: number) => `
    ${set("$x", `(f64x2.mul ${widened("$g", i)} ${widened("$s", i)})`)}
    ${addProduct(`$scaled${i}`, get("$x"), get("$x"))}`;
  const next = (name: string) => advance(name, 4 * TURN);
  return `
(global $squares (export "squares") (mut f64) (f64.const 0))
(global $deviations (export "deviations") (mut f64) (f64.const 0))
(global $scaled (export "scaled") (mut f64) (f64.const 0))
(func $accumulate (param $g i32) (param $mean i32) (param $count i32) (param $share f64)
  ${locals("v128", ["$x", "$m", "$before", "$part", ...sums("$squares"), ...sums("$deviations")])}
  ${set("$part", `(f64x2.splat ${get("$share")})`)}
  ${
    whileAtLeast(
      "$count",
      TURN,
      `${each(TURN / PAIR, turn)} ${next("$g")} ${advance("$mean", 8 * TURN)}`,
    )
  }
  ${addTo("$squares")} ${addTo("$deviations")})
(func $accumulate_scaled (param $g i32) (param $s i32) (param $count i32)
  ${locals("v128", ["$x", ...sums("$scaled")])}
  ${whileAtLeast("$count", TURN, `${each(TURN / PAIR, scaledTurn)} ${next("$g")} ${next("$s")}`)}
  ${addTo("$scaled")})`;
}

/** Sets the sums to zero. */
export function resetNorms(): string {
  return ["$squares", "$deviations", "$scaled"]
    .map((name) => `(global.set ${name} (f64.const 0))`).join(" ");
}

/** The i-th pair of floats at an address, as float64. */
function widened(address: string, i: number): string {
  return `(f64x2.promote_low_f32x4 (v128.load64_zero offset=${8 * i} align=4 ${get(address)}))`;
}

function addProduct(sum: string, left: string, right: string): string {
  return set(sum, `(f64x2.add ${get(sum)} (f64x2.mul ${left} ${right}))`);
}

/** The locals in which a sum is kept, one for each pair of a turn, so that none waits for another. */
function sums(name: string): string[] {
  return Array.from({ length: TURN / PAIR }, (_, i) => `${name}${i}`);
}

/** Adds the locals of a sum to the global of that name. */
function addTo(name: string): string {
  const pairs = sums(name).map(get).reduce((left, right) => `(f64x2.add ${left} ${right})`);
  return `${set("$x", pairs)}
  (global.set ${name} (f64.add (global.get ${name})
    (f64.add (f64x2.extract_lane 0 ${get("$x")}) (f64x2.extract_lane 1 ${get("$x")}))))`;
}
