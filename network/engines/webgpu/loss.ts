/**
 * Loss, error and the gradient of the scores, as WGSL. The formulas are those of `network/loss.ts`, four
 * classes at a time, one thread an example.
 *
 * @module
 */

import { type LossName, TRUNCATION, ZERO_FROM } from "../../loss.ts";
import type { Shader } from "./device.ts";
import { ELEMENTARY } from "./elementary.ts";
import type { LayerLayout } from "./layout.ts";

const THREADS = 32;

/**
 * Writes each example's loss and error (0 or 1), and with `gradient` puts ∂L/∂s, L the mean loss of the
 * mini-batch, in the place of the scores s.
 *
 * Bindings: `scores`; `order`, `longest` indices for each network; `labels`, of all examples of the
 * set; `outcomes`, as `order`.
 */
export function loss(
  name: LossName,
  options: {
    layer: LayerLayout;
    batch: number;
    longest: number;
    replicas: number;
    gradient: boolean;
    host: string;
  },
): Shader {
  const { layer: { fanOut, stride }, batch, longest, replicas, gradient, host } = options;
  const row = { classes: fanOut, stride, gradient };
  return {
    code: `${host}${ELEMENTARY}
@compute @workgroup_size(${THREADS})
fn loss(@builtin(global_invocation_id) id: vec3<u32>) {
  let network = replica(id.z);
  if id.x >= rows() { return; }
  let example = network * ${longest}u + batch.first + id.x;
  let row = (network * ${batch}u + id.x) * ${stride}u;
  let label = labels[order[example]];
  let own = scores[row + label / 4u][label % 4u];
  let scale = 1f / f32(rows());
  var is_error = false;${name === "squared" ? squared(row) : softMax(name, row)}
  outcomes[example] = vec2<f32>(value, select(0f, 1f, is_error));
}
fn total(x: vec4<f32>) -> f32 { return (x.x + x.y) + (x.z + x.w); }
`,
    entryPoint: "loss",
    workgroups: [Math.ceil(batch / THREADS), 1, replicas],
  };
}

/** What a loss is computed of. */
interface Row {
  readonly classes: number;
  readonly stride: number;
  readonly gradient: boolean;
}

/** ln Σ f(s_i − s_c) = m + ln(1 + rest), rest over all but one of the largest terms. */
function softMax(name: LossName, { classes, stride, gradient }: Row): string {
  return `
  var tops = vec4<f32>(own);
  ${overClasses({ classes, stride }, "tops = select(tops, max(tops, s), live);")}
  let top = max(max(tops.x, tops.y), max(tops.z, tops.w));
  let m = top - own;
  var sums = vec4<f32>();
  var ties = vec4<f32>();
  ${
    overClasses(
      { classes, stride },
      `
    ${name === "cross-entropy" ? scaledExp() : truncatedExp()}
    // not equal, and not !=, which is false of a NaN on some GPUs
    sums += select(vec4<f32>(), term, live & !(s == vec4<f32>(top)));
    ties += select(vec4<f32>(), vec4<f32>(1f), live & (s == vec4<f32>(top)));
    is_error |= any(others & !(s < vec4<f32>(own)));
    ${gradient ? "scores[row + j] = select(vec4<f32>(), slope, others);" : ""}`,
    )
  }
  let rest = total(sums) + (total(ties) - 1f);
  let value = m + log1p(vec4<f32>(rest)).x;
  ${gradient ? scaledSlopes({ classes, stride }) : ""}`;
}

/** f(x) e⁻ᵐ and f′(x) e⁻ᵐ of x = s − s_c, for f = exp. */
function scaledExp(): string {
  return `let term = exponential(s - own - m);
    let slope = term;`;
}

/** The same for f(x) = eˣ for x ≥ −11, e⁻¹¹ [x + 13]₊² / 4 below (N, footnote 2). */
function truncatedExp(): string {
  return `let x = s - own;
    let far = x < vec4<f32>(${TRUNCATION}f);
    let e = exponential(select(x, vec4<f32>(${TRUNCATION}f), far) - m);
    let low = max(vec4<f32>(), x - ${ZERO_FROM}f);
    let slope = select(e, e * low * 0.5f, far);
    let term = select(e, e * low * low * 0.25f, far);`;
}

/** The slopes as the gradient; the label's own is minus the sum of the others. */
function scaledSlopes(row: { classes: number; stride: number }): string {
  return `let factor = scale / (1f + rest);
  var slopes = vec4<f32>();
  ${
    overClasses(
      row,
      `
    let slope = factor * s;
    slopes += slope;
    scores[row + j] = slope;`,
    )
  }
  scores[row + label / 4u][label % 4u] = -total(slopes);`;
}

/** ½ ‖s − e_c‖². */
function squared({ classes, stride, gradient }: Row): string {
  return `
  var squares = vec4<f32>();
  ${
    overClasses(
      { classes, stride },
      `
    let difference = select(vec4<f32>(), select(s - 1f, s, others), live);
    squares += difference * difference;
    is_error |= any(others & !(s < vec4<f32>(own)));
    ${gradient ? "scores[row + j] = scale * difference;" : ""}`,
    )
  }
  let value = 0.5f * total(squares);`;
}

/** Four classes at a time: their scores s, which of them there are, and which are not the label. */
function overClasses(
  { classes, stride }: { classes: number; stride: number },
  body: string,
): string {
  return `for (var j = 0u; j < ${stride}u; j++) {
    let s = scores[row + j];
    let live = units(j) < vec4<u32>(${classes}u);
    let others = live & (units(j) != vec4<u32>(label));
    ${body}
  }`;
}
