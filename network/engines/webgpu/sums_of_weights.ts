/**
 * Sums over the rows or the columns of a layer's weights, as WGSL. Each is cut among the threads of one
 * workgroup, which then add up in pairs: its order depends on the shape alone.
 *
 * @module
 */

import type { Shader } from "./device.ts";
import type { LayerLayout } from "./layout.ts";

/** Threads of a workgroup that sums over rows: along columns, and along rows. */
const [ACROSS, DOWN] = [4, 64];
/** Threads of a workgroup that sums over columns: along columns, and along rows. */
const [ALONG, ROWS] = [16, 8];

/** What is summed. The WGSL may use `network`, and in a term the weights `w`. */
interface Sum {
  readonly entryPoint: string;
  readonly replicas: number;
  /** Declarations, among them the binding `weights`. */
  readonly host: string;
  /** WGSL expression of a vector: the term of the weights `w` at `row` and the vector `column`. */
  readonly term: string;
  /** WGSL statements that use the `sum`. */
  readonly finish: string;
}

/**
 * For each vector of columns, the sum over all rows, thresholds among them. `finish` knows `column`, and
 * runs in every thread of the column: those with `local.y` from 0, see {@link ownRows}.
 */
export function overRows(
  { rows, stride }: LayerLayout,
  { entryPoint, replicas, host, term, finish }: Sum,
): Shader {
  return {
    code: `${host}
var<workgroup> sums: array<vec4<f32>, ${ACROSS * DOWN}>;
@compute @workgroup_size(${ACROSS}, ${DOWN})
fn ${entryPoint}(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let network = replica(group.z);
  let column = group.x * ${ACROSS}u + local.x;
  let thread = local.y * ${ACROSS}u + local.x;
  var own = vec4<f32>();
  if column < ${stride}u {
    ${
      ownRows(
        rows,
        `let w = weights[(network * ${rows}u + row) * ${stride}u + column];
      own += ${term};`,
      )
    }
  }
  sums[thread] = own;
  ${inPairs("local.y", { count: DOWN, distance: ACROSS })}
  if column < ${stride}u {
    let sum = sums[local.x];
    ${finish}
  }
}
`,
    entryPoint,
    workgroups: [Math.ceil(stride / ACROSS), 1, replicas],
  };
}

/** A loop over the rows that are a thread's own share of a column. */
export function ownRows(rows: number, body: string): string {
  return `for (var row = local.y; row < ${rows}u; row += ${DOWN}u) {
      ${body}
    }`;
}

/** For each row but that of the thresholds, the sum over all columns, a float. `finish` knows `row`. */
export function overColumns(
  { fanIn, rows, stride }: LayerLayout,
  { entryPoint, replicas, host, term, finish }: Sum,
): Shader {
  return {
    code: `${host}
var<workgroup> sums: array<vec4<f32>, ${ALONG * ROWS}>;
@compute @workgroup_size(${ALONG}, ${ROWS})
fn ${entryPoint}(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
) {
  let network = replica(group.z);
  let row = group.x * ${ROWS}u + local.y;
  let thread = local.y * ${ALONG}u + local.x;
  var own = vec4<f32>();
  if row < ${fanIn}u {
    for (var column = local.x; column < ${stride}u; column += ${ALONG}u) {
      let w = weights[(network * ${rows}u + row) * ${stride}u + column];
      own += ${term};
    }
  }
  sums[thread] = own;
  ${inPairs("local.x", { count: ALONG, distance: 1 })}
  if row < ${fanIn}u && local.x == 0u {
    let parts = sums[thread];
    let sum = (parts.x + parts.y) + (parts.z + parts.w);
    ${finish}
  }
}
`,
    entryPoint,
    workgroups: [Math.ceil(fanIn / ROWS), 1, replicas],
  };
}

/** Adds `count` sums, `distance` apart in the workgroup's memory, into the first of them. */
function inPairs(index: string, { count, distance }: { count: number; distance: number }): string {
  return `for (var half = ${count / 2}u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if ${index} < half { sums[thread] += sums[thread + half * ${distance}u]; }
  }
  workgroupBarrier();`;
}
