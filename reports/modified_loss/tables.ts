/**
 * The numbers of the comparison of steps with flows.
 *
 * @module
 */

import type { Provenance } from "../../data/dataset.ts";
import { percentage, percentageInterval, significant } from "../format.ts";
import type { Records, Table } from "../report.ts";
import type { FlowComparison } from "../results.ts";
import { estimate, extent } from "../statistics.ts";
import { curvesOf, FLOW_TITLES, isSmooth, orderOf, STEPS_TITLES } from "./orders.ts";

/** The fitted powers of one data set. */
export function ordersTable(data: Provenance, comparisons: readonly FlowComparison[]): Table {
  return {
    title: `Power of the step size with which the distance falls: ${data.title}`,
    caption:
      "Slope on logarithmic axes by least squares, fitted for each seed to the step sizes at " +
      "which no hidden unit switched; mean and 95 % t interval over n seeds.",
    columns: [
      { title: "Steps" },
      { title: "Flow" },
      { title: "Power", numeric: true },
      { title: "95 % interval", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: curvesOf(comparisons).map((curve) => {
      const orders = comparisons.map((comparison) => orderOf(comparison, curve))
        .filter((order) => order !== undefined);
      const names = [STEPS_TITLES[curve.steps], FLOW_TITLES[curve.flow]];
      if (orders.length === 0) return [...names, "–", "–", "0"];
      const { mean, interval, n } = estimate(orders);
      const range = interval === undefined ? "–" : percentageInterval(interval);
      return [...names, percentage(mean), range, String(n)];
    }),
  };
}

/** How well each seed meets the condition of S's term. */
export function conditionTable(data: Provenance, comparisons: readonly FlowComparison[]): Table {
  return {
    title: `Where the term of SGD holds: ${data.title}`,
    caption: "λ₁ is the largest eigenvalue of the Hessian at the start, by power iteration; the " +
      "expansion that gives the term needs m·η·λ₁ ≪ 1.",
    columns: [
      { title: "Seed", numeric: true },
      { title: "λ₁", numeric: true },
      { title: "m·η·λ₁ at the least step size", numeric: true },
      { title: "at the largest without a switch", numeric: true },
    ],
    rows: comparisons.map(({ seed, batches, curvature, distances }) => {
      const smooth = distances.filter((point) => point.steps === "sgd-shuffled" && isSmooth(point))
        .map(({ stepSize }) => batches * stepSize * curvature);
      const range = extent(smooth);
      const shown = (value: number) => smooth.length === 0 ? "–" : significant(value);
      return [
        String(seed),
        significant(curvature),
        shown(range.lower),
        shown(range.upper),
      ];
    }),
  };
}

/** Every distance. */
export function distanceRecords(comparisons: readonly FlowComparison[]): Records {
  return {
    columns: ["dataset", "seed", "steps", "flow", "step_size", "distance", "switched"],
    rows: comparisons.flatMap(({ data, seed, distances }) =>
      distances.map((
        { steps, flow, stepSize, distance, switched },
      ) => [data.name, seed, steps, flow, stepSize, distance, switched])
    ),
  };
}
