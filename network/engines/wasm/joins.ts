/**
 * Whether V8 joins pairs of 128-bit vectors into vectors of 256 bits. Nothing tells a program so: it is
 * measured, in a few milliseconds.
 *
 * @module
 */

import type { Assemble } from "./assemble.ts";
import { type Arithmetic, multiplyAdd } from "./gemm.ts";
import { TILE, tile } from "./joined_tile.ts";
import { each, get, locals, set, whileAtLeast } from "./wat.ts";

/**
 * How long V8's optimising compiler is waited for at most, in milliseconds: it needs a few on an idle
 * processor, and its thread many more where others want the processor too.
 */
const PATIENCE = 400;
/** How long is measured once it has come by, in milliseconds. */
const DURATION = 5;
/** How much faster its code is, at least, than that of the compiler before it. */
const OPTIMISED = 2;
/** How much faster than 128 bits can be a tile must be to count as joined. */
const MARGIN = 1.15;
/** Independent sums of the loop of 128 bits: enough for the latency of two units. */
const SUMS = 12;
/** Multiply-adds on four floats each that are timed at once: tens of microseconds, for clocks are coarse. */
const SLICE = 400_000;
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
  assemble: Assemble,
): Promise<boolean> {
  const { instance } = await WebAssembly.instantiate(assemble("joins", program(arithmetic)));
  const { loop, tiles } = instance.exports as unknown as Record<string, (turns: number) => void>;
  const [ofLoop, ofTile] = [stopwatch(loop, LOOP_WORK), stopwatch(tiles, TILE_WORK)];
  const both = [ofLoop, ofTile];
  const measureFor = (duration: number, isEnough: () => boolean) => {
    const end = performance.now() + duration;
    while (performance.now() < end && !isEnough()) both.forEach(({ measure }) => measure());
  };
  measureFor(PATIENCE, () => both.every(({ isOptimised }) => isOptimised()));
  measureFor(DURATION, () => false);
  return ofTile.best() * MARGIN < ofLoop.best();
}

/**
 * Times a function whose every turn does so much work, again and again. What its code was like at first is
 * told by a few short calls after one in which it is compiled.
 */
function stopwatch(run: (turns: number) => void, work: number) {
  const measure = (slice: number) => {
    const turns = Math.ceil(slice / work);
    const before = performance.now();
    run(turns);
    return (performance.now() - before) / (turns * work);
  };
  run(1);
  const first = Math.min(...[1, 2, 3].map(() => measure(SLICE / 10)));
  let best = first;
  return {
    measure: () => best = Math.min(best, measure(SLICE)),
    best: () => best,
    isOptimised: () => first > OPTIMISED * best,
  };
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
