/**
 * The product kernel for software adapters, which run the 8 threads of a workgroup as one vector: the rows are
 * the same for all of them, so that the left-hand side is read once and broadcast.
 *
 * @module
 */

import { each } from "../wasm/wat.ts";
import type { GemmOptions } from "./gemm.ts";
import { addProducts, declareSums, finishSums, range } from "./gemm_sums.ts";

/** WGSL of the entry point `multiply`. */
export function multiplyUniform(options: GemmOptions): string {
  const { tile } = options;
  const [across] = tile.threads;
  const row = (i: number) => `group.y * ${tile.rows} + ${i}`;
  const column = (j: number) => `group.x * ${across * tile.columns} + ${across * j} + thread.x`;
  return `
@compute @workgroup_size(${across})
fn multiply(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) thread: vec3<u32>,
) {
${range(options)}
${declareSums(tile)}
  for (var k = start; k < end; k++) {
${each(tile.rows, (i) => `    let rows${i} = left(network, ${row(i)}, k);`)}
${each(tile.columns, (j) => `    let columns${j} = right(network, k, ${column(j)});`)}
${
    each(4, (u) =>
      `    {
${each(tile.rows, (i) => `      let left${i} = rows${i}[${u}];`)}
${each(tile.columns, (j) => `      let right${j} = columns${j}[${u}];`)}
${addProducts(tile)}
    }`)
  }
  }
${finishSums(tile, { row, column })}
}
`;
}
