/**
 * Update rules as TensorFlow.js operations: the formula's tree, interpreted.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import type { Expression, Operator } from "../../../optimizers/expression.ts";
import type { Kernel } from "../../../optimizers/kernel.ts";
import type { TensorLayer, Tf } from "./tensors.ts";

/**
 * Carries out one update of every layer.
 *
 * @param networks w, g and each state, by name.
 * @param uniforms The step's uniforms.
 * @returns The new w and states, by name.
 */
export function applyKernel(
  tf: Tf,
  kernel: Kernel,
  { networks, uniforms }: {
    networks: Readonly<Record<string, readonly TensorLayer[]>>;
    uniforms: Float32Array;
  },
): Record<string, TensorLayer[]> {
  const updated = networks.w.map((_, l) => {
    const part = <Part extends keyof TensorLayer>(name: Part) => {
      const tensors = Object.entries(networks).map(([key, layers]) => [key, layers[l][name]]);
      return updateTensors(tf, kernel, { tensors: Object.fromEntries(tensors), uniforms });
    };
    return { weights: part("weights"), thresholds: part("thresholds") };
  });
  const layersOf = (name: string) =>
    updated.map(({ weights, thresholds }) => ({
      weights: weights[name] as tfjs.Tensor2D,
      thresholds: thresholds[name] as tfjs.Tensor1D,
    }));
  return Object.fromEntries(["w", ...kernel.state].map((name) => [name, layersOf(name)]));
}

/** The new w and states of tensors of one shape. */
function updateTensors(
  tf: Tf,
  { assignments, state }: Kernel,
  { tensors, uniforms }: {
    tensors: Readonly<Record<string, tfjs.Tensor>>;
    uniforms: Float32Array;
  },
): Record<string, tfjs.Tensor> {
  const values: Record<string, tfjs.Tensor> = { ...tensors };
  uniforms.forEach((value, i) => values[`%${i}`] = tf.scalar(value));
  for (const { target, value } of assignments) values[target] = compute(tf, value, values);
  // A formula may give a number for all weights, or a tensor as it was before: each gets its own.
  const own = (name: string) => tf.broadcastTo(values[name], tensors.w.shape);
  return Object.fromEntries(["w", ...state].map((name) => [name, own(name)]));
}

function compute(
  tf: Tf,
  expression: Expression,
  values: Readonly<Record<string, tfjs.Tensor>>,
): tfjs.Tensor {
  const operand = (part: Expression) => compute(tf, part, values);
  switch (expression.kind) {
    case "number":
      return tf.scalar(expression.value);
    case "name":
      return values[expression.name];
    case "negative":
      return tf.neg(operand(expression.operand));
    case "binary":
      return operations[expression.operator](
        tf,
        operand(expression.left),
        operand(expression.right),
      );
    case "call": {
      const [first, second] = expression.operands.map(operand);
      if (expression.name === "min") return tf.minimum(first, second);
      if (expression.name === "max") return tf.maximum(first, second);
      return tf[expression.name](first);
    }
  }
}

const operations: Readonly<
  Record<Operator, (tf: Tf, left: tfjs.Tensor, right: tfjs.Tensor) => tfjs.Tensor>
> = {
  "+": (tf, left, right) => tf.add(left, right),
  "-": (tf, left, right) => tf.sub(left, right),
  "*": (tf, left, right) => tf.mul(left, right),
  "/": (tf, left, right) => tf.div(left, right),
  "**": (tf, left, right) => tf.pow(left, right),
};
