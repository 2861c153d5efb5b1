/**
 * The three matrix products of a training step, as WebAssembly text.
 *
 * Matrices that are the right-hand side of a product are kept in **panels** of 8 columns: panel p holds
 * columns 8p … 8p + 7, row after row, so a row of a panel is two vectors of four floats. A last panel
 * of at most 4 live columns is computed one vector wide ("narrow"), at the same stride.
 *
 * Each product runs panel by panel, and within a panel over tiles of 6 rows: 12 sums stay in
 * registers while k runs, each k costs 6 broadcasts, 2 loads and 12 multiply-adds.
 *
 * @module
 */

import { transposeFour, TRANSPOSING } from "./four.ts";
import { advance, each, get, int, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/** Columns of a panel. */
export const PANEL = 8;
/** Bytes of a row of a panel. */
export const PANEL_ROW = 4 * PANEL;
/** Rows of a full tile. */
const TILE = 6;
/** Values of k in a turn of the inner loop: long enough that short products pay little for it. */
const BLOCK = PANEL;
/** Values of k of what remains that are taken together: 100 and 300 inputs are multiples of 4. */
const HALF = BLOCK / 2;

/** How the left-hand side of a product is laid out. */
type Access =
  /** A row's elements follow each other in eights; the eights are `jump` bytes apart. */
  | { kind: "rows"; jump: string }
  /** The tile's rows follow each other; k moves by `stride` bytes. */
  | { kind: "columns"; stride: string };

/** Whether multiply-add is the relaxed instruction, which is fused where the processor can. */
export type Arithmetic = "relaxed-simd" | "simd";

/**
 * The product kernels, each `_wide` (8 columns) and `_narrow` (4 columns):
 *
 * - `$forward`: C = max(floor, bias + A B), A of shape (rows × k) row-major;
 * - `$backward`: C = (A B) ⊙ [mask > 0], A of shape (rows × k) in panels `$panel` bytes apart;
 * - `$weights`: C = Aᵀ B, A of shape (k × rows) row-major.
 *
 * B is one panel of shape (k × 8), C has `rows` rows of one panel's width. `$lda`, `$ldc` and `$ldm`
 * are the bytes from one row of A, of C and of the mask to the next.
 */
export function gemm(arithmetic: Arithmetic): string {
  return [1, 2].map((vectors) => {
    const suffix = vectors === 1 ? "narrow" : "wide";
    const make = (rows: number) => ({ rows, vectors, arithmetic });
    return `
(func $forward_${suffix} (param $rows i32) (param $a i32) (param $lda i32)
  (param $b i32) (param $k i32) (param $bias i32) (param $c i32) (param $ldc i32) (param $floor f32)
  ${tileLocals(vectors)} (local $low v128)
  ${set("$low", `(f32x4.splat ${get("$floor")})`)}
  ${
      overTiles((rows) =>
        `${
          multiply(
            make(rows),
            { kind: "rows", jump: int(4 * BLOCK) },
            (v) => load(get("$bias"), 16 * v),
          )
        }
        ${set("$to", get("$c"))}
        ${
          each(
            rows,
            (r) =>
              each(vectors, (v) =>
                store(get("$to"), `(f32x4.pmax ${sum(r, v)} ${get("$low")})`, 16 * v)) +
              advance("$to", get("$ldc")),
          )
        }
        ${advance("$a", scaled("$lda", rows))}
        ${advance("$c", scaled("$ldc", rows))}`
      )
    })
(func $backward_${suffix} (param $rows i32) (param $a i32) (param $lda i32) (param $panel i32)
  (param $b i32) (param $k i32) (param $c i32) (param $ldc i32) (param $mask i32) (param $ldm i32)
  ${tileLocals(vectors)}
  ${
      overTiles((rows) =>
        `${multiply(make(rows), { kind: "rows", jump: get("$panel") }, () => splat(0))}
        ${
          each(rows, (r) =>
            each(vectors, (v) =>
              store(
                get("$c"),
                `(v128.and ${sum(r, v)} (f32x4.gt ${load(get("$mask"), 16 * v)} ${splat(0)}))`,
                16 * v,
              )) + advance("$c", get("$ldc")) + advance("$mask", get("$ldm")))
        }
        ${advance("$a", scaled("$lda", rows))}`
      )
    })
(func $weights_${suffix} (param $rows i32) (param $a i32) (param $lda i32)
  (param $b i32) (param $k i32) (param $c i32)
  ${tileLocals(vectors)}
  ${
      overTiles((rows) =>
        `${multiply(make(rows), { kind: "columns", stride: get("$lda") }, () => splat(0))}
        ${
          each(
            rows,
            (r) => each(vectors, (v) => store(get("$c"), sum(r, v), r * PANEL_ROW + 16 * v)),
          )
        }
        ${advance("$a", rows * 4)}
        ${advance("$c", rows * PANEL_ROW)}`
      )
    })`;
  }).join("\n");
}

/** Full tiles while there are rows for them, then one tile of what remains. */
function overTiles(tile: (rows: number) => string): string {
  return `${whileAtLeast("$rows", TILE, tile(TILE))}
  ${each(TILE - 1, (i) => `(if (i32.eq ${get("$rows")} ${int(i + 1)}) (then ${tile(i + 1)}))`)}`;
}

/** Sums of one tile: $sRV for row R and vector V, begun with `start` and run over all k. */
function multiply(
  tile: { rows: number; vectors: number; arithmetic: Arithmetic },
  access: Access,
  start: (vector: number) => string,
): string {
  const { rows, vectors, arithmetic } = tile;
  const byRows = access.kind === "rows";
  /** One value of k, `u` values after the pointers. */
  const term = (u: number) =>
    each(vectors, (v) => set(`$b${v}`, load(get("$pb"), u * PANEL_ROW + 16 * v))) +
    each(
      rows,
      (r) =>
        set(
          "$x",
          `(v128.load32_splat offset=${byRows ? 4 * u : 4 * r} ${get(byRows ? `$a${r}` : "$a0")})`,
        ) +
        each(vectors, (v) =>
          set(`$s${r}${v}`, multiplyAdd(arithmetic, { x: "$x", b: `$b${v}`, sum: `$s${r}${v}` }))),
    ) +
    (byRows ? "" : advance("$a0", access.stride));
  /** `count` values of k, after which the rows' pointers move by `jump`. */
  const terms = (count: number, jump: string) =>
    each(count, term) +
    (byRows ? each(rows, (r) => advance(`$a${r}`, jump)) : "") +
    advance("$pb", count * PANEL_ROW);
  return `
    ${set("$a0", get("$a"))}
    ${
    byRows
      ? each(rows - 1, (r) => set(`$a${r + 1}`, `(i32.add ${get(`$a${r}`)} ${get("$lda")})`))
      : ""
  }
    ${each(rows, (r) => each(vectors, (v) => set(`$s${r}${v}`, start(v))))}
    ${set("$pb", get("$b"))}
    ${set("$n", get("$k"))}
    ${whileAtLeast("$n", BLOCK, terms(BLOCK, byRows ? access.jump : ""))}
    ${whileAtLeast("$n", HALF, terms(HALF, int(4 * HALF)))}
    ${whileAtLeast("$n", 1, terms(1, int(4)))}`;
}

/** x b + sum of three locals. */
export function multiplyAdd(
  arithmetic: Arithmetic,
  { x, b, sum }: { x: string; b: string; sum: string },
): string {
  return arithmetic === "relaxed-simd"
    ? `(f32x4.relaxed_madd ${get(x)} ${get(b)} ${get(sum)})`
    : `(f32x4.add (f32x4.mul ${get(x)} ${get(b)}) ${get(sum)})`;
}

function sum(row: number, vector: number): string {
  return get(`$s${row}${vector}`);
}

function scaled(name: string, by: number): string {
  return `(i32.mul ${get(name)} ${int(by)})`;
}

function tileLocals(vectors: number): string {
  const range = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, i) => `${prefix}${i}`);
  return [
    locals("i32", ["$pb", "$n", "$to", ...range(TILE, "$a")]),
    locals("v128", ["$x", ...range(vectors, "$b")]),
    locals("v128", range(TILE, "$s").flatMap((row) => range(vectors, row))),
  ].join(" ");
}

/**
 * `$transpose`: one panel's worth of Wᵀ. Reads 8 rows, `$row` bytes apart, of every panel of W and
 * writes them as the (columns of W × 8) panel that `$backward` multiplies by.
 */
export function transpose(): string {
  /** Four rows from `$at` on, in halves of four columns: left in `$r00` … `$r03`, right in `$r10` …. */
  const fourRows = each(
    4,
    (r) =>
      each(2, (h) => set(`$r${h}${r}`, load(get("$at"), 16 * h))) + advance("$at", get("$row")),
  );
  const quadrant = (rows: number, half: number) =>
    transposeFour(
      [0, 1, 2, 3].map((r) => `$r${half}${r}`),
      (c, value) => store(get("$to"), value, (4 * half + c) * PANEL_ROW + 16 * rows),
    );
  const halves = each(2, (h) => locals("v128", [0, 1, 2, 3].map((r) => `$r${h}${r}`)));
  return `
(func $transpose (param $w i32) (param $row i32) (param $panel i32) (param $panels i32)
  (param $to i32)
  (local $at i32) ${halves} ${locals("v128", TRANSPOSING)}
  ${
    whileAtLeast(
      "$panels",
      1,
      `${set("$at", get("$w"))}
      ${each(2, (rows) => `${fourRows} ${quadrant(rows, 0)} ${quadrant(rows, 1)}`)}
      ${advance("$w", get("$panel"))}
      ${advance("$to", PANEL * PANEL_ROW)}`,
    )
  })`;
}
