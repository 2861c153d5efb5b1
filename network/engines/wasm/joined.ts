/**
 * The matrix products once more, for two panels at a time: what `joined_tile.ts` does, over all rows and
 * all of k.
 *
 * @module
 */

import { type Arithmetic, PANEL, PANEL_ROW } from "./gemm.ts";
import {
  BLOCK_ROWS,
  copyBlock,
  type LeftSide,
  TALL,
  TILE,
  tile,
  waysOfSums,
} from "./joined_tile.ts";
import type { LayerLayout, Layout } from "./layout.ts";
import { advance, get, int, locals, set, whileAtLeast } from "./wat.ts";

/** Products shorter than this gain nothing: a tile's sums cost as much as its multiply-adds. */
const LEAST_K = 16;
/** Layers of fewer panels take no time worth the assembling and compiling. */
const LEAST_PANELS = 4;

/** A tile of C as arguments: its first row, the bytes between rows and between panels. */
const TILE_OF_C = `${get("$c")} ${get("$ldc")} ${get("$cpanel")}`;
/** A floor that changes nothing. */
const NO_FLOOR = "(f32.const -inf)";

/** k cut into blocks: all but the last of the same length, a multiple of 8. */
function blocksOf(k: number): { length: number; last: number; full: number } {
  const count = Math.ceil(k / BLOCK_ROWS);
  if (count === 1) return { length: k, last: k, full: 0 };
  const length = Math.ceil(k / count / 8) * 8;
  const full = Math.ceil(k / length) - 1;
  return { length, last: k - full * length, full };
}

/** A left-hand side of more than one block. */
interface BlockedLeftSide extends LeftSide {
  readonly address: number;
  /** Bytes from a block to one that is so many values of k further, a multiple of 8. */
  readonly jump: (k: number) => number;
}

/** What a product is made for. */
interface ProductOptions {
  /** Rows of C in a full mini-batch. */
  readonly rows: number;
  readonly k: number;
  readonly left: BlockedLeftSide;
  /** Further parameters. */
  readonly params?: string;
  /** The `$sums_…` with which tiles begin and end, and their arguments. */
  readonly start: Ways;
  readonly end: Ways;
}

interface Ways {
  readonly name: "bias" | "zero" | "to" | "masked";
  readonly args: string;
}

/**
 * `$NAME`: a product for two panels of B at `$b`, `$panel` bytes apart, to two panels of C at `$to`,
 * `$cpanel` bytes apart with `$ldc` bytes from row to row, block by block and tile by tile. Rows that
 * make no tile are left out: the function returns how many are done.
 */
function product(
  name: string,
  { rows, k, left, params = "", start, end }: ProductOptions,
  { layout, arithmetic }: { layout: Layout; arithmetic: Arithmetic },
): string {
  const { length, last, full } = blocksOf(k);
  const heights = heightsFor(rows);
  const call = ({ name, args }: Ways, height: number) => `(call $sums_${name}_${height} ${args})`;
  const pass = (k: number, end: Ways) => (height: number) => `
      (if ${get("$first")}
        (then ${call(start, height)}) (else (call $sums_from_${height} ${TILE_OF_C})))
      (call $${name}_${height}_${k} ${get("$a")})
      ${call(end, height)}
      ${advance("$a", height * left.row)}
      ${advance("$c", `(i32.mul ${get("$ldc")} ${int(height)})`)}
      ${advance("$n", -height)}`;
  const block = (k: number, end: Ways) => `
    (call $block ${get("$b")} ${get("$panel")} ${int(k)})
    ${set("$a", get("$from"))}
    ${set("$c", get("$to"))}
    ${set("$n", get("$rows"))}
    ${overTiles(heights, pass(k, end))}
    ${set("$first", int(0))}`;
  const lengths = full > 0 && length !== last ? [length, last] : [last];
  return `
${
    lengths.flatMap((k) =>
      heights.map((rows) => tile(`${name}_${rows}_${k}`, { rows, k, left, layout, arithmetic }))
    ).join("")
  }
(func $${name} (param $rows i32) (param $b i32) (param $panel i32)
  (param $to i32) (param $ldc i32) (param $cpanel i32) ${params} (result i32)
  ${locals("i32", ["$from", "$a", "$c", "$n", "$first", "$blocks"])}
  ${set("$from", int(left.address))}
  ${set("$first", int(1))}
  ${set("$blocks", int(full))}
  ${
    whileAtLeast(
      "$blocks",
      1,
      `${block(length, { name: "to", args: `${TILE_OF_C} ${NO_FLOOR}` })}
    ${advance("$from", left.jump(length))}
    ${advance("$b", length * PANEL_ROW)}`,
    )
  }
  ${block(last, end)}
  (i32.sub ${get("$rows")} ${get("$n")}))`;
}

/** The heights of tiles that so many rows are cut into. */
function heightsFor(rows: number): readonly number[] {
  return rows % TILE === 0 ? [TILE] : [TILE, TALL];
}

/** Tiles while there are rows for one: tall ones until what remains is a multiple of 5. */
function overTiles(heights: readonly number[], tile: (height: number) => string): string {
  const tall = `(i32.and (i32.ne (i32.rem_u ${get("$n")} ${int(TILE)}) ${int(0)})
      (i32.ge_s ${get("$n")} ${int(TALL)}))`;
  return `(block (loop
      (br_if 1 (i32.lt_s ${get("$n")} ${int(TILE)}))
      ${
    heights.includes(TALL) ? `(if ${tall} (then ${tile(TALL)}) (else ${tile(TILE)}))` : tile(TILE)
  }
      (br 0)))`;
}

/** The names of a layer's joined products; those that gain nothing are missing. */
export interface JoinedNames {
  readonly forward?: string;
  readonly backward?: string;
  readonly weights?: string;
}

/** The joined products of all layers, with their names in the order of the layers. */
export function joinedProducts(
  { layout, batchSize, arithmetic }: {
    layout: Layout;
    batchSize: number;
    arithmetic: Arithmetic;
  },
): { text: string; names: readonly JoinedNames[] } {
  const heights = new Set<number>();
  const texts: string[] = [];
  const named = (name: keyof JoinedNames, l: number, options: ProductOptions): JoinedNames => {
    if (options.k < LEAST_K) return {};
    for (const height of heightsFor(options.rows)) heights.add(height);
    texts.push(product(`${name}_joined_${l}`, options, { layout, arithmetic }));
    return { [name]: `${name}_joined_${l}` };
  };
  const { layers } = layout;
  const names = layers.map((layer, l) => ({
    ...(isWide(layer) && !layer.blas && {
      ...named("forward", l, forward(layer, batchSize)),
      ...named("weights", l, weights(layer, batchSize)),
    }),
    ...(l > 0 && isWide(layers[l - 1]) && !(layer.blas && layers[l - 1].blas) &&
      named("backward", l, backward(layer, batchSize))),
  }));
  const shared = [copyBlock(layout), ...[...heights].map((rows) => waysOfSums(rows, layout))];
  return { text: [...shared, ...texts].join("\n"), names };
}

/** Whether a layer has the panels that repay the longer code. */
function isWide({ wide }: LayerLayout): boolean {
  return wide >= LEAST_PANELS;
}

/** The layer's `$forward` of `gemm.ts`. */
function forward(layer: LayerLayout, batchSize: number): ProductOptions {
  const bias = `(i32.add ${get("$b")} ${int((layer.rows - 1) * PANEL_ROW)})`;
  return {
    rows: batchSize,
    k: layer.fanIn,
    left: {
      address: layer.input,
      row: layer.inputRow,
      at: (k) => 4 * k,
      jump: (k) => 4 * k,
    },
    params: "(param $floor f32)",
    start: { name: "bias", args: `${bias} ${get("$panel")}` },
    end: { name: "to", args: `${TILE_OF_C} ${get("$floor")}` },
  };
}

/** The layer's `$backward`; `$mask` is the first row of the activations below. */
function backward(layer: LayerLayout, batchSize: number): ProductOptions {
  const done = `(i32.sub ${get("$rows")} ${get("$n")})`;
  const mask = `(i32.add ${get("$mask")} (i32.mul ${done} ${int(layer.inputRow)}))`;
  return {
    rows: batchSize,
    k: layer.fanOut,
    left: {
      address: layer.delta,
      row: layer.deltaRow,
      at: (k) => Math.floor(k / PANEL) * layer.deltaPanel + 4 * (k % PANEL),
      jump: (k) => k / PANEL * layer.deltaPanel,
    },
    params: "(param $mask i32)",
    start: { name: "zero", args: "" },
    end: { name: "masked", args: `${TILE_OF_C} ${mask} ${int(layer.inputRow)}` },
  };
}

/** The layer's `$weights`, for full mini-batches. */
function weights(layer: LayerLayout, batchSize: number): ProductOptions {
  return {
    rows: layer.rows,
    k: batchSize,
    left: {
      address: layer.input,
      row: 4,
      at: (k) => k * layer.inputRow,
      jump: (k) => k * layer.inputRow,
    },
    start: { name: "zero", args: "" },
    end: { name: "to", args: `${TILE_OF_C} ${NO_FLOOR}` },
  };
}
