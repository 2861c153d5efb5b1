/** Small made-up examples for tests: noisy prototypes, one a class. */

import type { Examples } from "../../network/examples.ts";
import { stream } from "../../network/random.ts";

export function examples(
  shape: { count: number; inputs: number; classes: number },
  seed = 1,
): Examples {
  const { count, inputs, classes } = shape;
  const random = stream(seed, "examples");
  const prototypes = Array.from({ length: classes * inputs }, () => random.below(256));
  const pixels = new Uint8Array(count * inputs);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    labels[i] = random.below(classes);
    for (let d = 0; d < inputs; d++) {
      const noisy = prototypes[labels[i] * inputs + d] + 60 * random.normal();
      pixels[i * inputs + d] = Math.max(0, Math.min(255, Math.round(noisy)));
    }
  }
  return { count, inputs, classes, pixels, labels };
}
