/**
 * Update rules as WebAssembly text, four weights at a time.
 *
 * @module
 */

import type { Expression } from "../../../optimizers/expression.ts";
import type { Kernel } from "../../../optimizers/kernel.ts";
import { advance, get, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/** Largest whole exponent that is written out as products. */
const LARGEST_PRODUCT = 8;

/**
 * `$update`: carries the rule out over vectors of weights at `$w` with gradients at `$g`, `$stride`
 * bytes apart. A step's uniforms are read from `$uniforms`; state number i lies (i + 1) ×
 * `parameterBytes` after the weights.
 */
export function update(kernel: Kernel, parameterBytes: number): string {
  const names = new Map<string, string>();
  const local = (name: string) => {
    if (!names.has(name)) names.set(name, `$v${names.size}`);
    return names.get(name)!;
  };
  const uniforms = kernel.uniforms.map((_, i) =>
    set(local(`%${i}`), `(v128.load32_splat offset=${4 * i} ${get("$uniforms")})`)
  );
  const stored = ["w", ...kernel.state].map((name, i) => ({
    name: local(name),
    offset: i * parameterBytes,
  }));
  const lines = kernel.assignments.map(({ target, value }) => {
    const text = emit(value, local);
    return set(local(target), text);
  });
  const body = `
    ${set(local("g"), load(get("$g")))}
    ${stored.map(({ name, offset }) => set(name, load(get("$w"), offset))).join("\n")}
    ${lines.join("\n")}
    ${stored.map(({ name, offset }) => store(get("$w"), get(name), offset)).join("\n")}
    ${advance("$w", get("$stride"))}
    ${advance("$g", get("$stride"))}`;
  return `
(func $update (param $w i32) (param $g i32) (param $vectors i32) (param $stride i32) (param $uniforms i32)
  ${locals("v128", [...names.values()])}
  ${uniforms.join("\n")}
  ${whileAtLeast("$vectors", 1, body)})`;
}

function emit(expression: Expression, local: (name: string) => string): string {
  switch (expression.kind) {
    case "number":
      return splat(expression.value);
    case "name":
      return get(local(expression.name));
    case "negative":
      return `(f32x4.neg ${emit(expression.operand, local)})`;
    case "call": {
      const operands = expression.operands.map((operand) => emit(operand, local)).join(" ");
      const called = expression.name === "exp" || expression.name === "log";
      return called
        ? `(call $${expression.name} ${operands})`
        : `(f32x4.${expression.name} ${operands})`;
    }
    case "binary": {
      const left = emit(expression.left, local);
      if (expression.operator === "**") return power(left, expression.right, local);
      const operation = { "+": "add", "-": "sub", "*": "mul", "/": "div" }[expression.operator];
      return `(f32x4.${operation} ${left} ${emit(expression.right, local)})`;
    }
  }
}

/** baseʸ: products for small whole y, roots for ±½, else exp(y ln base), which needs a base > 0. */
function power(base: string, exponent: Expression, local: (name: string) => string): string {
  if (exponent.kind === "number") {
    const y = exponent.value;
    const size = Math.abs(y);
    const positive = size === 0.5
      ? `(f32x4.sqrt ${base})`
      : Number.isInteger(y) && size <= LARGEST_PRODUCT
      ? product(base, size)
      : undefined;
    if (positive !== undefined) return y < 0 ? `(f32x4.div ${splat(1)} ${positive})` : positive;
  }
  return `(call $exp (f32x4.mul ${emit(exponent, local)} (call $log ${base})))`;
}

function product(base: string, count: number): string {
  if (count === 0) return splat(1);
  return Array.from({ length: count }, () => base).reduce((left, right) =>
    `(f32x4.mul ${left} ${right})`
  );
}
