/**
 * Rules as float64 functions: the reference that the engines' compiled rules are tested against.
 *
 * @module
 */

import { evaluate } from "./expression.ts";
import type { Rule } from "./rule.ts";

/** The weights, gradients and states that one update runs over; all of the same length. */
export interface UpdateArrays {
  /** w; changed in place. */
  readonly weights: Float64Array;
  /** g; where the rule has a path geometry, already divided by the path scales. */
  readonly gradients: Float64Array;
  /** One array for each of the rule's states; changed in place. */
  readonly state: Readonly<Record<string, Float64Array>>;
}

/**
 * Carries out one update by evaluating the rule's formula as it is written.
 *
 * @param hyper Hyper-parameters of this step.
 * @param step Step count t, from 1.
 */
export function applyRule(
  rule: Rule,
  arrays: UpdateArrays,
  { hyper, step }: { hyper: Readonly<Record<string, number>>; step: number },
): void {
  const { weights, gradients, state } = arrays;
  const values: Record<string, number> = { ...hyper, t: step };
  for (let e = 0; e < weights.length; e++) {
    values.w = weights[e];
    values.g = gradients[e];
    for (const name of rule.state) values[name] = state[name][e];
    for (const { target, value } of rule.assignments) values[target] = evaluate(value, values);
    weights[e] = values.w;
    for (const name of rule.state) state[name][e] = values[name];
  }
}
