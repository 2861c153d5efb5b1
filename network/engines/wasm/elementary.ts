/**
 * exp and log of four floats at once, as WebAssembly text.
 *
 * Argument reduction and polynomials after Moshier's Cephes library (expf, logf): about two units in
 * the last place. exp(0) is exactly 1.
 *
 * @module
 */

import { get, locals, set, splat } from "./wat.ts";

/** Coefficients of (eʳ − 1 − r) / r², the highest power first, for |r| ≤ ½ ln 2. */
export const EXP_POLYNOMIAL: readonly number[] = [
  1.9875691500e-4,
  1.3981999507e-3,
  8.3334519073e-3,
  4.1665795894e-2,
  1.6666665459e-1,
  5.0000001201e-1,
];

/** Coefficients of (ln(1 + r) − r + r²/2) / r³, the highest power first, for √½ ≤ 1 + r < √2. */
export const LOG_POLYNOMIAL: readonly number[] = [
  7.0376836292e-2,
  -1.1514610310e-1,
  1.1676998740e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
];

/** `$exp`: eˣ; 0 below −104, infinite above 89, NaN stays NaN. */
export function exp(): string {
  const polynomial = horner("$r", EXP_POLYNOMIAL);
  return `
(func $exp (param $x v128) (result v128)
  ${locals("v128", ["$n", "$r", "$half"])}
  ${set("$x", `(f32x4.max (f32x4.min ${get("$x")} ${splat(89)}) ${splat(-104)})`)}
  ${set("$n", `(f32x4.nearest ${mul(get("$x"), splat(Math.LOG2E))})`)}
  ;; x = n ln 2 + r, with ln 2 in two parts so that r is exact
  ${set("$r", sub(get("$x"), mul(get("$n"), splat(0.693359375))))}
  ${set("$r", sub(get("$r"), mul(get("$n"), splat(-2.12194440e-4))))}
  ${set("$x", `(i32x4.trunc_sat_f32x4_s ${get("$n")})`)}
  ${set("$half", `(i32x4.shr_s ${get("$x")} (i32.const 1))`)}
  ;; 2ⁿ in two factors, so that the ends of the range neither overflow nor vanish early
  ${
    mul(
      mul(
        add(add(mul(polynomial, mul(get("$r"), get("$r"))), get("$r")), splat(1)),
        powerOfTwo(get("$half")),
      ),
      powerOfTwo(`(i32x4.sub ${get("$x")} ${get("$half")})`),
    )
  })`;
}

/** `$log`: ln x; −∞ at 0, NaN below. */
export function log(): string {
  const polynomial = horner("$r", LOG_POLYNOMIAL);
  const tiny = `(f32x4.lt ${get("$x")} ${splat(2 ** -126)})`;
  return `
(func $log (param $x v128) (result v128)
  ${locals("v128", ["$bits", "$n", "$r", "$small", "$square", "$result"])}
  ;; a subnormal is brought into range first
  ${set("$small", tiny)}
  ${set("$bits", pick(mul(get("$x"), splat(2 ** 23)), get("$x"), get("$small")))}
  ;; x = 2ⁿ (1 + r), with 1 + r from √½ to √2
  ${
    set(
      "$n",
      `(f32x4.convert_i32x4_s (i32x4.sub (i32x4.shr_u ${
        get("$bits")
      } (i32.const 23)) (v128.const i32x4 126 126 126 126)))`,
    )
  }
  ${set("$n", sub(get("$n"), `(v128.and ${get("$small")} ${splat(23)})`))}
  ${
    set(
      "$r",
      `(v128.or (v128.and ${
        get("$bits")
      } (v128.const i32x4 0x007fffff 0x007fffff 0x007fffff 0x007fffff)) ${splat(0.5)})`,
    )
  }
  ${set("$small", `(f32x4.lt ${get("$r")} ${splat(Math.SQRT1_2)})`)}
  ${set("$n", sub(get("$n"), `(v128.and ${get("$small")} ${splat(1)})`))}
  ${set("$r", sub(add(get("$r"), `(v128.and ${get("$small")} ${get("$r")})`), splat(1)))}
  ${set("$square", mul(get("$r"), get("$r")))}
  ${set("$result", mul(mul(polynomial, get("$r")), get("$square")))}
  ${set("$result", add(get("$result"), mul(get("$n"), splat(-2.12194440e-4))))}
  ${set("$result", sub(get("$result"), mul(get("$square"), splat(0.5))))}
  ${set("$result", add(add(get("$r"), get("$result")), mul(get("$n"), splat(0.693359375))))}
  ${set("$result", pick(get("$result"), splat(NaN), `(f32x4.ge ${get("$x")} ${splat(0)})`))}
  ${set("$result", pick(splat(-Infinity), get("$result"), `(f32x4.eq ${get("$x")} ${splat(0)})`))}
  ${pick(splat(Infinity), get("$result"), `(f32x4.eq ${get("$x")} ${splat(Infinity)})`)})`;
}

/** `$log1p`: ln(1 + x) of four floats x ≥ 0, exact to a few units in the last place down to 0. */
export function log1p(): string {
  return `
(func $log1p (param $x v128) (result v128)
  (local $sum v128) (local $taken v128)
  ${set("$sum", add(get("$x"), splat(1)))}
  ${set("$taken", sub(get("$sum"), splat(1)))}
  ;; what the sum rounded away is put back by the quotient x / ((1 + x) − 1)
  ${
    pick(
      get("$x"),
      `(f32x4.div ${mul(`(call $log ${get("$sum")})`, get("$x"))} ${get("$taken")})`,
      `(f32x4.eq ${get("$taken")} ${splat(0)})`,
    )
  })`;
}

function horner(variable: string, coefficients: readonly number[]): string {
  return coefficients.map(splat).reduce((sum, next) => add(mul(sum, get(variable)), next));
}

function powerOfTwo(exponent: string): string {
  return `(i32x4.shl (i32x4.add ${exponent} (v128.const i32x4 127 127 127 127)) (i32.const 23))`;
}

function add(left: string, right: string): string {
  return `(f32x4.add ${left} ${right})`;
}

function sub(left: string, right: string): string {
  return `(f32x4.sub ${left} ${right})`;
}

function mul(left: string, right: string): string {
  return `(f32x4.mul ${left} ${right})`;
}

/** Lane by lane: `yes` where the mask is set, else `no`. */
function pick(yes: string, no: string, mask: string): string {
  return `(v128.bitselect ${yes} ${no} ${mask})`;
}
