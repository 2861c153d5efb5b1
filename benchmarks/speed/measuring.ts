/**
 * What the speed benchmarks train on: examples without meaning.
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
