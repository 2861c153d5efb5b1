/**
 * Dropout, as WGSL. The masks are those of `network/dropout.ts`, four units at a time.
 *
 * @module
 */

import { type Dropout, keptBelow, MIX } from "../../dropout.ts";

/** WGSL: the activations that a mask keeps, the others 0; of row `row` and vector `column`. */
export function dropped(key: string): string {
  return `select(vec4<f32>(), activation, is_kept(${key} + row * ${MIX.row}u + units(column)))`;
}

/** WGSL: the activations of an evaluation, each multiplied by the probability of keeping it. */
export function expected({ keep }: Dropout): string {
  return `${keep}f * activation`;
}

/** `is_kept`, of four places of a mask. */
export function declareMask(dropout: Dropout): string {
  return `
fn is_kept(place: vec4<u32>) -> vec4<bool> {
  var h = place;
  h = (h ^ (h >> vec4<u32>(16u))) * ${MIX.first}u;
  h = (h ^ (h >> vec4<u32>(13u))) * ${MIX.second}u;
  h = h ^ (h >> vec4<u32>(16u));
  return h < vec4<u32>(${keptBelow(dropout)}u);
}
`;
}
