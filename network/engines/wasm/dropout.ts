/**
 * Dropout, as WebAssembly text. The masks are those of `network/dropout.ts`, four units at a time.
 *
 * @module
 */

import { type Dropout, keptBelow, MIX } from "../../dropout.ts";
import { advance, get, int, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/**
 * `$drop`: zeroes the activations (`$rows` rows of `$vectors` vectors, `$stride` bytes apart) that the
 * mask of `$key` does not keep. `$keep`: multiplies them by the probability of keeping instead.
 */
export function dropout(dropout: Dropout): string {
  const kept = `(i32x4.lt_u ${get("$hash")} ${integers(keptBelow(dropout))})`;
  const hash = [
    `(v128.xor ${get("$hash")} (i32x4.shr_u ${get("$hash")} ${int(16)}))`,
    `(i32x4.mul ${get("$hash")} ${integers(MIX.first)})`,
    `(v128.xor ${get("$hash")} (i32x4.shr_u ${get("$hash")} ${int(13)}))`,
    `(i32x4.mul ${get("$hash")} ${integers(MIX.second)})`,
    `(v128.xor ${get("$hash")} (i32x4.shr_u ${get("$hash")} ${int(16)}))`,
  ].map((value) => set("$hash", value)).join("\n");
  const masked = `
    ${set("$hash", `(i32x4.add (i32x4.splat ${get("$key")}) ${get("$unit")})`)}
    ${hash}
    ${store(get("$at"), `(v128.and ${load(get("$at"))} ${kept})`)}
    ${set("$unit", `(i32x4.add ${get("$unit")} ${integers(4)})`)}`;
  const scaled = store(get("$at"), `(f32x4.mul ${load(get("$at"))} ${splat(dropout.keep)})`);
  return `
(func $drop (param $row i32) (param $stride i32) (param $rows i32) (param $vectors i32)
  (param $key i32)
  (local $at i32) (local $left i32) ${locals("v128", ["$hash", "$unit"])}
  ${
    overRows(
      masked,
      set("$unit", "(v128.const i32x4 0 1 2 3)"),
      advance("$key", int(MIX.row | 0)),
    )
  })
(func $keep (param $row i32) (param $stride i32) (param $rows i32) (param $vectors i32)
  (local $at i32) (local $left i32)
  ${overRows(scaled)})`;
}

/** Runs `body` for each vector of each row, `before` and `after` once a row. */
function overRows(body: string, before = "", after = ""): string {
  return whileAtLeast(
    "$rows",
    1,
    `${set("$at", get("$row"))}
    ${set("$left", get("$vectors"))}
    ${before}
    ${whileAtLeast("$left", 1, `${body} ${advance("$at", 16)}`)}
    ${after}
    ${advance("$row", get("$stride"))}`,
  );
}

/** The same 32-bit integer in all four lanes. */
function integers(value: number): string {
  return `(v128.const i32x4 ${Array(4).fill(value | 0).join(" ")})`;
}
