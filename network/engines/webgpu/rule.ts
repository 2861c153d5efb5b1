/**
 * Update rules as WGSL, four weights at a time.
 *
 * @module
 */

import type { Expression, FunctionName } from "../../../optimizers/expression.ts";
import type { Kernel } from "../../../optimizers/kernel.ts";
import { LARGEST_PRODUCT } from "../wasm/rule.ts";

/** What functions of formulas are called here; those of elementary.ts are as exact on every GPU. */
const FUNCTIONS: Readonly<Record<FunctionName, string>> = {
  sqrt: "sqrt",
  abs: "abs",
  exp: "exponential",
  log: "logarithm",
  min: "min",
  max: "max",
};

/**
 * The lines of a rule over `w`, `g` and the states.
 *
 * @param names.stored Of each of w and the states, the WGSL element that holds it.
 * @param names.gradient WGSL expression of g.
 * @param names.uniform WGSL expression of uniform number i.
 * @param names.keep WGSL that makes of a new value what is stored.
 */
export function update(
  kernel: Kernel,
  names: {
    stored: readonly string[];
    gradient: string;
    uniform: (i: number) => string;
    keep: (value: string) => string;
  },
): string {
  const { stored, gradient, uniform, keep } = names;
  const variables = new Map<string, string>();
  const variable = (name: string) => {
    if (!variables.has(name)) variables.set(name, `v${variables.size}`);
    return variables.get(name)!;
  };
  const kept = ["w", ...kernel.state];
  const lines = kernel.assignments.map(({ target, value }) =>
    `${variable(target)} = ${emit(value, variable)};`
  );
  const known = new Map([
    ["g", gradient],
    ...kernel.uniforms.map((_, i): [string, string] => [`%${i}`, splat(uniform(i))]),
    ...kept.map((name, i): [string, string] => [name, stored[i]]),
  ]);
  return [
    ...variables.entries().map(([name, local]) =>
      `var ${local}${known.has(name) ? ` = ${known.get(name)}` : ": vec4<f32>"};`
    ),
    ...lines,
    ...kept.map((name, i) => `${stored[i]} = ${keep(variable(name))};`),
  ].join("\n  ");
}

function emit(expression: Expression, variable: (name: string) => string): string {
  switch (expression.kind) {
    case "number":
      return number(expression.value);
    case "name":
      return variable(expression.name);
    case "negative":
      return `(-${emit(expression.operand, variable)})`;
    case "call": {
      const operands = expression.operands.map((operand) => emit(operand, variable));
      return `${FUNCTIONS[expression.name]}(${operands.join(", ")})`;
    }
    case "binary": {
      const { operator, left, right } = expression;
      const base = emit(left, variable);
      if (operator !== "**") return `(${base} ${operator} ${emit(right, variable)})`;
      if (right.kind === "number") return power(base, right.value);
      return exponential(base, emit(right, variable));
    }
  }
}

/** baseʸ: products for small whole y, roots for ±½, else exp(y ln base), which needs a base ≥ 0. */
export function power(base: string, y: number): string {
  const size = Math.abs(y);
  if (size !== 0.5 && !(Number.isInteger(size) && size <= LARGEST_PRODUCT)) {
    return exponential(base, number(y));
  }
  const positive = size === 0.5 ? `sqrt(${base})` : product(base, size);
  return y < 0 ? `(${number(1)} / ${positive})` : positive;
}

function exponential(base: string, exponent: string): string {
  return `exponential(${exponent} * logarithm(${base}))`;
}

function product(base: string, count: number): string {
  return count === 0 ? number(1) : `(${Array(count).fill(base).join(" * ")})`;
}

function splat(value: string): string {
  return `vec4<f32>(${value})`;
}

/** The same number in all four lanes. */
export function number(value: number): string {
  return splat(`${value}f`);
}
