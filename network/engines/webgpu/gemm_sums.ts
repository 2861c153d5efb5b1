/**
 * The sums of one thread of a product: each in a variable of its own, so that they stay in registers.
 *
 * @module
 */

import { each } from "../wasm/wat.ts";
import { depth, type GemmOptions, type Tile } from "./gemm.ts";

/** All slices but the last have a multiple of this many fours of k, so that blocks of them are whole. */
const UNIT = 4;

/** Values of k in a slice, in fours; the last slice may have fewer. */
export function sliceLength(
  options: Pick<GemmOptions, "product" | "shape"> & { slices: number },
): number {
  const all = Math.ceil(depth(options) / 4);
  return Math.min(all, Math.ceil(all / options.slices / UNIT) * UNIT);
}

/** WGSL: the network and slice of a workgroup, and the fours of k that it adds: `start` up to `end`. */
export function range({ product, shape, tile: { slices } }: GemmOptions): string {
  const length = sliceLength({ product, shape, slices });
  return `
  let network = replica(group.z / ${slices});
  let slice = group.z % ${slices};
  let start = slice * ${length};
  let end = min(start + ${length}, ${Math.ceil(depth({ product, shape }) / 4)}u);`;
}

/** Declares the sums. */
export function declareSums({ rows, columns }: Tile): string {
  return overRows(rows, (i, r) => each(columns, (j) => `  var ${sum(i, r, j)} = vec4<f32>();`));
}

/** Adds the outer products of the vectors `left0`, … of 4 rows with `right0`, … of 4 columns. */
export function addProducts({ rows, columns }: Tile): string {
  return overRows(
    rows,
    (i, r) =>
      each(
        columns,
        (j) =>
          `      ${sum(i, r, j)} = fma(vec4<f32>(left${i}[${r}]), right${j}, ${sum(i, r, j)});`,
      ),
  );
}

/**
 * Hands the sums on.
 *
 * @param at.row WGSL of the i-th four rows of this thread, in fours.
 * @param at.column WGSL of the j-th four columns of this thread, in fours.
 */
export function finishSums(
  { rows, columns }: Tile,
  at: { row: (i: number) => string; column: (j: number) => string },
): string {
  return overRows(
    rows,
    (i, r) =>
      each(
        columns,
        (j) =>
          `  finish(network, slice, 4 * (${at.row(i)}) + ${r}, ${at.column(j)}, ${sum(i, r, j)});`,
      ),
  );
}

function overRows(rows: number, text: (i: number, r: number) => string): string {
  return each(rows, (i) => each(4, (r) => text(i, r)));
}

function sum(i: number, r: number, j: number): string {
  return `sum${4 * i + r}_${j}`;
}
