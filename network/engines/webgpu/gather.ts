/**
 * Brings a mini-batch in, as WGSL. Inputs stay bytes on the GPU, in parts where one buffer can't hold
 * them all.
 *
 * @module
 */

import type { Shader } from "./device.ts";
import { withOne } from "./epilogues.ts";
import type { LayerLayout } from "./layout.ts";

/** Threads of a workgroup along columns and along rows. */
const [ACROSS, DOWN] = [16, 4];

/**
 * x = byte / 255 of those examples of the mini-batch that lie in one part of a set.
 *
 * Bindings: `part`, the part's first example and their number; `pixels`, its bytes, four a word and a
 * word more; `order`, `longest` indices for each network; `x`, the activations into the first layer.
 */
export function gather(
  { fanIn, inputStride }: LayerLayout,
  options: { batch: number; longest: number; replicas: number; host: string },
): Shader {
  const { batch, longest, replicas, host } = options;
  const vectors = Math.ceil(fanIn / 4);
  return {
    code: `${host}
@compute @workgroup_size(${ACROSS}, ${DOWN})
fn gather(@builtin(global_invocation_id) id: vec3<u32>) {
  let column = id.x;
  let row = id.y;
  let network = replica(id.z);
  if column >= ${vectors}u || row >= rows() { return; }
  // an example of another part has a place past this one's end
  let place = order[network * ${longest}u + batch.first + row] - part.x;
  if place >= part.y { return; }
  let byte = place * ${fanIn}u + 4u * column;
  let value = unpack4x8unorm(${fanIn % 4 === 0 ? "pixels[byte / 4u]" : "word(byte)"});
  x[(network * ${batch}u + row) * ${inputStride}u + column] = ${withOne("value", fanIn)};
}
fn word(byte: u32) -> u32 {
  let shift = 8u * (byte % 4u);
  let low = pixels[byte / 4u] >> shift;
  return select(low | (pixels[byte / 4u + 1u] << (32u - shift)), low, shift == 0u);
}
`,
    entryPoint: "gather",
    workgroups: [Math.ceil(vectors / ACROSS), Math.ceil(batch / DOWN), replicas],
  };
}
