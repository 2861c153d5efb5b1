/**
 * exp and ln of four floats at once, as WGSL. Those built in may be many units in the last place off,
 * on every GPU in its own way.
 *
 * Argument reduction and polynomials are those of the WebAssembly engine.
 *
 * @module
 */

import { EXP_POLYNOMIAL, LOG_POLYNOMIAL } from "../wasm/elementary.ts";

/**
 * `exponential`: eˣ; 0 below −104, infinite above 89. `logarithm`: ln x; −∞ at 0, NaN below.
 * `log1p`: ln(1 + x) for x ≥ 0, as exact for the least x. NaN stays NaN.
 */
export const ELEMENTARY = `
fn exponential(x: vec4<f32>) -> vec4<f32> {
  // select and not clamp, which may lose a NaN
  let c = select(select(x, vec4<f32>(89f), x > vec4<f32>(89f)), vec4<f32>(-104f), x < vec4<f32>(-104f));
  let n = round(c * ${Math.fround(Math.LOG2E)}f);
  // x = n ln 2 + r, with ln 2 in two parts so that r is exact
  let r = (c - n * 0.693359375f) + n * 2.12194440e-4f;
  let e = vec4<i32>(n);
  let half = e >> vec4<u32>(1u);
  // 2ⁿ in two factors, so that the ends of the range neither overflow nor vanish early
  return (${horner(EXP_POLYNOMIAL)} * r * r + r + 1f) * power_of_two(half) * power_of_two(e - half);
}
fn power_of_two(n: vec4<i32>) -> vec4<f32> {
  return bitcast<vec4<f32>>((n + 127) << vec4<u32>(23u));
}
fn logarithm(x: vec4<f32>) -> vec4<f32> {
  // a subnormal is brought into range first
  let small = x < vec4<f32>(${2 ** -126}f);
  let bits = bitcast<vec4<u32>>(select(x, x * ${2 ** 23}f, small));
  // x = 2ⁿ (1 + r), with 1 + r from √½ to √2
  let m = bitcast<vec4<f32>>((bits & vec4<u32>(0x007fffffu)) | vec4<u32>(0x3f000000u));
  let low = m < vec4<f32>(${Math.fround(Math.SQRT1_2)}f);
  let n = vec4<f32>(vec4<i32>(bits >> vec4<u32>(23u))) - 126f
    - select(vec4<f32>(), vec4<f32>(23f), small) - select(vec4<f32>(), vec4<f32>(1f), low);
  let result = log_near_one(select(m, m + m, low) - 1f, n);
  let finite = select(result, x, x > vec4<f32>(3.4028234e38f));
  let above = select(finite, -1f / abs(x), x == vec4<f32>());
  return select(above, sqrt(x), !(x >= vec4<f32>())); // the root is not a number where ln x is none
}
fn log_near_one(r: vec4<f32>, n: vec4<f32>) -> vec4<f32> {
  let square = r * r;
  return (r + (${
  horner(LOG_POLYNOMIAL)
} * r * square - n * 2.12194440e-4f - square * 0.5f)) + n * 0.693359375f;
}
fn log1p(x: vec4<f32>) -> vec4<f32> {
  return select(logarithm(1f + x), log_near_one(x, vec4<f32>()), x < vec4<f32>(${Math.SQRT2 - 1}f));
}
`;

function horner(coefficients: readonly number[]): string {
  return coefficients.map((value) => `${value}f`).reduce((sum, next) => `(${sum} * r + ${next})`);
}
