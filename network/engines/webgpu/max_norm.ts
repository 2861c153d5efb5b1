/**
 * Max-norm regularization, as WGSL: `network/max_norm.ts` on one layer.
 *
 * @module
 */

import type { Shader } from "./device.ts";
import type { LayerLayout } from "./layout.ts";
import { overRows, ownRows } from "./sums_of_weights.ts";

/**
 * Scales the edges into each of a layer's units, its threshold among them, down to a norm of at most
 * `bound`. Binding: `weights`.
 */
export function maxNorm(
  layer: LayerLayout,
  { bound, replicas, host }: { bound: number; replicas: number; host: string },
): Shader {
  const { rows, stride } = layer;
  return overRows(layer, {
    entryPoint: "max_norm",
    replicas,
    host,
    term: "w * w",
    finish: `let norm = sqrt(sum);
    let factor = select(vec4<f32>(1f), ${bound}f / norm, norm > vec4<f32>(${bound}f));
    ${ownRows(rows, `weights[(network * ${rows}u + row) * ${stride}u + column] *= factor;`)}`,
  });
}
