/**
 * Four vectors of four floats, transposed in registers, as WebAssembly text.
 *
 * @module
 */

import { each, set, shuffle } from "./wat.ts";

/** Locals of type v128 that {@link transposeFour} needs beside its rows. */
export const TRANSPOSING = ["$t0", "$t1", "$t2", "$t3"] as const;

/** Hands over the four columns of four rows, each row a local. */
export function transposeFour(
  rows: readonly string[],
  column: (c: number, value: string) => string,
): string {
  const [a, b, c, d] = rows;
  return `
    ${set("$t0", shuffle(a, b, [0, 4, 1, 5]))}
    ${set("$t1", shuffle(a, b, [2, 6, 3, 7]))}
    ${set("$t2", shuffle(c, d, [0, 4, 1, 5]))}
    ${set("$t3", shuffle(c, d, [2, 6, 3, 7]))}
    ${
    each(4, (i) => {
      const [low, high] = i < 2 ? ["$t0", "$t2"] : ["$t1", "$t3"];
      return column(i, shuffle(low, high, i % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7]));
    })
  }`;
}
