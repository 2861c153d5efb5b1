/**
 * The settings of the width sweep, and how its page lists them.
 *
 * @module
 */

import { isBatch, type Optimizer, rulesOf } from "../optimizers/mod.ts";
import { count, list } from "../reports/format.ts";
import { ENGINE_ROW, type SettingRow, type Settings } from "./experiment/figure.ts";
import { optimizerText } from "./experiment/optimizer_spec.ts";
import { type RegularizationSettings, regularizationTable } from "./experiment/regularization.ts";
import type { SetCounts } from "./experiment/sets.ts";

/** The settings that profiles and flags change. */
export interface WidthSweepSettings extends Settings, RegularizationSettings {
  /** Numbers of hidden units H. */
  readonly widths: readonly number[];
  /** Whether colour images are turned grey: 100 inputs instead of 300. */
  readonly grey: boolean;
  /** Numbers of examples, at most. */
  readonly examples: SetCounts;
  readonly optimizer: Optimizer;
}

/** Settings and assumptions. */
export const widthSweepTable: readonly SettingRow<WidthSweepSettings>[] = [
  {
    name: "Data sets",
    key: "datasets",
    value: ({ datasets }) => list(datasets),
    source: "paper",
    note: "N, Figure 1",
  },
  {
    name: "Images",
    value: () => "10 × 10 pixels, by area; input = byte / 255",
    source: "paper",
    note: "N, Figure 1, says “downsampled to 100 pixels”; area and scale are our reading",
  },
  {
    name: "Colour images",
    key: "grey",
    value: ({ grey }) => grey ? "grey, 100 inputs" : "three colours, 300 inputs",
    source: "assumption",
    note: "“100 pixels” allows both; --grey takes the other",
  },
  {
    name: "Training examples",
    value: ({ examples }) => `${count(examples.train)}, or all that validation leaves`,
    source: "paper",
    note: "N, Figure 1: 50,000 of MNIST, 40,000 of CIFAR-10",
  },
  {
    name: "Validation examples",
    value: ({ examples }) => `${count(examples.validation)}, at most a fifth of all`,
    source: "paper",
    note: "N, Figure 1: 10,000",
  },
  {
    name: "Test examples",
    value: ({ examples }) => count(examples.test),
    source: "paper",
    note: "The published test sets hold 10,000",
  },
  {
    name: "Which examples",
    value: () => "one random draw, the same for all runs",
    source: "assumption",
    note: "So that seeds vary initialization and order alone",
  },
  {
    name: "Hidden units H",
    key: "widths",
    value: ({ widths }) => list(widths.map(String)),
    source: "paper",
    note: "N, Figure 1: one hidden layer; widths read off its axis",
  },
  {
    name: "Initialization",
    value: () => "weights N(0, 1/fan-in), thresholds 0",
    source: "paper",
    note: "N, Figure 1, says Gaussian; the deviation is that of N, Figure 3",
  },
  {
    name: "Loss",
    value: () => "truncated soft-max cross-entropy",
    source: "paper",
    note: "N, footnote 2",
  },
  {
    name: "Optimizer",
    key: "optimizer",
    value: ({ optimizer }) => optimizerText(optimizer),
    source: "paper",
    note: "N, Figure 1: stochastic gradient descent with momentum",
  },
  {
    name: "Step size",
    value: ({ optimizer }) =>
      isBatch(optimizer) ? "line search, strong Wolfe conditions" : "0.1 · 0.99^epoch",
    source: "paper",
    note: "N, Figure 1",
  },
  {
    name: "Momentum",
    value: ({ optimizer }) =>
      rulesOf(optimizer).some(({ hyper }) => "momentum" in hyper)
        ? "min(0.9, 0.5 + 0.02 · epoch)"
        : "none",
    source: "paper",
    note: "N, Figure 1",
  },
  {
    name: "Mini-batch",
    value: ({ optimizer }) => isBatch(optimizer) ? "none: all training examples at once" : "100",
    source: "paper",
    note: "N, Figure 1",
  },
  ...regularizationTable,
  {
    name: "Epoch limit",
    key: "epochs",
    value: ({ epochs, optimizer }) =>
      count(epochs) +
      (isBatch(optimizer) ? ", each one iteration: a direction and its line search" : ""),
    source: "assumption",
    note: "N trains to convergence without a limit",
  },
  {
    name: "Convergence",
    value: () => "zero loss, or zero training error in 10 epochs in a row",
    source: "assumption",
    note: "N names no criterion",
  },
  {
    name: "Seeds",
    key: "seeds",
    value: ({ seeds }) => list(seeds.map(String)),
    source: "assumption",
    note: "N does not state any repetition",
  },
  ENGINE_ROW,
];
