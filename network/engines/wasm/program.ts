/**
 * The training step of one network as a WebAssembly module, as text.
 *
 * @module
 */

import type { Kernel } from "../../../optimizers/kernel.ts";
import type { Dropout } from "../../dropout.ts";
import type { LossName } from "../../loss.ts";
import { dropout } from "./dropout.ts";
import { exp, log, log1p } from "./elementary.ts";
import { gather } from "./gather.ts";
import { type Arithmetic, gemm, PANEL, PANEL_ROW, transpose } from "./gemm.ts";
import type { LayerLayout, Layout } from "./layout.ts";
import { loss } from "./loss.ts";
import { maxNorm } from "./max_norm.ts";
import { gamma } from "./path.ts";
import { update } from "./rule.ts";
import { advance, get, int, set, whileAtLeast } from "./wat.ts";

/** What the module exports. */
export interface Program {
  /** Mini-batch updates over `count` examples in the order stored at `layout.order`. */
  epoch(count: number): void;
  /** Loss and errors of `count` examples at these addresses. */
  evaluate(count: number, pixels: number, labels: number): void;
  /** The gradient over the first `rows` examples of the order, to `layout.gradients`. */
  gradient(rows: number): void;
  /** Sum of the losses of the last call. */
  readonly loss_sum: { readonly value: number };
  /** Number of errors of the last call. */
  readonly errors: { readonly value: number };
}

/** What a pass through the network is for. A gradient is taken without dropout. */
const MODE = { evaluation: 0, learning: 1, gradient: 2 } as const;

/** The module's text. It imports its memory as `host.memory`. */
export function program(
  options: {
    layout: Layout;
    kernel: Kernel;
    loss: LossName;
    dropout?: Dropout | undefined;
    maxNorm?: number | undefined;
    batchSize: number;
    arithmetic: Arithmetic;
  },
): string {
  const { layout, kernel, batchSize, arithmetic } = options;
  const { layers } = layout;
  const { geometry: path } = kernel;
  const [first, last] = [layers[0], layers[layers.length - 1]];
  return `(module
(import "host" "memory" (memory ${layout.pages}))
(global $loss_sum (export "loss_sum") (mut f64) (f64.const 0))
(global $errors (export "errors") (mut i32) (i32.const 0))
${gemm(arithmetic)}
${transpose()}
${exp()} ${log()} ${log1p()}
${gather({ inputs: first.fanIn, x: first.input, stride: first.inputRow, labels: layout.labels })}
${
    loss(options.loss, {
      classes: last.fanOut,
      scores: last.delta,
      panel: last.deltaPanel,
      labels: layout.labels,
    })
  }
${update(kernel, layout.parameterBytes)}
${path ? gamma(path.p) : ""}
${options.dropout ? dropout(options.dropout) : ""}
${options.maxNorm === undefined ? "" : maxNorm(options.maxNorm)}

;; scores of a mini-batch; learning computes γ_in of every unit and drops hidden units
(func $predict (param $order i32) (param $rows i32) (param $pixels i32) (param $labels i32)
  (param $mode i32) (param $keys i32)
  (local $p i32) (local $b i32) (local $c i32) (local $gamma i32) (local $scale i32)
  (call $gather ${get("$order")} ${get("$rows")} ${get("$pixels")} ${get("$labels")})
  ${
    layers.map((layer, l) =>
      forward(layer, { next: layers[l + 1], path }) +
      (options.dropout && l + 1 < layers.length ? drop(layers[l + 1], l) : "")
    ).join("\n")
  })

;; from ∂L/∂scores down: each layer's update, or its gradient where $target is not 0
(func $learn (param $rows i32) (param $uniforms i32) (param $target i32)
  (local $p i32) (local $w i32) (local $b i32) (local $c i32) (local $mask i32)
  (local $gamma i32) (local $scale i32)
  ${
    layers.map((layer, l) =>
      (l > 0 ? backward(layer, { below: layers[l - 1], scratch: layout.scratch, path }) : "") +
      weights(layer, {
        scratch: layout.scratch,
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

(func (export "gradient") (param $rows i32)
  ${reset()}
  (call $predict ${int(layout.order)} ${get("$rows")}
    ${int(layout.sets.train.pixels)} ${int(layout.sets.train.labels)}
    ${int(MODE.gradient)} ${int(0)})
  (call $loss ${get("$rows")} (f32.div (f32.const 1) (f32.convert_i32_s ${get("$rows")})))
  (call $learn ${get("$rows")} ${int(0)} ${int(layout.gradients - layout.parameters)}))
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

/** Runs the body for each panel of a layer, with the suffix of the kernels that fit it. */
function overPanels(
  { wide, narrow }: { wide: number; narrow: number },
  body: (suffix: "wide" | "narrow") => string,
): string {
  const many = wide === 0 ? "" : `${set("$p", int(wide))} ${whileAtLeast("$p", 1, body("wide"))}`;
  return many + (narrow === 1 ? body("narrow") : "");
}

/** Dropout of the activations into a layer, `l` hidden layers further up than the first. */
function drop(next: LayerLayout, l: number): string {
  const activations = `${int(next.input)} ${int(next.inputRow)} ${get("$rows")} ${
    int((next.rows - 1) / 4)
  }`;
  return `
  (if (i32.eq ${get("$mode")} ${int(MODE.learning)})
    (then (call $drop ${activations} (i32.load offset=${4 * l} ${get("$keys")}))))
  (if (i32.eq ${get("$mode")} ${int(MODE.evaluation)}) (then (call $keep ${activations})))`;
}

/** a = max(0, z) into the next layer's input, or the scores; γ_in beside it. */
function forward(
  layer: LayerLayout,
  { next, path }: { next: LayerLayout | undefined; path: Kernel["geometry"] },
): string {
  const to = next
    ? { address: next.input, row: next.inputRow, panel: PANEL_ROW, floor: "0" }
    : { address: layer.delta, row: PANEL_ROW, panel: layer.deltaPanel, floor: "-inf" };
  const gamma = path && next && {
    start: startGamma(next.gammaIn, next.scaleIn),
    panel: (suffix: string) =>
      `(if (i32.eq ${get("$mode")} ${int(MODE.learning)}) (then
        ${callGamma(suffix, { panel: get("$b"), rows: layer.rows, from: layer.gammaIn })}))`,
  };
  return `
  ${set("$b", int(layer.weights))}
  ${set("$c", int(to.address))}
  ${gamma?.start ?? ""}
  ${
    overPanels(layer, (suffix) => `
    (call $forward_${suffix} ${get("$rows")} ${int(layer.input)} ${int(layer.inputRow)}
      ${get("$b")} ${int(layer.fanIn)}
      (i32.add ${get("$b")} ${int((layer.rows - 1) * PANEL_ROW)})
      ${get("$c")} ${int(to.row)} (f32.const ${to.floor}))
    ${gamma?.panel(suffix) ?? ""}
    ${advance("$b", layer.weightPanel)}
    ${advance("$c", to.panel)}`)
  }`;
}

/** ∂L/∂z of the layer below: (∂L/∂z Wᵀ) where its activation is positive; γ_out beside it. */
function backward(
  layer: LayerLayout,
  { below, scratch, path }: { below: LayerLayout; scratch: number; path: Kernel["geometry"] },
): string {
  const gamma = path && {
    start: startGamma(below.gammaOut, below.scaleOut),
    panel: (suffix: string) =>
      callGamma(suffix, { panel: int(scratch), rows: layer.fanOut, from: layer.gammaOut }),
  };
  return `
  ${set("$w", int(layer.weights))}
  ${set("$c", int(below.delta))}
  ${set("$mask", int(layer.input))}
  ${gamma?.start ?? ""}
  ${
    overPanels(below, (suffix) => `
    (call $transpose ${get("$w")} ${int(layer.weightPanel)} ${int(layer.wide + layer.narrow)}
      ${int(scratch)})
    (call $backward_${suffix} ${get("$rows")} ${int(layer.delta)} ${int(layer.deltaPanel)}
      ${int(scratch)} ${int(layer.fanOut)}
      ${get("$c")} ${get("$mask")} ${int(layer.inputRow)})
    ${gamma?.panel(suffix) ?? ""}
    ${advance("$w", PANEL * PANEL_ROW)}
    ${advance("$c", below.deltaPanel)}
    ${advance("$mask", PANEL_ROW)}`)
  }`;
}

function startGamma(gamma: number, scale: number): string {
  return set("$gamma", int(gamma)) + set("$scale", int(scale));
}

/** γ of the 8 units of a panel, from the γ at `from` of the units that its rows stand for. */
function callGamma(
  suffix: string,
  { panel, rows, from }: { panel: string; rows: number; from: number },
): string {
  return `(call $gamma_${suffix} ${panel} ${int(rows)} ${int(from)} ${get("$gamma")} ${
    get("$scale")
  })
    ${advance("$gamma", PANEL_ROW)}
    ${advance("$scale", PANEL_ROW)}`;
}

/** The gradient of the weights, panel by panel, each followed by its update and max-norm's bound. */
function weights(
  layer: LayerLayout,
  { scratch, bounded }: { scratch: number; bounded: boolean },
): string {
  const { rows } = layer;
  return `
  ${set("$w", int(layer.weights))}
  ${set("$b", int(layer.delta))}
  ${set("$scale", int(layer.scaleOut))}
  ${
    overPanels(layer, (suffix) => {
      const gradient = (to: string) =>
        `(call $weights_${suffix} ${int(rows)} ${int(layer.input)} ${int(layer.inputRow)}
          ${get("$b")} ${get("$rows")} ${to})`;
      return `
    (if ${get("$target")}
      (then ${gradient(`(i32.add ${get("$w")} ${get("$target")})`)})
      (else
        ${gradient(int(scratch))}
        (call $update_${suffix} ${get("$w")} ${int(scratch)} ${int(rows)} ${get("$uniforms")}
          ${int(layer.scaleIn)} ${get("$scale")})
        ${bounded ? `(call $bound_${suffix} ${get("$w")} ${int(rows)})` : ""}))
    ${advance("$w", layer.weightPanel)}
    ${advance("$b", layer.deltaPanel)}
    ${advance("$scale", PANEL_ROW)}`;
    })
  }`;
}
