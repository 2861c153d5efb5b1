/**
 * The settings of the figures whose step sizes are chosen from a grid, and how their pages list them.
 *
 * @module
 */

import type { Optimizer } from "../../optimizers/mod.ts";
import { count, list } from "../../reports/format.ts";
import {
  ENGINE_ROW,
  type ProfileName,
  type SettingRow,
  type Settings,
} from "../experiment/figure.ts";
import { type Flag, unique, wholeNumber, wholeNumbers } from "../experiment/flags.ts";
import { optimizerText } from "../experiment/optimizer_spec.ts";
import {
  type RegularizationSettings,
  regularizationTable,
  unregularized,
} from "../experiment/regularization.ts";
import type { SetCounts } from "../experiment/sets.ts";
import { drawsFor } from "../experiment/start.ts";

/** The settings that profiles and flags change. */
export interface StepSizeSettings extends Settings, RegularizationSettings {
  /** Numbers of hidden units, a number a layer. */
  readonly hidden: readonly number[];
  readonly optimizers: readonly Optimizer[];
  /** Exponents α of the step sizes 10^−α. */
  readonly alphas: readonly number[];
  /** Epochs of the grid's runs. */
  readonly gridEpochs: number;
  /** Numbers of examples, at most; training without the validation examples. */
  readonly examples: SetCounts;
  readonly dropout: boolean;
}

/** What a figure adds to the profiles: its data sets and optimizers. */
type Chosen = "datasets" | "optimizers";

/** The profiles. The figures share them, so that a run that two of them need is done once. */
export const stepSizeProfiles: Readonly<Record<ProfileName, Omit<StepSizeSettings, Chosen>>> = {
  smoke: {
    hidden: [16, 16],
    alphas: [1, 3],
    gridEpochs: 1,
    examples: { train: 400, validation: 100, test: 200 },
    dropout: false,
    ...unregularized,
    epochs: 2,
    seeds: [1, 2],
  },
  quick: {
    hidden: [64, 64],
    alphas: [0, 1, 2, 3, 4, 5],
    gridEpochs: 5,
    examples: { train: 2_000, validation: 1_000, test: 2_000 },
    dropout: false,
    ...unregularized,
    epochs: 15,
    seeds: [1, 2, 3],
  },
  paper: {
    hidden: [4000, 4000],
    alphas: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    gridEpochs: 100,
    examples: { train: Infinity, validation: 10_000, test: Infinity },
    dropout: false,
    ...unregularized,
    epochs: 100,
    seeds: [1, 2, 3, 4, 5],
  },
};

/** Flags that change the grid and the network. */
export const stepSizeFlags: readonly Flag<StepSizeSettings>[] = [
  {
    name: "--hidden",
    value: "N",
    list: true,
    help: "numbers of hidden units, a number a layer",
    parse: (text) => ({ hidden: wholeNumbers(text, { flag: "--hidden", from: 1, to: 65_536 }) }),
  },
  {
    name: "--alphas",
    value: "N",
    list: true,
    help: "exponents of the step sizes 10^-N that are tried",
    parse: (text) => ({
      alphas: unique(wholeNumbers(text, { flag: "--alphas", from: 0, to: 20 })),
    }),
  },
  {
    name: "--grid-epochs",
    value: "N",
    help: "epochs that each step size is tried for",
    parse: (text) => ({
      gridEpochs: wholeNumber(text, { flag: "--grid-epochs", from: 1, to: 100_000 }),
    }),
  },
];

/** Settings and assumptions. */
export const stepSizeTable: readonly SettingRow<StepSizeSettings>[] = [
  {
    name: "Data sets",
    key: "datasets",
    value: ({ datasets }) => list(datasets),
    source: "paper",
    note: "N, Table 1 and Figures 2 and 3",
  },
  {
    name: "Images",
    value: () => "as published; input = byte / 255",
    source: "assumption",
    note: "N does not say how inputs are scaled",
  },
  {
    name: "Training examples",
    value: ({ examples: { train, validation } }) => atMost(train + validation),
    source: "paper",
    note: "N, section 6: the entire training set",
  },
  {
    name: "Validation examples",
    value: ({ examples }) =>
      `${count(examples.validation)} of them while step sizes are tried, at most a fifth`,
    source: "paper",
    note: "N, section 6: 10,000 randomly chosen points; the same for all runs",
  },
  {
    name: "Test examples",
    value: ({ examples }) => atMost(examples.test),
    source: "paper",
    note: "N, Table 1",
  },
  {
    name: "Hidden units",
    key: "hidden",
    value: ({ hidden }) => list(hidden.map(String)),
    source: "paper",
    note: "N, section 6: two hidden layers of 4000",
  },
  {
    name: "Balanced start",
    value: () => "weights N(0, 1/fan-in), thresholds 0",
    source: "paper",
    note: "N, Figure 3; thresholds of 0 are our choice",
  },
  {
    name: "Unbalanced start",
    value: ({ hidden }) =>
      `${
        count(drawsFor(hidden))
      } hidden units drawn with replacement; for each, incoming edges × ` +
      "10c and outgoing ÷ 10c, ln c from N(0, 1)",
    source: "paper",
    note:
      "N, Figure 3: 2000 draws for 8000 units; as many a unit at other sizes. A threshold is an " +
      "incoming edge",
  },
  {
    name: "Loss",
    value: () => "soft-max cross-entropy",
    source: "paper",
    note: "N, Figure 3; not truncated, for footnote 2 is about Figure 1",
  },
  {
    name: "Optimizers",
    key: "optimizers",
    value: ({ optimizers }) => list(optimizers.map(optimizerText)),
    source: "paper",
    note:
      "N, section 6; Path-SGD with p = 2. N gives no ε of AdaGrad: ours is 10⁻⁸, outside the root",
  },
  {
    name: "Step sizes",
    key: "alphas",
    value: ({ alphas }) => `10^−α, α = ${list(alphas.map(String))}`,
    source: "paper",
    note: "N, section 6: α from 0 to 10",
  },
  {
    name: "Choice of step size",
    value: () =>
      "for each data set, optimizer and start: fewest epochs to within one standard error of the " +
      "least validation error; never one that diverged",
    source: "assumption",
    note: "N, section 6: “the one that reaches the minimum error faster”; the rest is our reading",
  },
  {
    name: "Seed of the grid",
    value: ({ seeds }) => `${seeds[0]} alone; the runs at the chosen step sizes have all seeds`,
    source: "assumption",
    note: "N does not state any repetition",
  },
  {
    name: "Epochs of the grid",
    key: "gridEpochs",
    value: ({ gridEpochs }) => count(gridEpochs),
    source: "assumption",
    note: "N does not say",
  },
  { name: "Mini-batch", value: () => "100", source: "paper", note: "N, section 6" },
  {
    name: "Dropout",
    key: "dropout",
    value: ({ dropout }) => dropout ? "each hidden unit kept with probability 0.5" : "none",
    source: "assumption",
    note: "N's caption of Figure 3 says without; its text says that CIFAR-100 and SVHN were with",
  },
  ...regularizationTable,
  {
    name: "Epochs",
    key: "epochs",
    value: ({ epochs }) => count(epochs),
    source: "assumption",
    note: "N's axes are not in its text",
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

function atMost(number: number): string {
  return Number.isFinite(number) ? `${count(number)}, or all that there are` : "all";
}
