/**
 * One layer of the network on the way forward and back, as WebAssembly text: calls of the kernels, panel
 * by panel.
 *
 * @module
 */

import type { Kernel } from "../../../optimizers/kernel.ts";
import { PANEL, PANEL_ROW } from "./gemm.ts";
import type { LayerLayout } from "./layout.ts";
import { advance, get, int, set, whileAtLeast } from "./wat.ts";

/** What a pass through the network is for. A gradient is taken without dropout. */
export const MODE = { evaluation: 0, learning: 1, gradient: 2 } as const;

/** Runs the body for each panel of a layer, with the suffix of the kernels that fit it. */
function overPanels(
  { wide, narrow }: { wide: number; narrow: number },
  body: (suffix: "wide" | "narrow") => string,
): string {
  const many = wide === 0 ? "" : `${set("$p", int(wide))} ${whileAtLeast("$p", 1, body("wide"))}`;
  return many + (narrow === 1 ? body("narrow") : "");
}

/** Dropout of the activations into a layer, `l` hidden layers further up than the first. */
export function drop(next: LayerLayout, l: number): string {
  const activations = `${int(next.input)} ${int(next.inputRow)} ${get("$rows")} ${
    int((next.rows - 1) / 4)
  }`;
  return `
  (if (i32.eq ${get("$mode")} ${int(MODE.learning)})
    (then (call $drop ${activations} (i32.load offset=${4 * l} ${get("$keys")}))))
  (if (i32.eq ${get("$mode")} ${int(MODE.evaluation)}) (then (call $keep ${activations})))`;
}

/** a = max(0, z) into the next layer's input, or the scores; γ_in beside it. */
export function forward(
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
export function backward(
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
export function weights(
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
