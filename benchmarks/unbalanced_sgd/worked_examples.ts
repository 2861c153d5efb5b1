/**
 * N, Figure 2b and 2c: one update of two rescaling equivalent networks, by the project's own rules.
 *
 * The weights in N's drawing are not in its text. Ours are the simplest networks that show what it
 * says: in (b), that SGD blows up the small weight of an unbalanced network and hardly changes the
 * large one; in (c), that one update turns equivalent networks into different functions.
 *
 * @module
 */

import { forward, lossAndGradient } from "../../network/backpropagation.ts";
import type { Examples } from "../../network/examples.ts";
import type { Loss } from "../../network/loss.ts";
import { layerSizes, type Network, zeroNetwork } from "../../network/network.ts";
import { pathGradient } from "../../network/path_geometry.ts";
import { rescale, type Rescaling } from "../../network/rescaling.ts";
import { pathSgd, type Rule, sgd } from "../../optimizers/mod.ts";
import { applyRule } from "../../optimizers/reference.ts";
import type { SmallNetwork, WorkedExample } from "../../reports/results.ts";

/** Weights[l][u][v] of a balanced network, and what turns it into the unbalanced one. */
interface Example extends Pick<WorkedExample, "panel" | "delta"> {
  /** A unit's outgoing edges, layer by layer. */
  readonly weights: SmallNetwork["weights"];
  readonly rescalings: readonly Rescaling[];
}

const EXAMPLES: readonly Example[] = [
  {
    panel: "b",
    delta: [-1],
    weights: [[[1]], [[1]]],
    rescalings: [{ layer: 0, unit: 0, factor: 100 }],
  },
  {
    panel: "c",
    delta: [-1, -1],
    weights: [[[1, 2], [2, 1]], [[2, 1], [1, 2]]],
    rescalings: [{ layer: 0, unit: 0, factor: 10 }, { layer: 0, unit: 1, factor: 1 / 10 }],
  },
];

const RULES = [sgd, pathSgd];
const STEP_SIZE = 1;

/** Both examples: x is all 1, thresholds stay 0, step size 1. */
export function workedExamples(): WorkedExample[] {
  return EXAMPLES.map(({ panel, delta, weights, rescalings }) => {
    const balanced = networkOf(weights);
    const starts = { balanced, unbalanced: rescale(balanced, rescalings) };
    return {
      panel,
      input: weights[0].map(() => 1),
      delta,
      stepSize: STEP_SIZE,
      networks: (["balanced", "unbalanced"] as const).map((start) => ({
        start,
        before: describe(starts[start]),
        after: RULES.map((rule) => ({
          optimizer: rule.name,
          network: describe(update(starts[start], rule, delta)),
        })),
      })),
    };
  });
}

/** The network after one update of its weights, its thresholds kept. */
function update(network: Network, rule: Rule, delta: readonly number[]): Network {
  const { gradient } = lossAndGradient(network, ones(network), {
    indices: [0],
    loss: linearLoss(delta),
  });
  const { geometry, hyper } = rule;
  const g = geometry === undefined ? gradient : pathGradient(network, gradient, geometry);
  const updated = structuredClone(network);
  for (const [l, { weights }] of updated.entries()) {
    const arrays = { weights, gradients: g[l].weights, state: {} };
    applyRule(rule, arrays, { hyper: { ...hyper, lr: STEP_SIZE }, step: 1 });
  }
  return updated;
}

/** The loss Σ δ_j y_j: its gradient with respect to the outputs is δ. */
function linearLoss(delta: readonly number[]): Loss {
  return (scores, _label, gradient) => {
    gradient.set(delta);
    return delta.reduce((sum, d, j) => sum + d * scores[j], 0);
  };
}

/** One example whose inputs are all 1, the byte 255. */
function ones(network: Network): Examples {
  const [{ fanIn: inputs }] = network;
  const { fanOut: classes } = network[network.length - 1];
  const pixels = new Uint8Array(inputs).fill(255);
  return { count: 1, inputs, classes, pixels, labels: Uint8Array.of(0) };
}

function networkOf(weights: SmallNetwork["weights"]): Network {
  const sizes = [weights[0].length, ...weights.map(([first]) => first.length)];
  const network = zeroNetwork(sizes);
  for (const [l, layer] of weights.entries()) network[l].weights.set(layer.flat());
  return network;
}

/** The network as a drawing shows it. */
function describe(network: Network): SmallNetwork {
  const x = new Float64Array(layerSizes(network)[0]).fill(1);
  return {
    weights: network.map(({ fanIn, fanOut, weights }) =>
      Array.from({ length: fanIn }, (_, u) => [...weights.subarray(u * fanOut, (u + 1) * fanOut)])
    ),
    outputs: [...forward(network, x)[network.length]],
  };
}
