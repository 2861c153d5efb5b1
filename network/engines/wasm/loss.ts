/**
 * Loss, errors and the gradient of the scores, as WebAssembly text. The formulas are those of
 * `network/loss.ts`, four classes at a time.
 *
 * @module
 */

import { type LossName, TRUNCATION, ZERO_FROM } from "../../loss.ts";
import { PANEL } from "./gemm.ts";
import { advance, each, get, int, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/**
 * `$loss`: adds each row's loss to the global `$loss_sum` and its error to `$errors`, and where
 * `$scale` is not 0 puts `$scale` ∂ℓ/∂s in the place of the scores s.
 *
 * @param at.classes C.
 * @param at.scores Address of the scores, shape (rows × C) in panels.
 * @param at.row Bytes from one row of scores to the next.
 * @param at.panel Bytes from one panel of scores to the next.
 * @param at.labels Address of the labels, one byte each.
 */
export function loss(
  name: LossName,
  at: { classes: number; scores: number; row: number; panel: number; labels: number },
): string {
  const vectors = Math.ceil(at.classes / 4);
  /** Where vector j of a row is, from the row's address. */
  const offset = (j: number) => Math.floor(j / 2) * at.panel + (j % 2) * 16;
  const label = get("$label");
  return `
(func $loss (param $rows i32) (param $scale f32)
  (local $row i32) (local $labels i32) (local $label i32) (local $own f32) (local $top f32)
  (local $m f32) (local $rest f32)
  ${locals("v128", ["$s", "$x", "$e", "$low", "$sum", "$ties", "$max", "$far"])}
  ${set("$row", int(at.scores))}
  ${set("$labels", int(at.labels))}
  ${
    whileAtLeast(
      "$rows",
      1,
      `${set("$label", `(i32.load8_u ${get("$labels")})`)}
      ;; the address of the label's score
      ${
        set(
          "$label",
          `(i32.add ${get("$row")} (i32.add
            (i32.mul (i32.div_u ${label} ${int(PANEL)}) ${int(at.panel)})
            (i32.mul (i32.rem_u ${label} ${int(PANEL)}) ${int(4)})))`,
        )
      }
      ${set("$own", `(f32.load ${label})`)}
      ${set("$max", splat(-Infinity))}
      ${
        each(
          vectors,
          (j) => set("$max", `(f32x4.max ${get("$max")} ${scores(j, at.classes, offset(j))})`),
        )
      }
      ${set("$top", `(f32x4.extract_lane 0 ${acrossLanes("f32x4.max", "$max")})`)}
      ${set("$max", `(f32x4.splat ${get("$top")})`)}
      ${set("$sum", splat(0))}
      ${set("$ties", splat(0))}
      ${
        name === "squared"
          ? squared(vectors, at.classes, offset)
          : softMax(name, { vectors, classes: at.classes, offset })
      }
      (if (i32.eqz (i32.and (f32.eq ${get("$own")} ${get("$top")})
          (i32.eq (i32x4.extract_lane 0 ${acrossLanes("i32x4.add", "$ties")}) (i32.const -1))))
        (then (global.set $errors (i32.add (global.get $errors) (i32.const 1)))))
      ${advance("$row", at.row)}
      ${advance("$labels", 1)}`,
    )
  })`;
}

/** ln Σ f(s_i − s_c) = m + ln(1 + rest), rest over all but one of the largest terms. */
function softMax(
  name: LossName,
  { vectors, classes, offset }: {
    vectors: number;
    classes: number;
    offset: (j: number) => number;
  },
): string {
  const truncated = name === "truncated-cross-entropy";
  const term = (j: number) => `
    ${set("$s", scores(j, classes, offset(j)))}
    ${set("$x", `(f32x4.sub ${get("$s")} (f32x4.splat ${get("$own")}))`)}
    ${
    set(
      "$e",
      `(call $exp (f32x4.sub ${
        truncated ? `(f32x4.max ${get("$x")} ${splat(TRUNCATION)})` : get("$x")
      } (f32x4.splat ${get("$m")})))`,
    )
  }
    ${
    truncated
      ? `${set("$far", `(f32x4.lt ${get("$x")} ${splat(TRUNCATION)})`)}
        ${set("$low", `(f32x4.max ${splat(0)} (f32x4.sub ${get("$x")} ${splat(ZERO_FROM)}))`)}
        ${set("$x", `(f32x4.mul ${get("$e")} (f32x4.mul ${get("$low")} ${splat(0.5)}))`)}
        ;; $x holds the slope and $e the term where the truncation is at work
        ${
        set(
          "$low",
          `(v128.bitselect (f32x4.mul ${get("$x")} (f32x4.mul ${get("$low")} ${splat(0.5)})) ${
            get("$e")
          } ${get("$far")})`,
        )
      }
        ${set("$x", `(v128.bitselect ${get("$x")} ${get("$e")} ${get("$far")})`)}`
      : `${set("$low", get("$e"))} ${set("$x", get("$e"))}`
  }
    ${
    set(
      "$sum",
      `(f32x4.add ${get("$sum")} (v128.andnot ${get("$low")} (f32x4.eq ${get("$s")} ${
        get("$max")
      })))`,
    )
  }
    ${countTies()}
    (if ${wanted()} (then ${store(get("$row"), get("$x"), offset(j))}))`;
  return `
    ${set("$m", `(f32.sub ${get("$top")} ${get("$own")})`)}
    ${each(vectors, term)}
    ${
    set(
      "$rest",
      `(f32.add (f32x4.extract_lane 0 ${acrossLanes("f32x4.add", "$sum")})
        (f32.convert_i32_s (i32.sub (i32.const -1)
          (i32x4.extract_lane 0 ${acrossLanes("i32x4.add", "$ties")}))))`,
    )
  }
    ${addLoss(`(f32.add ${get("$m")} (call $log1p ${get("$rest")}))`)}
    (if ${wanted()} (then
      ;; the label's own slope is minus the sum of the others
      (f32.store ${get("$label")} (f32.const 0))
      ${
    set("$s", `(f32x4.splat (f32.div ${get("$scale")} (f32.add (f32.const 1) ${get("$rest")})))`)
  }
      ${set("$sum", splat(0))}
      ${
    each(vectors, (j) =>
      set("$x", `(f32x4.mul ${get("$s")} ${load(get("$row"), offset(j))})`) +
      set("$sum", `(f32x4.add ${get("$sum")} ${get("$x")})`) +
      store(get("$row"), get("$x"), offset(j)))
  }
      (f32.store ${get("$label")}
        (f32.neg (f32x4.extract_lane 0 ${acrossLanes("f32x4.add", "$sum")})))))`;
}

/** ½ ‖s − e_c‖². */
function squared(vectors: number, classes: number, offset: (j: number) => number): string {
  return `
    ${each(vectors, (j) => set("$s", scores(j, classes, offset(j))) + countTies())}
    (f32.store ${get("$label")} (f32.sub ${get("$own")} (f32.const 1)))
    ${
    each(vectors, (j) => `
      ${set("$x", live(load(get("$row"), offset(j)), { j, classes, padding: 0 }))}
      ${set("$sum", `(f32x4.add ${get("$sum")} (f32x4.mul ${get("$x")} ${get("$x")}))`)}
      (if ${wanted()} (then ${
      store(get("$row"), `(f32x4.mul ${get("$x")} (f32x4.splat ${get("$scale")}))`, offset(j))
    }))`)
  }
    ${
    addLoss(`(f32.mul (f32.const 0.5) (f32x4.extract_lane 0 ${acrossLanes("f32x4.add", "$sum")}))`)
  }`;
}

/** Vector j of the row's scores; lanes past the last class are −∞. */
function scores(j: number, classes: number, offset: number): string {
  return live(load(get("$row"), offset), { j, classes, padding: -Infinity });
}

function live(
  value: string,
  { j, classes, padding }: { j: number; classes: number; padding: number },
): string {
  const lanes = classes - 4 * j;
  if (lanes >= 4) return value;
  const mask = [0, 1, 2, 3].map((lane) => lane < lanes ? -1 : 0).join(" ");
  return `(v128.bitselect ${value} ${splat(padding)} (v128.const i32x4 ${mask}))`;
}

/** Takes 1 off `$ties` in each lane whose score is the largest. */
function countTies(): string {
  return set("$ties", `(i32x4.add ${get("$ties")} (f32x4.eq ${get("$s")} ${get("$max")}))`);
}

function wanted(): string {
  return `(f32.ne ${get("$scale")} (f32.const 0))`;
}

function addLoss(value: string): string {
  return `(global.set $loss_sum (f64.add (global.get $loss_sum) (f64.promote_f32 ${value})))`;
}

/** Combines the four lanes of a local; lane 0 holds the result. */
function acrossLanes(operation: string, name: string): string {
  const swapped = (value: string, bytes: string) => `(i8x16.shuffle ${bytes} ${value} ${value})`;
  const halves = `(${operation} ${get(name)} ${
    swapped(get(name), "8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7")
  })`;
  return `(${operation} ${halves} ${swapped(halves, "4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11")})`;
}
