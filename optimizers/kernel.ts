/**
 * A rule made ready for an engine: what depends on hyper-parameters and the step count alone is
 * taken out of the formula and computed on the host in float64, once a step instead of once a weight.
 *
 * @module
 */

import { type Assignment, evaluate, type Expression, namesIn } from "./expression.ts";
import type { Rule } from "./rule.ts";

/** What an engine compiles. */
export interface Kernel {
  readonly state: readonly string[];
  /** The geometry that gradients are taken in, where it is not the Euclidean one. */
  readonly geometry?: Rule["geometry"];
  /** Values that are the same for all weights of a step. The lines read number i as `%i`. */
  readonly uniforms: readonly Expression[];
  /** The lines that are carried out for each weight. */
  readonly assignments: readonly Assignment[];
}

/** Splits a rule into its uniforms and what is left for each weight. */
export function toKernel(rule: Rule): Kernel {
  const uniforms: Expression[] = [];
  const indices = new Map<string, number>();
  /** Names that are the same for all weights, and what they stand for. */
  const host = new Map<string, Expression>();

  const isHost = (expression: Expression) =>
    namesIn(expression).every(({ name }) =>
      name === "t" || Object.hasOwn(rule.hyper, name) || host.has(name)
    );
  const fold = (expression: Expression): Expression => {
    if (!isHost(expression)) return mapOperands(expression, fold);
    if (namesIn(expression).length === 0) {
      return { kind: "number", value: evaluate(expression, {}) };
    }
    const uniform = substitute(expression, host);
    const key = JSON.stringify(uniform, (name, value) => name === "place" ? undefined : value);
    if (!indices.has(key)) {
      indices.set(key, uniforms.length);
      uniforms.push(uniform);
    }
    return { kind: "name", name: `%${indices.get(key)}`, place: { line: 1, column: 1 } };
  };

  const assignments: Assignment[] = [];
  for (const { target, value, place } of rule.assignments) {
    const local = target !== "w" && !rule.state.includes(target);
    if (local && isHost(value)) {
      host.set(target, substitute(value, host));
    } else {
      host.delete(target);
      assignments.push({ target, value: fold(value), place });
    }
  }
  const { state, geometry } = rule;
  return { state, ...(geometry && { geometry }), uniforms, assignments };
}

/**
 * The uniforms of consecutive steps, rounded to float32.
 *
 * @param steps.first Step count t of the first row.
 * @param steps.count Number of rows.
 * @returns Shape (count × uniforms).
 */
export function uniformTable(
  kernel: Kernel,
  hyper: Readonly<Record<string, number>>,
  steps: { first: number; count: number },
): Float32Array<ArrayBuffer> {
  const width = kernel.uniforms.length;
  const table = new Float32Array(steps.count * width);
  for (let row = 0; row < steps.count; row++) {
    const values = { ...hyper, t: steps.first + row };
    kernel.uniforms.forEach((uniform, i) => table[row * width + i] = evaluate(uniform, values));
  }
  return table;
}

function substitute(expression: Expression, host: ReadonlyMap<string, Expression>): Expression {
  if (expression.kind === "name") return host.get(expression.name) ?? expression;
  return mapOperands(expression, (operand) => substitute(operand, host));
}

function mapOperands(
  expression: Expression,
  change: (operand: Expression) => Expression,
): Expression {
  switch (expression.kind) {
    case "number":
    case "name":
      return expression;
    case "negative":
      return { ...expression, operand: change(expression.operand) };
    case "binary":
      return { ...expression, left: change(expression.left), right: change(expression.right) };
    case "call":
      return { ...expression, operands: expression.operands.map(change) };
  }
}
