/**
 * Nonlinear conjugate gradient over the whole training set, in the variant PR+ of Polak and Ribière:
 * d ← −g + max(0, g·(g − g′) / g′·g′) d, g′ the gradient before, and w ← w + α d with α from a line search
 * for the strong Wolfe conditions.
 *
 * Nocedal and Wright, "Numerical optimization" (2006), Algorithm 5.4 with equations 5.44, 5.45 and, for
 * restarts, 5.52. N, section 2, observed almost identical behaviour with "batch conjugate gradient
 * descent" without giving a variant.
 *
 * It is no update rule: a direction and the length of a step depend on all weights together.
 *
 * @module
 */

import { strongWolfe, type WolfeConstants } from "./line_search.ts";

/** The constants of the algorithm. */
export interface ConjugateGradientConstants extends WolfeConstants {
  /** |g·g′| / g·g from which the direction is the steepest descent again (equation 5.52). */
  readonly restart: number;
}

/** The algorithm as a run's spec names it: name, formula and constants. */
export const batchConjugateGradient = {
  name: "conjugate-gradient",
  update: "d = -g + max(0, g·(g - g′) / g′·g′) d, but -g where |g·g′| ≥ restart g·g\n" +
    "w = w + α d, α by the strong Wolfe conditions with c₁ = decrease and c₂ = curvature",
  hyper: { decrease: 1e-4, curvature: 0.1, restart: 0.2 },
} as const;

/** A smooth function of n numbers and its gradient there. */
export type Objective = (
  x: Float64Array,
) => Promise<{ readonly value: number; readonly gradient: Float64Array }>;

/** Where an iteration arrived. */
export interface Iterate {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * Minimises a function: yields the point after each iteration, a direction and its line search, and ends
 * with the reason why there is no further one.
 *
 * @param start x₀; not changed.
 * @param constants On a quadratic function of n numbers a small c₂ ends it in n iterations.
 */
export async function* conjugateGradient(
  objective: Objective,
  start: Float64Array,
  constants: ConjugateGradientConstants = batchConjugateGradient.hyper,
): AsyncGenerator<Iterate, string> {
  let point: Iterate = { x: start, ...await objective(start) };
  let direction: Float64Array | undefined; // undefined: along the steepest descent
  let change: number | undefined; // α φ′(0) of the iteration before
  while (dot(point.gradient, point.gradient) > 0) {
    const { x, value, gradient } = point;
    const along: Float64Array = direction ?? gradient.map((g) => -g);
    const slope = dot(gradient, along);
    const found = await strongWolfe(
      async (step) => {
        const there = sum(x, step, along);
        const evaluated = await objective(there);
        return { step, x: there, ...evaluated, slope: dot(evaluated.gradient, along) };
      },
      {
        ...constants,
        start: { step: 0, value, slope },
        // The first-order change of the iteration before (section 3.5); at first a step of length 1.
        first: change === undefined ? 1 / Math.sqrt(-slope) : change / slope,
      },
    );
    if (found === undefined) {
      if (direction === undefined) return "No step along the gradient lowers the loss any more.";
      [direction, change] = [undefined, undefined];
      continue;
    }
    yield found;
    direction = nextDirection(along, [gradient, found.gradient], constants);
    change = found.step * slope;
    point = found;
  }
  return "The gradient is zero.";
}

/** The next direction; undefined where it is better to start again from the steepest descent. */
function nextDirection(
  direction: Float64Array,
  [before, gradient]: readonly [Float64Array, Float64Array],
  { restart }: ConjugateGradientConstants,
): Float64Array | undefined {
  const [square, product] = [dot(gradient, gradient), dot(gradient, before)];
  const beta = (square - product) / dot(before, before);
  if (beta <= 0 || Math.abs(product) >= restart * square) return undefined;
  const next = direction.map((d, e) => beta * d - gradient[e]);
  return dot(next, gradient) < 0 ? next : undefined;
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let e = 0; e < a.length; e++) total += a[e] * b[e];
  return total;
}

/** x + α d. */
function sum(x: Float64Array, step: number, direction: Float64Array): Float64Array {
  return x.map((value, e) => value + step * direction[e]);
}
