/**
 * The operands of a product in blocks of 4 × 4, whichever way they lie.
 *
 * @module
 */

import { depth, type GemmOptions, type Product } from "./gemm.ts";

/** Which way the vectors of an operand run: along the sum over k, or along the outputs. */
export type Direction = "sum" | "outputs";

/** How the operands of each product lie. */
export const DIRECTIONS: Readonly<Record<Product, { left: Direction; right: Direction }>> = {
  forward: { left: "sum", right: "outputs" },
  backward: { left: "sum", right: "sum" },
  weights: { left: "outputs", right: "outputs" },
};

/**
 * WGSL functions in which i, j and k count fours of rows of C, columns of C and terms:
 *
 * - `left(network, i, k) -> mat4x4<f32>`, of which column u holds rows 4i … 4i + 3 of the left-hand
 *   side at term 4k + u;
 * - `right(network, k, j) -> mat4x4<f32>`, of which column u holds columns 4j … 4j + 3 of the
 *   right-hand side at term 4k + u.
 *
 * After the last term `left` is 0 and `right` repeats that term, so that nothing is added but what the
 * network itself has. Rows and columns after those of C are anything.
 */
export function blocks(options: GemmOptions): string {
  const { product, a, b } = options;
  const { left, right } = DIRECTIONS[product];
  const terms = product === "weights" ? "rows()" : `${depth(options)}u`;
  return `
fn left(network: u32, i: u32, k: u32) -> mat4x4<f32> {
  let first = network * ${a.replica};
  return ${
    left === "sum"
      ? transposed((u) => `a[first + (4 * i + ${u}) * ${a.stride} + k]`) // its padding is 0
      : matrix((u) =>
        `select(vec4<f32>(), a[first + (4 * k + ${u}) * ${a.stride} + i], 4 * k + ${u} < ${terms})`
      )
  };
}
fn right(network: u32, k: u32, j: u32) -> mat4x4<f32> {
  let first = network * ${b.replica};
  return ${
    right === "sum"
      ? transposed((u) => `b[first + (4 * j + ${u}) * ${b.stride} + k]`) // its padding is 0
      : matrix((u) => `b[first + min(4 * k + ${u}, ${terms} - 1) * ${b.stride} + j]`)
  };
}
`;
}

function matrix(column: (u: number) => string): string {
  return `mat4x4<f32>(\n    ${[0, 1, 2, 3].map(column).join(",\n    ")})`;
}

function transposed(row: (u: number) => string): string {
  return `transpose(${matrix(row)})`;
}
