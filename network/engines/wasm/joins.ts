/**
 * Whether V8 joins pairs of 128-bit vectors into vectors of 256 bits. Nothing tells a program so: it is
 * measured, in a few milliseconds.
 *
 * @module
 */

import { type Arithmetic, multiplyAdd } from "./gemm.ts";
import { TILE, tile } from "./joined_tile.ts";
import { each, get, locals, set, whileAtLeast } from "./wat.ts";

/** How long is measured, in milliseconds: V8's optimising compiler needs a few of them. */
const DURATION = 20;
/** How much faster than 128 bits can be a tile must be to count as joined. */
const MARGIN = 1.15;
/** Independent sums of the loop of 128 bits: enough for the latency of two units. */
const SUMS = 12;
/** Values of k of the tile. */
const TILE_K = 32;
/** Multiply-adds on four floats each, of a turn of the loop and of a tile. */
const LOOP_WORK = SUMS;
const TILE_WORK = TILE_K * TILE * 4;

/**
 * Holds a tile's rate of multiply-adds against the rate of a loop that uses registers alone: a tile that
 * beats it has been joined.
 *
 * @param assemble Makes a module of its text.
 */
export async function joinsVectors(
  arithmetic: Arithmetic,
  assemble: (name: string, text: string) => Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const { instance } = await WebAssembly.instantiate(assemble("joins", program(arithmetic)));
  const { loop, tiles } = instance.exports as unknown as Record<string, (turns: number) => void>;
  const best = { loop: Infinity, tiles: Infinity };
  const start = performance.now();
  const time = (run: (turns: number) => void, work: number) => {
    const turns = Math.ceil(1e5 / work);
    const before = performance.now();
    run(turns);
    return (performance.now() - before) / (turns * work);
  };
  while (performance.now() - start < DURATION) {
    best.loop = Math.min(best.loop, time(loop, LOOP_WORK));
    best.tiles = Math.min(best.tiles, time(tiles, TILE_WORK));
  }
  return best.tiles * MARGIN < best.loop;
}

function program(arithmetic: Arithmetic): string {
  const range = Array.from({ length: SUMS }, (_, i) => `$s${i}`);
  const left = { row: 4 * TILE_K, at: (k: number) => 4 * k };
  const layout = { sums: 0, block: 1024 };
  return `(module
(memory 1)
${tile("tile", { rows: TILE, k: TILE_K, left, layout, arithmetic })}
(func (export "tiles") (param $turns i32)
  ${whileAtLeast("$turns", 1, "(call $tile (i32.const 8192))")})
(func (export "loop") (param $turns i32)
  ${locals("v128", ["$x", "$b", ...range])}
  ${
    whileAtLeast(
      "$turns",
      1,
      range.map((sum) => set(sum, multiplyAdd(arithmetic, { x: "$x", b: "$b", sum }))).join(" "),
    )
  }
  ;; the sums are used, or they would not be computed
  ${each(SUMS, (i) => `(v128.store offset=${16 * i} (i32.const 0) ${get(range[i])})`)})
)`;
}
