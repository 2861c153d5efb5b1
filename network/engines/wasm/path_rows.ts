/**
 * The path geometry of weights that lie row-major, as WebAssembly text: γ_in and γ_out as in `path.ts`,
 * of a whole matrix in one go along its rows.
 *
 * @module
 */

import { addTerm, reciprocal } from "./path.ts";
import {
  advance,
  each,
  get,
  int,
  load,
  locals,
  set,
  shuffle,
  splat,
  store,
  whileAtLeast,
} from "./wat.ts";

/** Rows that are taken together. */
const ROWS = 4;

/**
 * `$gamma_in`: Σ_u γ(u) |w_uv|^p for every column v, and `$gamma_out`: Σ_v γ(v) |w_uv|^p for every row
 * u, of the `$rows` rows at `$w`, a multiple of 4, `$row` bytes apart and `$vectors` vectors long. The
 * γ that they sum over are at `$from`; the sums go to `$gamma`, their powers −2/p to `$scale`.
 *
 * The row after the last holds the thresholds, which count in γ_in.
 */
export function gammaOfRows(p: number): string {
  return gammaIn(p) + gammaOut(p);
}

const PARAMETERS = `(param $w i32) (param $row i32) (param $rows i32) (param $vectors i32)
  (param $from i32) (param $gamma i32) (param $scale i32)`;

function gammaIn(p: number): string {
  const sumUp = (rows: number) => `
      ${pointers(rows)}
      ${each(rows, (r) => set(`$g${r}`, `(v128.load32_splat offset=${4 * r} ${get("$from")})`))}
      ${
    overVectors(
      "$gamma",
      `${set("$sum", load(get("$at")))}
        ${each(rows, (r) => takeWeights(r, { sum: "$sum", gamma: get(`$g${r}`), p }))}
        ${store(get("$at"), get("$sum"))}`,
    )
  }
      ${advance("$w", `(i32.mul ${get("$row")} ${int(rows)})`)}
      ${advance("$from", 4 * rows)}`;
  return `
(func $gamma_in ${PARAMETERS}
  ${pointerLocals()} ${locals("v128", ["$x", "$sum", "$g0", "$g1", "$g2", "$g3"])}
  ${overVectors("$gamma", store(get("$at"), splat(0)))}
  ${whileAtLeast("$rows", ROWS, sumUp(ROWS))}
  ${sumUp(1)}
  ${
    overVectors(
      "$gamma",
      `${set("$sum", load(get("$at")))}
    ${store(get("$scale"), reciprocal(get("$sum"), p))}
    ${advance("$scale", 16)}`,
    )
  })`;
}

function gammaOut(p: number): string {
  const pair = (to: string, [first, second]: readonly [string, string], lanes: readonly number[]) =>
    set(
      to,
      `(f32x4.add ${shuffle(first, second, lanes)} ${
        shuffle(first, second, lanes.map((lane) => lane + 2))
      })`,
    );
  return `
(func $gamma_out ${PARAMETERS}
  ${pointerLocals()} ${locals("v128", ["$x", "$g", "$s0", "$s1", "$s2", "$s3"])}
  ${
    whileAtLeast(
      "$rows",
      ROWS,
      `${pointers(ROWS)}
      ${each(ROWS, (r) => set(`$s${r}`, splat(0)))}
      ${
        overVectors(
          "$from",
          `${set("$g", load(get("$at")))}
        ${each(ROWS, (r) => takeWeights(r, { sum: `$s${r}`, gamma: get("$g"), p }))}`,
        )
      }
      ;; the four lanes of each row's sum
      ${pair("$s0", ["$s0", "$s1"], [0, 4, 1, 5])}
      ${pair("$s2", ["$s2", "$s3"], [0, 4, 1, 5])}
      ${pair("$s0", ["$s0", "$s2"], [0, 1, 4, 5])}
      ${store(get("$gamma"), get("$s0"))}
      ${store(get("$scale"), reciprocal(get("$s0"), p))}
      ${advance("$w", `(i32.mul ${get("$row")} ${int(ROWS)})`)}
      ${advance("$gamma", 4 * ROWS)}
      ${advance("$scale", 4 * ROWS)}`,
    )
  })`;
}

/** sum = sum + γ |w|^p with the next four weights of row r. */
function takeWeights(
  r: number,
  { sum, gamma, p }: { sum: string; gamma: string; p: number },
): string {
  return addTerm(sum, { weight: load(get(`$w${r}`)), gamma, p }) + advance(`$w${r}`, 16);
}

/** Points `$w0` … to so many rows from `$w` on. */
function pointers(rows: number): string {
  return each(
    rows,
    (r) => set(`$w${r}`, r === 0 ? get("$w") : `(i32.add ${get(`$w${r - 1}`)} ${get("$row")})`),
  );
}

function pointerLocals(): string {
  return locals("i32", ["$at", "$left", "$w0", "$w1", "$w2", "$w3"]);
}

/** Runs the body with `$at` at each vector of those from `start` on. */
function overVectors(start: string, body: string): string {
  return `${set("$at", get(start))}
      ${set("$left", get("$vectors"))}
      ${whileAtLeast("$left", 1, `${body} ${advance("$at", 16)}`)}`;
}
