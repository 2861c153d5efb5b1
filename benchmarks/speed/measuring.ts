/**
 * What the speed benchmarks share: examples without meaning, and medians.
 *
 * @module
 */

import type { Examples } from "../../network/examples.ts";
import { stream } from "../../network/random.ts";

/** Random examples: what they are doesn't change how long a step takes. */
export function noise(shape: { count: number; inputs: number; classes: number }): Examples {
  const random = stream(1, "speed");
  const bytes = (length: number, bound: number) =>
    new Uint8Array(length).map(() => random.bits() % bound);
  return {
    ...shape,
    pixels: bytes(shape.count * shape.inputs, 256),
    labels: bytes(shape.count, shape.classes),
  };
}

/** The median of some numbers; the upper one of the two in the middle. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
