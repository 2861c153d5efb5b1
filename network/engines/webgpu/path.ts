/**
 * The path geometry (N, Algorithm 1), as WGSL: γ_in and γ_out of every unit, sums over the columns and
 * the rows of the weights in an order that depends on their shape alone.
 *
 * Beside each γ its reciprocal power γ^(−2/p) is kept, so that the update of an edge u → v multiplies
 * its gradient by γ_in(u)^(−2/p) γ_out(v)^(−2/p) = 1 / γ_p(e). It is 0 where γ is 0, or too small for
 * its reciprocal to be finite: a unit on no path gets no update.
 *
 * @module
 */

import type { Shader } from "./device.ts";
import { ELEMENTARY } from "./elementary.ts";
import { withOne } from "./epilogues.ts";
import type { LayerLayout } from "./layout.ts";
import { power } from "./rule.ts";
import { overColumns, overRows } from "./sums_of_weights.ts";

/** Least γ whose reciprocal is finite: the least normal float32. */
const LEAST = 2 ** -126;

/**
 * γ_in of a layer's units: Σ_u γ_in(u) |w_uv|^p over the units u that feed it and its thresholds.
 *
 * Bindings: `weights`; `above`, γ_in of what feeds the layer; `gamma` and `scale`, the same of what
 * the layer feeds.
 */
export function gammaIn(
  layer: LayerLayout,
  { p, replicas, host }: { p: number; replicas: number; host: string },
): Shader {
  const { fanOut, rows } = layer;
  const place = `network * ${Math.ceil((fanOut + 1) / 4)}u + column`;
  return overRows(layer, {
    entryPoint: "gamma_in",
    replicas,
    host: host + ELEMENTARY + reciprocal(p),
    term: `above[network * ${4 * Math.ceil(rows / 4)}u + row] * ${power("abs(w)", p)}`,
    finish: `if local.y == 0u {
      let reciprocals = reciprocal(sum);
      gamma[${place}] = ${withOne("sum", fanOut)};
      scale[${place}] = ${withOne("reciprocals", fanOut)};
    }`,
  });
}

/**
 * γ_out of the units that feed a layer: Σ_v γ_out(v) |w_uv|^p over the layer's units v.
 *
 * Bindings: `weights`; `above`, γ_out of the layer's units; `gamma` and `scale`, the same of the
 * units that feed it, one float each.
 */
export function gammaOut(
  layer: LayerLayout,
  { p, replicas, host }: { p: number; replicas: number; host: string },
): Shader {
  const { fanIn, stride } = layer;
  const place = `network * ${4 * Math.ceil(fanIn / 4)}u + row`;
  return overColumns(layer, {
    entryPoint: "gamma_out",
    replicas,
    host: host + ELEMENTARY + reciprocal(p),
    term: `above[network * ${stride}u + column] * ${power("abs(w)", p)}`,
    finish: `gamma[${place}] = sum;
    scale[${place}] = reciprocal(vec4<f32>(sum)).x;`,
  });
}

/** γ^(−2/p). */
function reciprocal(p: number): string {
  return `
fn reciprocal(gamma: vec4<f32>) -> vec4<f32> {
  return select(vec4<f32>(), ${power("gamma", -2 / p)}, gamma >= vec4<f32>(${LEAST}f));
}
`;
}
