/**
 * One tile of a product for two panels at a time (16 columns), as WebAssembly text that V8 turns into
 * 256-bit code.
 *
 * WebAssembly's vectors have 128 bits. V8 can join two instructions on neighbouring vectors into one of
 * 256 bits (`--experimental-wasm-revectorize`; `joins.ts` finds out whether it does), but not across the
 * bounds check that goes before a load or a store. An access to a constant address has no such check, so
 * here all that is to be joined lies at constant addresses: a block of the right-hand side, copied there
 * once for all rows, and the sums of one tile. The k values of a block are written out one by one, each
 * with its own addresses.
 *
 * Each sum runs over k in the same order as in `gemm.ts`: the bits are the same.
 *
 * @module
 */

import { type Arithmetic, multiplyAdd, PANEL_ROW } from "./gemm.ts";
import type { Layout } from "./layout.ts";
import { advance, each, get, int, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/** Rows of a tile: with 16 columns its sums fill 10 of 16 registers, and 100 rows are 20 tiles. */
export const TILE = 5;
/** Rows of a taller tile, for as long as what remains is no multiple of 5. */
export const TALL = TILE + 1;
/** Vectors of four in a row of a tile: two panels. */
const VECTORS = 4;
/** Bytes of a row of a tile, and of a block. */
const ROW = 16 * VECTORS;
/** Values of k in a block at most: long enough that loading and storing the sums costs little. */
export const BLOCK_ROWS = 104;
/** Bytes of the sums of a tile. */
export const SUM_BYTES = TALL * ROW;
/** Bytes of a block. */
export const BLOCK_BYTES = BLOCK_ROWS * ROW;

/** Where tiles find their left-hand side A. */
export interface LeftSide {
  /** Bytes from a row of A to the next. */
  readonly row: number;
  /** Bytes from A(r, 0) to A(r, k), for k inside a block. */
  readonly at: (k: number) => number;
}

/** `$block`: copies rows of two panels at `$b`, `$panel` bytes apart, to where tiles read them. */
export function copyBlock({ block }: Pick<Layout, "block">): string {
  return `
(func $block (param $b i32) (param $panel i32) (param $rows i32) (local $to i32) (local $d i32)
  ${set("$to", int(block))}
  ${set("$d", `(i32.add ${get("$b")} ${get("$panel")})`)}
  ${
    whileAtLeast(
      "$rows",
      1,
      `${
        each(
          VECTORS,
          (v) => store(get("$to"), load(get(v < 2 ? "$b" : "$d"), 16 * (v % 2)), 16 * v),
        )
      }
      ${advance("$b", PANEL_ROW)}
      ${advance("$d", PANEL_ROW)}
      ${advance("$to", ROW)}`,
    )
  })`;
}

/**
 * The ways into and out of the sums of a tile of so many rows of C: `$sums_bias`, `$sums_zero` and
 * `$sums_from` (C itself) begin; `$sums_to` (the larger of a sum and `$floor`) and `$sums_masked` end.
 */
export function waysOfSums(rows: number, { sums }: Pick<Layout, "sums">): string {
  const sum = (r: number, v: number) => sums + r * ROW + 16 * v;
  const eachSum = (text: (r: number, v: number) => string, next = "") =>
    each(rows, (r) => each(VECTORS, (v) => text(r, v)) + (r + 1 < rows ? next : ""));
  const c = (v: number) => v < 2 ? get("$c") : get("$d");
  const second = set("$d", `(i32.add ${get("$c")} ${get("$cpanel")})`);
  const nextRow = advance("$c", get("$ldc")) + advance("$d", get("$ldc"));
  const tileOfC = "(param $c i32) (param $ldc i32) (param $cpanel i32)";
  return `
(func $sums_bias_${rows} (param $bias i32) (param $panel i32) (local $x v128) (local $d i32)
  ${set("$d", `(i32.add ${get("$bias")} ${get("$panel")})`)}
  ${
    each(VECTORS, (v) =>
      set("$x", load(get(v < 2 ? "$bias" : "$d"), 16 * (v % 2))) +
      each(rows, (r) => store(int(0), get("$x"), sum(r, v))))
  })
(func $sums_zero_${rows}
  ${eachSum((r, v) => store(int(0), splat(0), sum(r, v)))})
(func $sums_from_${rows} ${tileOfC} (local $d i32)
  ${second}
  ${eachSum((r, v) => store(int(0), load(c(v), 16 * (v % 2)), sum(r, v)), nextRow)})
(func $sums_to_${rows} ${tileOfC} (param $floor f32) (local $d i32) (local $low v128)
  ${second}
  ${set("$low", `(f32x4.splat ${get("$floor")})`)}
  ${
    eachSum(
      (r, v) => store(c(v), `(f32x4.pmax ${load(int(0), sum(r, v))} ${get("$low")})`, 16 * (v % 2)),
      nextRow,
    )
  })
(func $sums_masked_${rows} ${tileOfC} (param $mask i32) (param $ldm i32) (local $d i32)
  ${second}
  ${
    eachSum((r, v) => {
      const live = `(f32x4.gt ${load(get("$mask"), 16 * v)} ${splat(0)})`;
      return store(c(v), `(v128.and ${load(int(0), sum(r, v))} ${live})`, 16 * (v % 2));
    }, nextRow + advance("$mask", get("$ldm")))
  })`;
}

/** Adds to a tile's sums its products over one block of k values, A's first row and value at `$a`. */
export function tile(
  name: string,
  { rows, k, left, layout, arithmetic }: {
    rows: number;
    k: number;
    left: LeftSide;
    layout: Pick<Layout, "block" | "sums">;
    arithmetic: Arithmetic;
  },
): string {
  const sum = (r: number, v: number) => `$s${r}${v}`;
  const eachSum = (text: (name: string, address: number) => string) =>
    each(rows, (r) => each(VECTORS, (v) => text(sum(r, v), layout.sums + r * ROW + 16 * v)));
  const range = (count: number) => Array.from({ length: count }, (_, i) => i);
  const term = (u: number) =>
    each(VECTORS, (v) => set(`$b${v}`, load(int(0), layout.block + u * ROW + 16 * v))) +
    each(
      rows,
      (r) =>
        set("$x", `(v128.load32_splat offset=${r * left.row + left.at(u)} ${get("$a")})`) +
        each(
          VECTORS,
          (v) => set(sum(r, v), multiplyAdd(arithmetic, { x: "$x", b: `$b${v}`, sum: sum(r, v) })),
        ),
    );
  return `
(func $${name} (param $a i32)
  ${locals("v128", ["$x", ...range(VECTORS).map((v) => `$b${v}`)])}
  ${locals("v128", range(rows).flatMap((r) => range(VECTORS).map((v) => sum(r, v))))}
  ${eachSum((name, address) => set(name, load(int(0), address)))}
  ${each(k, term)}
  ${eachSum((name, address) => store(int(0), get(name), address))})`;
}
