/**
 * Update rules as WebAssembly text, four weights at a time.
 *
 * @module
 */

import type { Expression } from "../../../optimizers/expression.ts";
import type { Kernel } from "../../../optimizers/kernel.ts";
import { PANEL_ROW } from "./gemm.ts";
import { advance, each, get, load, locals, set, splat, store, whileAtLeast } from "./wat.ts";

/** Largest whole exponent that is written out as products. */
export const LARGEST_PRODUCT = 8;

/**
 * `$update_wide` and `$update_narrow`: carry the rule out over `$count` rows of a panel of weights at
 * `$w` with gradients at `$g`. A step's uniforms are read from `$uniforms`; state number i lies
 * (i + 1) × `parameterBytes` after the weights. Under the path geometry the gradient is first
 * multiplied by the row's number at `$in` and the column's at `$out`.
 *
 * `$update_row`: the same over `$count` vectors of one row.
 */
export function update(kernel: Kernel, parameterBytes: number): string {
  const row = set("$row", `(v128.load32_splat ${get("$in")})`);
  const columns = (vectors: number) =>
    each(vectors, (v) => set(`$out${v}`, load(get("$out"), 16 * v)));
  const panel = (vectors: number): Walk => ({
    vectors,
    before: columns(vectors),
    turn: row + advance("$in", 4),
    step: PANEL_ROW,
  });
  const walks: Readonly<Record<string, Walk>> = {
    narrow: panel(1),
    wide: panel(2),
    row: { vectors: 1, before: row, turn: columns(1) + advance("$out", 16), step: 16 },
  };
  return Object.entries(walks).map(([name, walk]) =>
    updateOf(name, { kernel, parameterBytes, walk })
  ).join("\n");
}

/** The way of a kernel over the weights. */
interface Walk {
  /** Vectors that a turn of its loop updates. */
  readonly vectors: number;
  /** What is loaded of the path geometry's numbers before the loop, and at each turn. */
  readonly before: string;
  readonly turn: string;
  /** Bytes from one turn's weights to the next. */
  readonly step: number;
}

function updateOf(
  name: string,
  { kernel, parameterBytes, walk: { vectors, before, turn, step } }: {
    kernel: Kernel;
    parameterBytes: number;
    walk: Walk;
  },
): string {
  const names = new Map<string, string>();
  const local = (name: string) => {
    if (!names.has(name)) names.set(name, `$v${names.size}`);
    return names.get(name)!;
  };
  const path = kernel.geometry !== undefined;
  const uniforms = kernel.uniforms.map((_, i) =>
    set(local(`%${i}`), `(v128.load32_splat offset=${4 * i} ${get("$uniforms")})`)
  );
  const stored = ["w", ...kernel.state].map((name, i) => ({
    name: local(name),
    offset: i * parameterBytes,
  }));
  const gradient = (v: number) => {
    const g = load(get("$g"), 16 * v);
    return path ? `(f32x4.mul (f32x4.mul ${g} ${get("$row")}) ${get(`$out${v}`)})` : g;
  };
  const vector = (v: number) => `
    ${set(local("g"), gradient(v))}
    ${stored.map(({ name, offset }) => set(name, load(get("$w"), offset + 16 * v))).join("\n")}
    ${
    kernel.assignments.map(({ target, value }) => set(local(target), emit(value, local))).join("\n")
  }
    ${stored.map(({ name, offset }) => store(get("$w"), get(name), offset + 16 * v)).join("\n")}`;
  const body = `
    ${path ? turn : ""}
    ${each(vectors, vector)}
    ${advance("$w", step)}
    ${advance("$g", step)}`;
  return `
(func $update_${name} (param $w i32) (param $g i32) (param $count i32)
  (param $uniforms i32) (param $in i32) (param $out i32)
  ${locals("v128", [...names.values(), "$row", "$out0", "$out1"])}
  ${uniforms.join("\n")}
  ${path ? before : ""}
  ${whileAtLeast("$count", 1, body)})`;
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
      if (expression.operator === "**") return powerOf(left, expression.right, local);
      const operation = { "+": "add", "-": "sub", "*": "mul", "/": "div" }[expression.operator];
      return `(f32x4.${operation} ${left} ${emit(expression.right, local)})`;
    }
  }
}

/** baseʸ where y may depend on the weight: a constant y as {@link power}, else exp(y ln base). */
function powerOf(base: string, exponent: Expression, local: (name: string) => string): string {
  if (exponent.kind === "number") return power(base, exponent.value);
  return exponential(base, emit(exponent, local));
}

/** baseʸ: products for small whole y, roots for ±½, else exp(y ln base), which needs a base ≥ 0. */
export function power(base: string, y: number): string {
  const size = Math.abs(y);
  if (size !== 0.5 && !(Number.isInteger(size) && size <= LARGEST_PRODUCT)) {
    return exponential(base, splat(y));
  }
  const positive = size === 0.5 ? `(f32x4.sqrt ${base})` : product(base, size);
  return y < 0 ? `(f32x4.div ${splat(1)} ${positive})` : positive;
}

function exponential(base: string, exponent: string): string {
  return `(call $exp (f32x4.mul ${exponent} (call $log ${base})))`;
}

function product(base: string, count: number): string {
  if (count === 0) return splat(1);
  return Array.from({ length: count }, () => base).reduce((left, right) =>
    `(f32x4.mul ${left} ${right})`
  );
}
