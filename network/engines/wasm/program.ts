/**
 * The training step of one network as a WebAssembly module, as text.
 *
 * @module
 */

import type { Kernel } from "../../../optimizers/kernel.ts";
import type { Dropout } from "../../dropout.ts";
import type { LossName } from "../../loss.ts";
import { IMPORT, passes } from "./blas_layers.ts";
import { dropout } from "./dropout.ts";
import { exp, log, log1p } from "./elementary.ts";
import { gather } from "./gather.ts";
import { type Arithmetic, gemm, transpose } from "./gemm.ts";
import { joinedProducts } from "./joined.ts";
import { backward, drop, forward, weights } from "./layers.ts";
import type { Layout } from "./layout.ts";
import { loss } from "./loss.ts";
import { maxNorm } from "./max_norm.ts";
import { MODE } from "./mode.ts";
import { norms, resetNorms } from "./norms.ts";
import { gamma } from "./path.ts";
import { gammaOfRows } from "./path_rows.ts";
import { update } from "./rule.ts";
import { advance, get, int, set } from "./wat.ts";

/** What the module exports. */
export interface Program {
  /** Mini-batch updates over `count` examples in the order stored at `layout.order`. */
  epoch(count: number): void;
  /** Loss and errors of `count` examples at these addresses. */
  evaluate(count: number, pixels: number, labels: number): void;
  /** The gradient over the `rows` examples whose indices stand at `order`, to `layout.gradients`. */
  gradient(order: number, rows: number): void;
  /**
   * The sums over the mini-batch gradients of `count` examples in the order stored at `layout.order`,
   * and their mean to `layout.gradientMean`, which must hold zeros. Where `scaled` is 1, s is taken
   * from `layout.gradientScale`.
   */
  gradient_norms(count: number, scaled: 0 | 1): void;
  /** Sum of the losses of the last call. */
  readonly loss_sum: { readonly value: number };
  /** Number of errors of the last call. */
  readonly errors: { readonly value: number };
  /** Σ ‖∇C_k‖², Σ ‖∇C_k − ∇C‖² and Σ ‖s ⊙ ∇C_k‖² of the last call of `gradient_norms`. */
  readonly squares: { readonly value: number };
  readonly deviations: { readonly value: number };
  readonly scaled: { readonly value: number };
}

/**
 * The module's text. It imports its memory as `host.memory`, and where a layer is for a BLAS, the
 * `Product` of `blas.ts` on it as `host.product`.
 */
export function program(
  options: {
    layout: Layout;
    kernel: Kernel;
    loss: LossName;
    dropout?: Dropout | undefined;
    maxNorm?: number | undefined;
    batchSize: number;
    arithmetic: Arithmetic;
    /** Whether products of two panels are done at once, which pays where V8 joins vectors. */
    joined: boolean;
  },
): string {
  const { layout, kernel, batchSize, arithmetic } = options;
  const { layers } = layout;
  const { geometry: path } = kernel;
  const [first, last] = [layers[0], layers[layers.length - 1]];
  const joined = options.joined ? joinedProducts({ layout, batchSize, arithmetic }) : undefined;
  const products = layers.map((layer, l) => ({ layer, joined: joined?.names[l] ?? {} }));
  const blas = layers.some((layer) => layer.blas);
  return `(module
(import "host" "memory" (memory ${layout.pages}))
${blas ? IMPORT : ""}
(global $loss_sum (export "loss_sum") (mut f64) (f64.const 0))
(global $errors (export "errors") (mut i32) (i32.const 0))
${gemm(arithmetic)}
${transpose()}
${joined?.text ?? ""}
${blas ? passes() : ""}
${exp()} ${log()} ${log1p()}
${gather({ inputs: first.fanIn, x: first.input, stride: first.inputRow, labels: layout.labels })}
${
    loss(options.loss, {
      classes: last.fanOut,
      scores: last.delta,
      row: last.deltaRow,
      panel: last.deltaPanel,
      labels: layout.labels,
      terms: layout.terms,
    })
  }
${update(kernel, layout.parameterBytes)}
${path ? gamma(path.p) : ""}
${path && blas ? gammaOfRows(path.p) : ""}
${options.dropout ? dropout(options.dropout) : ""}
${norms()}
${options.maxNorm === undefined ? "" : maxNorm(options.maxNorm)}

;; scores of a mini-batch; learning computes γ_in of every unit and drops hidden units
(func $predict (param $order i32) (param $rows i32) (param $pixels i32) (param $labels i32)
  (param $mode i32) (param $keys i32)
  (local $p i32) (local $b i32) (local $c i32) (local $gamma i32) (local $scale i32) (local $done i32)
  (call $gather ${get("$order")} ${get("$rows")} ${get("$pixels")} ${get("$labels")})
  ${
    products.map((layer, l) =>
      forward(layer, { next: layers[l + 1], path }) +
      (options.dropout && l + 1 < layers.length ? drop(layers[l + 1], l) : "")
    ).join("\n")
  })

;; from ∂L/∂scores down: each layer's update, or its gradient where $target is not 0
(func $learn (param $rows i32) (param $uniforms i32) (param $target i32)
  (local $p i32) (local $w i32) (local $b i32) (local $c i32) (local $mask i32)
  (local $gamma i32) (local $scale i32) (local $done i32)
  ${
    products.map((layer, l) =>
      (l > 0 ? backward(layer, { below: layers[l - 1], layout, path }) : "") +
      weights(layer, {
        layout,
        batchSize,
        bounded: options.maxNorm !== undefined && l + 1 < layers.length,
      })
    ).reverse().join("\n")
  })

(func (export "epoch") (param $left i32)
  (local $order i32) (local $uniforms i32) (local $keys i32) (local $rows i32)
  ${reset()}
  ${set("$order", int(layout.order))}
  ${set("$uniforms", int(layout.uniforms))}
  ${set("$keys", int(layout.keys))}
  ${
    batches(`
    (call $predict ${get("$order")} ${get("$rows")}
      ${int(layout.sets.train.pixels)} ${int(layout.sets.train.labels)}
      ${int(MODE.learning)} ${get("$keys")})
    (call $loss ${get("$rows")} (f32.div (f32.const 1) (f32.convert_i32_s ${get("$rows")})))
    (call $learn ${get("$rows")} ${get("$uniforms")} ${int(0)})
    ${advance("$uniforms", 4 * kernel.uniforms.length)}
    ${advance("$keys", 4 * (layers.length - 1))}`)
  })

(func (export "evaluate") (param $left i32) (param $pixels i32) (param $labels i32)
  (local $order i32) (local $rows i32)
  ${reset()}
  ${set("$order", int(layout.identity))}
  ${
    batches(`
    (call $predict ${get("$order")} ${get("$rows")} ${get("$pixels")} ${get("$labels")}
      ${int(MODE.evaluation)} ${int(0)})
    (call $loss ${get("$rows")} (f32.const 0))`)
  })

(func $gradient (export "gradient") (param $order i32) (param $rows i32)
  (call $predict ${get("$order")} ${get("$rows")}
    ${int(layout.sets.train.pixels)} ${int(layout.sets.train.labels)}
    ${int(MODE.gradient)} ${int(0)})
  (call $loss ${get("$rows")} (f32.div (f32.const 1) (f32.convert_i32_s ${get("$rows")})))
  (call $learn ${get("$rows")} ${int(0)} ${int(layout.gradients - layout.parameters)}))

(func (export "gradient_norms") (param $left i32) (param $scaled i32)
  (local $order i32) (local $rows i32) (local $batches f64)
  ${resetNorms()}
  ${set("$order", int(layout.order))}
  ${
    batches(`
    (call $gradient ${get("$order")} ${get("$rows")})
    ${set("$batches", `(f64.add ${get("$batches")} (f64.const 1))`)}
    (call $accumulate ${int(layout.gradients)} ${int(layout.gradientMean)}
      ${int(layout.parameterBytes / 4)} (f64.div (f64.const 1) ${get("$batches")}))
    (if ${get("$scaled")} (then
      (call $accumulate_scaled ${int(layout.gradients)} ${int(layout.gradientScale)}
        ${int(layout.parameterBytes / 4)})))`)
  })
)`;

  /** Runs over what is `$left` in mini-batches of `$rows`. */
  function batches(body: string): string {
    return `(block (loop
      (br_if 1 (i32.eqz ${get("$left")}))
      ${
      set(
        "$rows",
        `(select ${int(batchSize)} ${get("$left")} (i32.gt_s ${get("$left")} ${int(batchSize)}))`,
      )
    }
      ${body}
      ${advance("$order", `(i32.mul ${get("$rows")} ${int(4)})`)}
      ${set("$left", `(i32.sub ${get("$left")} ${get("$rows")})`)}
      (br 0)))`;
  }
}

function reset(): string {
  return `(global.set $loss_sum (f64.const 0)) (global.set $errors (i32.const 0))`;
}
