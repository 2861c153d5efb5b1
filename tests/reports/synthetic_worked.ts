/**
 * Made-up worked examples in the manner of N's Figure 2b and 2c.
 *
 * @module
 */

import type { WorkedExample } from "../../reports/results.ts";

const chain = (first: number, second: number, output: number) => ({
  weights: [[[first]], [[second]]],
  outputs: [output],
});

const square = (scale: number, first: number, second: number) => ({
  weights: [[[scale, scale], [scale, scale]], [[first, 0], [0, second]]],
  outputs: [2 * scale * first, 2 * scale * second],
});

/** An example of each panel. */
export const WORKED: readonly WorkedExample[] = [
  {
    panel: "b",
    input: [1],
    delta: [-1],
    stepSize: 1,
    networks: [
      {
        start: "balanced",
        before: chain(1, 1, 1),
        after: [
          { optimizer: "sgd", network: chain(2, 2, 4) },
          { optimizer: "path-sgd", network: chain(2, 2, 4) },
        ],
      },
      {
        start: "unbalanced",
        before: chain(100, 0.01, 1),
        after: [
          { optimizer: "sgd", network: chain(100.01, 100.01, 10002.0001) },
          { optimizer: "path-sgd", network: chain(200, 0.02, 4) },
        ],
      },
    ],
  },
  {
    panel: "c",
    input: [1, 1],
    delta: [-1, -1],
    stepSize: 1,
    networks: [
      {
        start: "balanced",
        before: square(1, 1, 1),
        after: [
          { optimizer: "sgd", network: square(2, 3, 3) },
          { optimizer: "path-sgd", network: square(2, 2, 2) },
        ],
      },
      {
        start: "unbalanced",
        before: square(1, 1, 1),
        after: [
          { optimizer: "sgd", network: square(1.1, 21, 21) },
          { optimizer: "path-sgd", network: square(2, 2, 2) },
        ],
      },
    ],
  },
];
