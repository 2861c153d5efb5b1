/**
 * One layer of the network on the way forward and back, as WebAssembly text: calls of the kernels, panel
 * by panel.
 *
 * @module
 */

import type { Kernel } from "../../../optimizers/kernel.ts";
import { backwardByBlas, forwardByBlas, weightsByBlas } from "./blas_layers.ts";
import { PANEL, PANEL_ROW } from "./gemm.ts";
import type { JoinedNames } from "./joined.ts";
import type { LayerLayout, Layout } from "./layout.ts";
import { inMode } from "./mode.ts";
import { advance, get, int, set, whileAtLeast } from "./wat.ts";

type Suffix = "wide" | "narrow";

/** One layer's products. */
export interface LayerProducts {
  readonly layer: LayerLayout;
  readonly joined: JoinedNames;
}

/**
 * Runs the body for the panels of a layer: two at a time where their products are joined, else one. The
 * body gets the suffixes of the kernels that fit them.
 */
function overPanels(
  { wide, narrow }: LayerLayout,
  joined: string | undefined,
  body: (panels: readonly Suffix[]) => string,
): string {
  const pairs = joined === undefined ? 0 : Math.floor(wide / 2);
  const times = (count: number, panels: readonly Suffix[]) =>
    count === 0 ? "" : `${set("$p", int(count))} ${whileAtLeast("$p", 1, body(panels))}`;
  return times(pairs, ["wide", "wide"]) + times(wide - 2 * pairs, ["wide"]) +
    (narrow === 1 ? body(["narrow"]) : "");
}

/** A product of these panels: the joined one for two, and the plain one for the rows that it leaves. */
function products(
  panels: readonly Suffix[],
  { joined, rows, plain }: {
    /** Calls the joined product, which returns how many rows are done. */
    joined: string;
    rows: string;
    /** Calls the plain product from row `$done` on, for the panel of this number. */
    plain: (suffix: Suffix, i: number) => string;
  },
): string {
  const calls = panels.map(plain).join("");
  return panels.length === 1
    ? set("$done", int(0)) + calls
    : `${set("$done", joined)} (if (i32.lt_s ${get("$done")} ${rows}) (then ${calls}))`;
}

/** What remains of so many rows. */
function remaining(rows: string): string {
  return `(i32.sub ${rows} ${get("$done")})`;
}

/** The first row that remains, of rows so many bytes apart. */
function rest(address: string, row: number): string {
  return `(i32.add ${address} (i32.mul ${get("$done")} ${int(row)}))`;
}

/** The i-th of panels that are so many bytes apart. */
function panelAt(address: string, { i, panel }: { i: number; panel: number }): string {
  return i === 0 ? address : `(i32.add ${address} ${int(i * panel)})`;
}

/** Dropout of the activations into a layer, `l` hidden layers further up than the first. */
export function drop(next: LayerLayout, l: number): string {
  const activations = `${int(next.input)} ${int(next.inputRow)} ${get("$rows")} ${
    int((next.rows - 1) / 4)
  }`;
  return `
  ${inMode("learning", `(call $drop ${activations} (i32.load offset=${4 * l} ${get("$keys")}))`)}
  ${inMode("evaluation", `(call $keep ${activations})`)}`;
}

/** a = max(0, z) into the next layer's input, or the scores; γ_in beside it. */
export function forward(
  { layer, joined }: LayerProducts,
  { next, path }: { next: LayerLayout | undefined; path: Kernel["geometry"] },
): string {
  const to = next
    ? { address: next.input, row: next.inputRow, panel: PANEL_ROW, floor: "0" }
    : { address: layer.delta, row: layer.deltaRow, panel: layer.deltaPanel, floor: "-inf" };
  if (layer.blas) return forwardByBlas(layer, { to, next, path });
  const floor = `(f32.const ${to.floor})`;
  const gamma = (suffix: Suffix) =>
    path && next
      ? inMode(
        "learning",
        callGamma(suffix, { panel: get("$b"), rows: layer.rows, from: layer.gammaIn }),
      )
      : "";
  const plain = (suffix: Suffix, i: number) => {
    const b = panelAt(get("$b"), { i, panel: layer.weightPanel });
    return `
      (call $forward_${suffix} ${remaining(get("$rows"))}
        ${rest(int(layer.input), layer.inputRow)} ${int(layer.inputRow)}
        ${b} ${int(layer.fanIn)} (i32.add ${b} ${int((layer.rows - 1) * PANEL_ROW)})
        ${rest(panelAt(get("$c"), { i, panel: to.panel }), to.row)} ${int(to.row)} ${floor})`;
  };
  return `
  ${set("$b", int(layer.weights))}
  ${set("$c", int(to.address))}
  ${path && next ? startGamma(next.gammaIn, next.scaleIn) : ""}
  ${
    overPanels(layer, joined.forward, (panels) =>
      products(panels, {
        joined: `(call $${joined.forward} ${get("$rows")} ${get("$b")} ${int(layer.weightPanel)}
          ${get("$c")} ${int(to.row)} ${int(to.panel)} ${floor})`,
        rows: get("$rows"),
        plain,
      }) + panels.map((suffix) =>
        `${gamma(suffix)} ${advance("$b", layer.weightPanel)} ${advance("$c", to.panel)}`
      ).join(""))
  }`;
}

/** ∂L/∂z of the layer below: (∂L/∂z Wᵀ) where its activation is positive; γ_out beside it. */
export function backward(
  { layer, joined }: LayerProducts,
  { below, layout, path }: { below: LayerLayout; layout: Layout; path: Kernel["geometry"] },
): string {
  if (layer.blas && below.blas) return backwardByBlas(layer, { below, path });
  const { scratch, scratchPanel } = layout;
  const transposed = (i: number) => int(scratch + i * scratchPanel);
  const transpose = (_: Suffix, i: number) => `
    (call $transpose ${panelAt(get("$w"), { i, panel: PANEL * layer.weightRow })}
      ${int(layer.weightRow)} ${int(layer.weightPanel)} ${int(layer.wide + layer.narrow)}
      ${transposed(i)})`;
  const plain = (suffix: Suffix, i: number) => `
    (call $backward_${suffix} ${remaining(get("$rows"))}
      ${rest(int(layer.delta), layer.deltaRow)} ${int(layer.deltaRow)} ${int(layer.deltaPanel)}
      ${transposed(i)} ${int(layer.fanOut)}
      ${rest(panelAt(get("$c"), { i, panel: below.deltaPanel }), below.deltaRow)}
      ${int(below.deltaRow)}
      ${rest(panelAt(get("$mask"), { i, panel: PANEL_ROW }), layer.inputRow)} ${
    int(layer.inputRow)
  })`;
  return `
  ${set("$w", int(layer.weights))}
  ${set("$c", int(below.delta))}
  ${set("$mask", int(layer.input))}
  ${path ? startGamma(below.gammaOut, below.scaleOut) : ""}
  ${
    overPanels(below, joined.backward, (panels) =>
      panels.map(transpose).join("") +
      products(panels, {
        joined: `(call $${joined.backward} ${get("$rows")} ${int(scratch)} ${int(scratchPanel)}
          ${get("$c")} ${int(below.deltaRow)} ${int(below.deltaPanel)} ${get("$mask")})`,
        rows: get("$rows"),
        plain,
      }) + panels.map((suffix, i) => `
    ${
        path
          ? callGamma(suffix, { panel: transposed(i), rows: layer.fanOut, from: layer.gammaOut })
          : ""
      }
    ${advance("$w", PANEL * layer.weightRow)}
    ${advance("$c", below.deltaPanel)}
    ${advance("$mask", PANEL_ROW)}`).join(""))
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

/**
 * The gradient of the weights, panel by panel, each followed by its update and max-norm's bound; or all of
 * it `$target` bytes after the weights, where that is not 0.
 */
export function weights(
  { layer, joined }: LayerProducts,
  { layout, batchSize, bounded }: { layout: Layout; batchSize: number; bounded: boolean },
): string {
  const { rows, weightPanel } = layer;
  const { scratch } = layout;
  if (layer.blas) {
    return weightsByBlas(layer, { scratch, bound: bounded ? boundPanels(layer) : "" });
  }
  const plain = (to: string) => (suffix: Suffix, i: number) => `
    (call $weights_${suffix} ${remaining(int(rows))}
      ${rest(int(layer.input), 4)} ${int(layer.inputRow)}
      ${panelAt(get("$b"), { i, panel: layer.deltaPanel })} ${get("$rows")}
      ${rest(panelAt(to, { i, panel: weightPanel }), PANEL_ROW)})`;
  const gradient = (panels: readonly Suffix[], to: string) =>
    products(panels, {
      joined: `(if (result i32) (i32.eq ${get("$rows")} ${int(batchSize)})
        (then (call $${joined.weights} ${int(rows)} ${get("$b")} ${int(layer.deltaPanel)}
          ${to} ${int(PANEL_ROW)} ${int(weightPanel)}))
        (else ${int(0)}))`,
      rows: int(rows),
      plain: plain(to),
    });
  const update = (suffix: Suffix, i: number) => `
    (if (i32.eqz ${get("$target")}) (then
      (call $update_${suffix} ${get("$w")} ${int(scratch + i * weightPanel)} ${int(rows)}
        ${get("$uniforms")} ${int(layer.scaleIn)} ${get("$scale")})
      ${bounded ? bound(layer, suffix) : ""}))
    ${advance("$w", weightPanel)}
    ${advance("$b", layer.deltaPanel)}
    ${advance("$scale", PANEL_ROW)}`;
  return `
  ${set("$w", int(layer.weights))}
  ${set("$b", int(layer.delta))}
  ${set("$scale", int(layer.scaleOut))}
  ${
    overPanels(layer, joined.weights, (panels) => `
    ${
      set(
        "$c",
        `(select (i32.add ${get("$w")} ${get("$target")}) ${int(scratch)} ${get("$target")})`,
      )
    }
    ${gradient(panels, get("$c"))}
    ${panels.map(update).join("")}`)
  }`;
}

/** Max-norm's bound on all panels. */
function boundPanels(layer: LayerLayout): string {
  return set("$w", int(layer.weights)) +
    overPanels(
      layer,
      undefined,
      ([suffix]) => `${bound(layer, suffix)} ${advance("$w", layer.weightPanel)}`,
    );
}

function bound({ weightRow, rows }: LayerLayout, suffix: Suffix): string {
  return `(call $bound_${suffix} ${get("$w")} ${int(weightRow)} ${int(rows)})`;
}
