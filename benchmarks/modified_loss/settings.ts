/**
 * The settings of the comparison of steps with flows, and how its page lists them.
 *
 * @module
 */

import { count, list } from "../../reports/format.ts";
import type { SettingRow, Settings } from "../experiment/figure.ts";
import { RMSPROP } from "./compare_rmsprop.ts";
import type { ProblemShape } from "./problem.ts";

/** What is compared. */
export interface FlowSettings extends Settings, ProblemShape {
  /** Step sizes of SGD, as −log₂ η. */
  readonly sgd: readonly number[];
  /** Step sizes of RMSProp, as −log₂ η. */
  readonly rmsprop: readonly number[];
}

/** Settings and assumptions. */
export const flowTable: readonly SettingRow<FlowSettings>[] = [
  {
    name: "Data sets",
    key: "datasets",
    value: ({ datasets }) => list(datasets),
    source: "paper",
    note: "S, section 3",
  },
  {
    name: "Images",
    value: () => "7 × 7 pixels, by area; input = byte / 255",
    source: "assumption",
    note: "Small, so that everything can be computed in double precision",
  },
  {
    name: "Hidden units",
    value: ({ hidden }) => list(hidden.map(String)),
    source: "assumption",
    note: "As above; ReLU as in S, section 3",
  },
  {
    name: "Examples",
    value: ({ batches, batchSize, margin }) =>
      `${
        count(batches * batchSize)
      }, on which every hidden unit is at least ${margin} from its kink`,
    source: "assumption",
    note: "The theory expands a smooth loss, and a ReLU network is smooth between kinks",
  },
  {
    name: "Mini-batches",
    value: ({ batches, batchSize }) => `${batches} of ${batchSize}`,
    source: "assumption",
    note: "Few, so that the mean is taken over every order of them and is exact",
  },
  { name: "Loss", value: () => "cross-entropy", source: "paper", note: "S, section 1.1" },
  {
    name: "Start",
    value: () => "weights N(0, 1/fan-in), thresholds 0",
    source: "assumption",
    note: "S names none",
  },
  {
    name: "Step sizes of SGD",
    value: ({ sgd }) => powers(sgd),
    source: "assumption",
    note: "So small that m·η·λ₁ ≪ 1",
  },
  {
    name: "Step sizes of RMSProp",
    value: ({ rmsprop }) => powers(rmsprop),
    source: "assumption",
    note: "So small that s hardly changes within its memory",
  },
  {
    name: "RMSProp",
    value: () =>
      `full batches, ρ = ${RMSPROP.decay}, ε = ${RMSPROP.eps.outside} outside the root or ` +
      `${RMSPROP.eps.inside} inside; ${RMSPROP.steps} steps, after ${RMSPROP.warmUp} that let s settle`,
    source: "assumption",
    note: "ρ is the rule's default; ε is large so that the flow is smooth",
  },
  {
    name: "Seeds",
    key: "seeds",
    value: ({ seeds }) => list(seeds.map(String)),
    source: "assumption",
    note: "Each is another start with examples of its own",
  },
];

/** A range of step sizes. */
function powers(exponents: readonly number[]): string {
  return `2^−${Math.max(...exponents)} to 2^−${Math.min(...exponents)}`;
}
