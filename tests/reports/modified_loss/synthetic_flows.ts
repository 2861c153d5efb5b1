/**
 * Made-up distances of steps from flows, for the tests of their report.
 *
 * @module
 */

import type { FigureResult, FlowDistance, FlowName, StepsName } from "../../../reports/results.ts";
import { syntheticFigure } from "../synthetic.ts";

/** The powers that theory gives. */
export const ORDERS: Readonly<Record<StepsName, Partial<Record<FlowName, number>>>> = {
  "sgd-shuffled": { "plain": 2, "full-batch": 2, "modified": 3 },
  "sgd-independent": { "plain": 2, "full-batch": 3, "modified": 2 },
  "rmsprop-outside": { "plain": 2, "printed": 2, "modified": 3 },
  "rmsprop-inside": { "plain": 2, "printed": 2, "modified": 3 },
};

/** Distances that fall with the given powers, slightly different from seed to seed. */
export function flowsFigure(
  options: {
    readonly dataset?: "mnist" | "stand-in";
    readonly seeds?: number;
    readonly orders?: typeof ORDERS;
    /** Last word on each distance. */
    readonly change?: (distance: FlowDistance, seed: number) => FlowDistance;
  } = {},
): FigureResult {
  const { dataset = "mnist", seeds = 3, orders = ORDERS, change = (distance) => distance } =
    options;
  const { runs: [{ spec: { data } }], ...figure } = syntheticFigure({
    datasets: [dataset],
    widths: [4],
    seeds: 1,
  });
  const distances = (seed: number) =>
    Object.entries(orders).flatMap(([steps, powers]) =>
      Object.entries(powers).flatMap(([flow, power]) =>
        [8, 7, 6, 5].map((exponent) => {
          const stepSize = 2 ** -exponent;
          const distance = seed * stepSize ** (power + 0.001 * seed);
          const names = { steps: steps as StepsName, flow: flow as FlowName };
          return change({ ...names, stepSize, distance, switched: 0 }, seed);
        })
      )
    );
  const flows = Array.from({ length: seeds }, (_, i) => ({
    data,
    sizes: [49, 10, 8, 10],
    seed: i + 1,
    batches: 4,
    curvature: 2,
    distances: distances(i + 1),
  }));
  return { ...figure, figure: "modified-loss", runs: [], flows };
}
