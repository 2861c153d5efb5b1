/**
 * The product kernel for GPUs: a workgroup holds a block of both operands in its memory.
 *
 * The next blocks are read from global memory while the present ones are multiplied. The loop over the
 * terms in workgroup memory is unrolled, so that they are constants in its addresses.
 *
 * @module
 */

import { each } from "../wasm/wat.ts";
import { type Direction, DIRECTIONS } from "./gemm_blocks.ts";
import type { GemmOptions } from "./gemm.ts";
import { addProducts, declareSums, finishSums, range } from "./gemm_sums.ts";

/** WGSL of the entry point `multiply`. */
export function multiplyShared(options: GemmOptions): string {
  const { product, tile } = options;
  const [across, down] = tile.threads;
  const [rows, columns] = [down * tile.rows, across * tile.columns];
  const shape = { threads: across * down, depth: tile.depth };
  const left = copy("left", {
    ...shape,
    width: rows,
    direction: DIRECTIONS[product].left,
    block: (at, k) => `left(network, group.y * ${rows} + ${at}, ${k})`,
  });
  const right = copy("right", {
    ...shape,
    width: columns,
    direction: DIRECTIONS[product].right,
    block: (at, k) => `right(network, ${k}, group.x * ${columns} + ${at})`,
  });
  return `
${left.memory}
${right.memory}
@compute @workgroup_size(${across}, ${down})
fn multiply(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) thread: vec3<u32>,
  @builtin(local_invocation_index) index: u32,
) {
${range(options)}
${declareSums(tile)}
${left.declare}
${right.declare}
${left.read("start")}
${right.read("start")}
  for (var k = start; k < end; k += ${tile.depth}) {
    workgroupBarrier();
${left.write}
${right.write}
    workgroupBarrier();
${left.read(`k + ${tile.depth}`)}
${right.read(`k + ${tile.depth}`)}
${
    each(4 * tile.depth, (u) =>
      `    {
${each(tile.rows, (i) => `      let left${i} = left_tile[${u}][thread.y + ${i * down}];`)}
${each(tile.columns, (j) => `      let right${j} = right_tile[${u}][thread.x + ${j * across}];`)}
${addProducts(tile)}
    }`)
  }
  }
${
    finishSums(tile, {
      row: (i) => `group.y * ${rows} + thread.y + ${i * down}`,
      column: (j) => `group.x * ${columns} + thread.x + ${j * across}`,
    })
  }
}
`;
}

/** WGSL that copies blocks of one operand to workgroup memory, by way of each thread's registers. */
interface Copy {
  /** Declares the workgroup memory: term by term, each its outputs in fours. */
  readonly memory: string;
  /** Declares what a thread has read and not yet written. */
  readonly declare: string;
  /** Reads the blocks from term `from` on, in fours; zeros after the slice's end. */
  read(from: string): string;
  readonly write: string;
}

/**
 * Copies `width` × `depth` blocks.
 *
 * @param options.block WGSL of the block at an output and a term, both in fours.
 */
function copy(
  side: "left" | "right",
  { threads, width, depth, direction, block }: {
    threads: number;
    width: number;
    depth: number;
    direction: Direction;
    block: (at: string, k: string) => string;
  },
): Copy {
  const shares = Array.from({ length: Math.ceil(width * depth / threads) }, (_, i) => {
    const number = `(index + ${i * threads})`;
    const isIn = `${number} < ${width * depth}`;
    // neighbouring threads read neighbouring vectors
    return direction === "sum"
      ? { next: `next_${side}${i}`, isIn, at: `${number} / ${depth}`, k: `${number} % ${depth}` }
      : { next: `next_${side}${i}`, isIn, at: `${number} % ${width}`, k: `${number} / ${width}` };
  });
  const forShares = (text: (share: typeof shares[number]) => string) => shares.map(text).join("\n");
  return {
    // an odd pitch spreads the vectors of one output over the banks of the memory
    memory: `var<workgroup> ${side}_tile: array<array<vec4<f32>, ${width | 1}>, ${4 * depth}>;`,
    declare: forShares(({ next }) => `  var ${next}: mat4x4<f32>;`),
    read: (from) =>
      forShares(({ next, isIn, at, k }) =>
        `    ${next} = mat4x4<f32>();
    if ${isIn} && ${from} + ${k} < end { ${next} = ${block(at, `${from} + ${k}`)}; }`
      ),
    write: forShares(({ next, isIn, at, k }) =>
      `    if ${isIn} {
${each(4, (u) => `      ${side}_tile[4 * (${k}) + ${u}][${at}] = ${next}[${u}];`)}
    }`
    ),
  };
}
