/**
 * What becomes of the products of a training step, as WGSL: the `store` of gemm.ts, fused into the
 * product that it follows.
 *
 * @module
 */

import type { Kernel } from "../../../optimizers/kernel.ts";
import { type BatchShape, uniform } from "./batch.ts";
import { ELEMENTARY } from "./elementary.ts";
import type { LayerLayout } from "./layout.ts";
import { update } from "./rule.ts";

/**
 * WGSL: a vector of `columns` columns whose padding is 0, whatever was computed there.
 *
 * @param value A WGSL expression at the vector `column`.
 */
export function padded(value: string, columns: number): string {
  return columns % 4 === 0
    ? value
    : `select(vec4<f32>(), ${value}, units(column) < vec4<u32>(${columns}u))`;
}

/**
 * WGSL: as {@link padded}, with the 1 that feeds thresholds after the last column. Where that is the
 * first of a vector of its own, the vector is left alone.
 */
export function withOne(value: string, columns: number): string {
  return columns % 4 === 0
    ? value
    : `select(${padded(value, columns)}, vec4<f32>(1f), units(column) == vec4<u32>(${columns}u))`;
}

/**
 * max(0, z) as activations into the next layer.
 *
 * @param options.drop WGSL expression that makes of `activation` what goes on; itself where left out.
 */
export function activations(
  { fanIn, inputStride }: LayerLayout,
  { batch, drop = "activation" }: { batch: number; drop?: string | undefined },
): string {
  return store(`
  let activation = select(value, vec4<f32>(), value < vec4<f32>()); // unlike max, keeps a NaN
  c[(replica * ${batch}u + row) * ${inputStride}u + column] = ${withOne(drop, fanIn)};`);
}

/** The scores. */
export function scores({ fanOut, stride }: LayerLayout, { batch }: { batch: number }): string {
  return store(`
  c[(replica * ${batch}u + row) * ${stride}u + column] = ${padded("value", fanOut)};`);
}

/** ∂L/∂z of the layer below `layer`: the product where the activation is positive. */
export function delta(
  { fanIn, inputStride }: LayerLayout,
  { batch }: { batch: number },
): string {
  return store(`
  let activation = activations[(replica * ${batch}u + row) * ${inputStride}u + column];
  let passed = select(vec4<f32>(), value, activation > vec4<f32>());
  c[(replica * ${batch}u + row) * ${Math.ceil(fanIn / 4)}u + column] = ${
    padded("passed", fanIn)
  };`);
}

/**
 * The update rule: weights and states in place. Under the path geometry the gradient is first multiplied
 * by the number of its row in `scale_in` and of its column in `scale_out`.
 */
export function updated(
  { fanOut, rows, stride }: LayerLayout,
  { kernel, shape }: { kernel: Kernel; shape: BatchShape },
): string {
  const scaled = `value * scale_in[replica * ${4 * Math.ceil(rows / 4)}u + row] ` +
    `* scale_out[replica * ${stride}u + column]`;
  return ELEMENTARY + store(`
  let e = (replica * ${rows}u + row) * ${stride}u + column;
  ${
    update(kernel, {
      stored: ["weights", ...kernel.state.map((_, i) => stateName(i))].map((name) => `${name}[e]`),
      gradient: kernel.geometry ? scaled : "value",
      uniform: (i) => uniform(shape, i),
      keep: (value) => padded(value, fanOut),
    })
  }`);
}

/** What an update calls the buffer of state number i. */
export function stateName(i: number): string {
  return `state_${i}`;
}

/**
 * The sums over mini-batch gradients of `gradient_norms.ts`, kept apart for each weight: their mean and
 * Σ (g − mean)² by Welford's update, Σ g², and with `scaled` Σ (s g)².
 */
export function summed(
  { fanOut, rows, stride }: LayerLayout,
  { scaled }: { scaled: boolean },
): string {
  return store(`
  let e = (replica * ${rows}u + row) * ${stride}u + column;
  let g = ${padded("value", fanOut)};
  let first = batch.number == 1f;
  let m = select(mean[e], vec4<f32>(), first);
  let before = g - m;
  let after = g - (m + before / batch.number);
  mean[e] = m + before / batch.number;
  deviations[e] = select(deviations[e], vec4<f32>(), first) + before * after;
  squares[e] = select(squares[e], vec4<f32>(), first) + g * g;
  ${
    scaled
      ? `let sg = scale[e] * g;
  scaled[e] = select(scaled[e], vec4<f32>(), first) + sg * sg;`
      : ""
  }`);
}

function store(body: string): string {
  return `
fn store(replica: u32, row: u32, column: u32, value: vec4<f32>) {${body}
}
`;
}
