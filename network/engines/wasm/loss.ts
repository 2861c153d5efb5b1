/**
 * Loss, errors and the gradient of the scores, as WebAssembly text. The formulas are those of
 * `network/loss.ts`, for four examples at a time: a vector holds the same class of each.
 *
 * @module
 */

import { type LossName, TRUNCATION, ZERO_FROM } from "../../loss.ts";
import { transposeFour, TRANSPOSING } from "./four.ts";
import { PANEL } from "./gemm.ts";
import { advance, each, get, int, load, locals, set, splat, store } from "./wat.ts";

/** Examples at a time. */
const ROWS = 4;
/** Bytes of a vector. */
const VECTOR = 16;

/** Where the loss finds its operands. */
interface Places {
  /** C. */
  readonly classes: number;
  /** Address of the scores, shape (rows × C) as the layer's ∂L/∂z. */
  readonly scores: number;
  /** Bytes from one row of a panel of scores to the next. */
  readonly row: number;
  /** Bytes from one panel of scores to the next. */
  readonly panel: number;
  /** Address of the labels, one byte each. */
  readonly labels: number;
  /** Address of {@link termBytes} bytes for the terms of four examples. */
  readonly terms: number;
}

/** Bytes that the terms of four examples take. */
export function termBytes(classes: number): number {
  return classes * VECTOR;
}

/**
 * `$loss`: adds each row's loss to the global `$loss_sum` and its error to `$errors`, and where
 * `$scale` is not 0 puts `$scale` ∂ℓ/∂s in the place of the scores s.
 *
 * A sum over classes is four sums, of every fourth class each, so that it does not depend on how many
 * examples there are.
 */
export function loss(name: LossName, at: Places): string {
  const rows = Array.from({ length: ROWS }, (_, i) => `$r${i}`);
  return `
(func $loss (param $rows i32) (param $scale f32)
  (local $row i32) (local $labels i32) (local $label i32)
  ${locals("i32", rows.flatMap((row) => [row, `${row}_label`]))}
  ${locals("v128", [...TRANSPOSING, ...rows.map((row) => `${row}_scores`)])}
  ${locals("v128", [...SUMS, "$max", "$own", "$m", "$ties", "$rest", "$loss", "$wrong"])}
  ${locals("v128", ["$s", "$x", "$e", "$low", "$top", "$far"])}
  ${set("$row", int(at.scores))}
  ${set("$labels", int(at.labels))}
  (block (loop
    (br_if 1 (i32.le_s ${get("$rows")} (i32.const 0)))
    ${each(ROWS, (i) => findRow(i, at))}
    ${set("$max", splat(-Infinity))}
    ${takeScores(at)}
    ${set("$ties", splat(0))}
    ${startSums()}
    ${name === "squared" ? squared(at) : softMax(name, at)}
    ${set("$wrong", wrong())}
    ${each(ROWS, addRow)}
    (if (f32.ne ${get("$scale")} (f32.const 0)) (then
      ${name === "squared" ? squaredSlopes(at) : softMaxSlopes(at)}
      ${putSlopes(at)}))
    ${set("$row", `(i32.add ${get("$row")} ${int(ROWS * at.row)})`)}
    ${advance("$labels", ROWS)}
    ${advance("$rows", -ROWS)}
    (br 0))))`;
}

/** Four sums over classes; the one of class c is number c mod 4. */
const SUMS = ["$sum0", "$sum1", "$sum2", "$sum3"] as const;

function startSums(): string {
  return SUMS.map((sum) => set(sum, splat(0))).join(" ");
}

function addToSum(c: number, value: string): string {
  const sum = SUMS[c % SUMS.length];
  return set(sum, `(f32x4.add ${get(sum)} ${value})`);
}

/** The sum over all classes. */
function total(): string {
  const [a, b, c, d] = SUMS.map(get);
  return `(f32x4.add (f32x4.add ${a} ${c}) (f32x4.add ${b} ${d}))`;
}

/**
 * `$rI` is row I of the four, and `$rI_label` the address of its label's term. Where there are fewer
 * rows, the last one stands for those that are missing: it comes to the same numbers, twice.
 */
function findRow(i: number, { row, terms }: Places): string {
  const last = `(i32.sub ${get("$rows")} (i32.const 1))`;
  const number = i === 0
    ? int(0)
    : `(select ${int(i)} ${last} (i32.gt_s ${get("$rows")} ${int(i)}))`;
  return `
    ${set("$label", number)}
    ${set(`$r${i}`, `(i32.add ${get("$row")} (i32.mul ${get("$label")} ${int(row)}))`)}
    ${
    set(
      `$r${i}_label`,
      `(i32.add ${int(terms + 4 * i)} (i32.mul ${int(VECTOR)}
        (i32.load8_u (i32.add ${get("$labels")} ${get("$label")}))))`,
    )
  }`;
}

/** Bytes from a row's address to its j-th vector of classes. */
function offset(j: number, { panel }: Places): number {
  const perPanel = PANEL / 4;
  return Math.floor(j / perPanel) * panel + (j % perPanel) * VECTOR;
}

/** The scores to the terms, with `$max` the largest of each row and `$own` that of its label. */
function takeScores(at: Places): string {
  const rows = Array.from({ length: ROWS }, (_, i) => `$r${i}_scores`);
  const vectors = each(Math.ceil(at.classes / 4), (j) => `
    ${each(ROWS, (i) => set(rows[i], load(get(`$r${i}`), offset(j, at))))}
    ${
    transposeFour(rows, (c, value) =>
      4 * j + c >= at.classes ? "" : `
      ${set("$s", value)}
      ${set("$max", `(f32x4.max ${get("$max")} ${get("$s")})`)}
      ${storeTerm(4 * j + c, get("$s"), at)}`)
  }`);
  return `${vectors} ${set("$own", lanes((i) => `(f32.load ${get(`$r${i}_label`)})`))}`;
}

/** The slopes from the terms to where the scores were; zeros beyond the last class. */
function putSlopes(at: Places): string {
  const columns = Array.from({ length: ROWS }, (_, i) => `$r${i}_scores`);
  return each(Math.ceil(at.classes / 4), (j) => `
    ${each(ROWS, (c) => set(columns[c], 4 * j + c < at.classes ? term(4 * j + c, at) : splat(0)))}
    ${transposeFour(columns, (i, value) => store(get(`$r${i}`), value, offset(j, at)))}`);
}

/** A vector of four floats, one for each row. */
function lanes(value: (i: number) => string): string {
  const first = `(f32x4.splat ${value(0)})`;
  return [1, 2, 3].reduce((vector, i) => `(f32x4.replace_lane ${i} ${vector} ${value(i)})`, first);
}

/** The term of class c. */
function term(c: number, { terms }: Places): string {
  return load(int(0), terms + c * VECTOR);
}

function storeTerm(c: number, value: string, { terms }: Places): string {
  return store(int(0), value, terms + c * VECTOR);
}

/** ln Σ f(s_i − s_c) = m + ln(1 + rest), rest over all but one of the largest terms. */
function softMax(name: LossName, at: Places): string {
  const truncated = name === "truncated-cross-entropy";
  const one = (c: number) => `
    ${set("$s", term(c, at))}
    ${set("$top", `(f32x4.eq ${get("$s")} ${get("$max")})`)}
    ${set("$ties", `(i32x4.add ${get("$ties")} ${get("$top")})`)}
    ${set("$x", `(f32x4.sub ${get("$s")} ${get("$own")})`)}
    ${
    set(
      "$e",
      `(call $exp (f32x4.sub ${
        truncated ? `(f32x4.max ${get("$x")} ${splat(TRUNCATION)})` : get("$x")
      } ${get("$m")}))`,
    )
  }
    ${truncated ? truncate() : set("$low", get("$e")) + set("$x", get("$e"))}
    ${addToSum(c, `(v128.andnot ${get("$low")} ${get("$top")})`)}
    ${storeTerm(c, get("$x"), at)}`;
  return `
    ${set("$m", `(f32x4.sub ${get("$max")} ${get("$own")})`)}
    ${each(at.classes, one)}
    ${
    set(
      "$rest",
      `(f32x4.add ${total()}
        (f32x4.convert_i32x4_s (i32x4.sub (v128.const i32x4 -1 -1 -1 -1) ${get("$ties")})))`,
    )
  }
    ${set("$loss", `(f32x4.add ${get("$m")} (call $log1p ${get("$rest")}))`)}`;
}

/** `$x` becomes the slope and `$low` the term, of `$e` or, where the truncation is at work, its own. */
function truncate(): string {
  const half = (value: string) => `(f32x4.mul ${value} ${splat(0.5)})`;
  const pick = (low: string) => `(v128.bitselect ${low} ${get("$e")} ${get("$far")})`;
  return `
    ${set("$far", `(f32x4.lt ${get("$x")} ${splat(TRUNCATION)})`)}
    ${set("$low", `(f32x4.max ${splat(0)} (f32x4.sub ${get("$x")} ${splat(ZERO_FROM)}))`)}
    ${set("$x", `(f32x4.mul ${get("$e")} ${half(get("$low"))})`)}
    ${set("$low", pick(`(f32x4.mul ${get("$x")} ${half(get("$low"))})`))}
    ${set("$x", pick(get("$x")))}`;
}

/** The label's own slope is minus the sum of the others. */
function softMaxSlopes(at: Places): string {
  return `
      ${each(ROWS, (i) => `(f32.store ${get(`$r${i}_label`)} (f32.const 0))`)}
      ${
    set(
      "$s",
      `(f32x4.div (f32x4.splat ${get("$scale")}) (f32x4.add ${splat(1)} ${get("$rest")}))`,
    )
  }
      ${startSums()}
      ${
    each(at.classes, (c) => `
      ${set("$x", `(f32x4.mul ${get("$s")} ${term(c, at)})`)}
      ${addToSum(c, get("$x"))}
      ${storeTerm(c, get("$x"), at)}`)
  }
      ${set("$x", `(f32x4.neg ${total()})`)}
      ${
    each(
      ROWS,
      (i) => `(f32.store ${get(`$r${i}_label`)} (f32x4.extract_lane ${i} ${get("$x")}))`,
    )
  }`;
}

/** ½ ‖s − e_c‖². */
function squared(at: Places): string {
  return `
    ${
    each(at.classes, (c) =>
      set(
        "$ties",
        `(i32x4.add ${get("$ties")} (f32x4.eq ${term(c, at)} ${get("$max")}))`,
      ))
  }
    ${
    each(ROWS, (i) => `
    (f32.store ${get(`$r${i}_label`)}
      (f32.sub (f32x4.extract_lane ${i} ${get("$own")}) (f32.const 1)))`)
  }
    ${
    each(at.classes, (c) =>
      set("$x", term(c, at)) + addToSum(c, `(f32x4.mul ${get("$x")} ${get("$x")})`))
  }
    ${set("$loss", `(f32x4.mul ${splat(0.5)} ${total()})`)}`;
}

function squaredSlopes(at: Places): string {
  return each(
    at.classes,
    (c) => storeTerm(c, `(f32x4.mul ${term(c, at)} (f32x4.splat ${get("$scale")}))`, at),
  );
}

/** All ones where the label's score is not the largest alone. */
function wrong(): string {
  return `(v128.not (v128.and (f32x4.eq ${get("$own")} ${get("$max")})
      (i32x4.eq ${get("$ties")} (v128.const i32x4 -1 -1 -1 -1))))`;
}

/** Adds row i's loss and error, if there is such a row. */
function addRow(i: number): string {
  return `
    (if (i32.gt_s ${get("$rows")} ${int(i)}) (then
      (global.set $loss_sum (f64.add (global.get $loss_sum)
        (f64.promote_f32 (f32x4.extract_lane ${i} ${get("$loss")}))))
      (global.set $errors (i32.sub (global.get $errors)
        (i32x4.extract_lane ${i} ${get("$wrong")})))))`;
}
