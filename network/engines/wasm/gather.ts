/**
 * Brings a mini-batch in, as WebAssembly text.
 *
 * @module
 */

import { advance, get, int, set, splat, store, whileAtLeast } from "./wat.ts";

/**
 * `$gather`: decodes the chosen examples to x = byte / 255, row-major (rows × D) with `stride` bytes a
 * row, columns from D up to the next multiple of 4 zero; and copies their labels, one byte each.
 *
 * @param at.inputs D.
 * @param at.x Address of the inputs.
 * @param at.stride Bytes of a row of inputs.
 * @param at.labels Address of the labels.
 */
export function gather(at: { inputs: number; x: number; stride: number; labels: number }): string {
  const { inputs, x, stride, labels } = at;
  const rest = inputs % 4;
  const decoded = `(f32x4.mul ${splat(1 / 255)} (f32x4.convert_i32x4_u
    (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero align=1 ${
    get("$from")
  })))))`;
  const live = `(v128.const i32x4 ${[0, 1, 2, 3].map((lane) => lane < rest ? -1 : 0).join(" ")})`;
  return `
(func $gather (param $order i32) (param $rows i32) (param $pixels i32) (param $source i32)
  (local $from i32) (local $to i32) (local $row i32) (local $label i32) (local $left i32)
  ${set("$row", int(x))}
  ${set("$label", int(labels))}
  ${
    whileAtLeast(
      "$rows",
      1,
      `${set("$to", get("$row"))}
      ${
        set(
          "$from",
          `(i32.add ${get("$pixels")} (i32.mul (i32.load ${get("$order")}) ${int(inputs)}))`,
        )
      }
      ${set("$left", int(inputs))}
      ${
        whileAtLeast(
          "$left",
          4,
          `${store(get("$to"), decoded)} ${advance("$from", 4)} ${advance("$to", 16)}`,
        )
      }
      ${rest === 0 ? "" : store(get("$to"), `(v128.and ${decoded} ${live})`)}
      (i32.store8 ${get("$label")}
        (i32.load8_u (i32.add ${get("$source")} (i32.load ${get("$order")}))))
      ${advance("$order", 4)}
      ${advance("$row", stride)}
      ${advance("$label", 1)}`,
    )
  })`;
}
