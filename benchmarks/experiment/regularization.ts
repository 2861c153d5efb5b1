/**
 * Explicit regularization as an option of the figures that train with named optimizers; the papers'
 * experiments have none of it.
 *
 * @module
 */

import { isBatch, type Optimizer } from "../../optimizers/mod.ts";
import type { RunSpec } from "../../reports/results.ts";
import { UsageError } from "./errors.ts";
import type { SettingRow } from "./figure.ts";
import { type Flag, positiveNumber } from "./flags.ts";

/** How much the weights are held down. */
export interface RegularizationSettings {
  /** λ of decoupled weight decay; 0 for none. */
  readonly weightDecay: number;
  /** Largest ℓ2 norm of the edges into a hidden unit; ∞ for none. */
  readonly maxNorm: number;
}

/** None of it. */
export const unregularized: RegularizationSettings = { weightDecay: 0, maxNorm: Infinity };

/** The flags that ask for it. */
export const regularizationFlags: readonly Flag<RegularizationSettings>[] = [
  {
    name: "--weight-decay",
    value: "N",
    help: "decoupled weight decay: with each update, w shrinks by N · step size · w",
    parse: (text) => ({ weightDecay: positiveNumber(text, { flag: "--weight-decay" }) }),
  },
  {
    name: "--max-norm",
    value: "N",
    help: "largest norm of the edges into a hidden unit, kept after each update",
    parse: (text) => ({ maxNorm: positiveNumber(text, { flag: "--max-norm" }) }),
  },
];

/**
 * What of it a run's spec holds beside the optimizer.
 *
 * @throws {UsageError} If there is a max-norm and an optimizer that makes no updates to hold to it.
 */
export function boundSpec(
  { maxNorm }: RegularizationSettings,
  optimizer: Optimizer,
): Pick<RunSpec, "maxNorm"> {
  if (maxNorm === Infinity) return {};
  if (isBatch(optimizer)) {
    throw new UsageError(`Expected ${optimizer.name} without max-norm but found ${maxNorm}`);
  }
  return { maxNorm };
}

/** Its rows in a page's table of settings. */
export const regularizationTable: readonly SettingRow<RegularizationSettings>[] = [
  {
    name: "Weight decay",
    key: "weightDecay",
    value: ({ weightDecay }) =>
      weightDecay === 0 ? "none" : `decoupled, λ = ${weightDecay}: w ← w − η λ w beside the rule`,
    source: "paper",
    note: "N names none",
  },
  {
    name: "Max-norm",
    key: "maxNorm",
    value: ({ maxNorm }) =>
      maxNorm === Infinity
        ? "none"
        : `the edges into each hidden unit, ℓ2 norm at most ${maxNorm} after each update`,
    source: "paper",
    note: "N names none",
  },
];
