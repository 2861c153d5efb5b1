/**
 * The settings of S's experiment, and how its page lists them.
 *
 * @module
 */

import type { Optimizer } from "../../optimizers/mod.ts";
import { count, list } from "../../reports/format.ts";
import { ENGINE_ROW, type SettingRow, type Settings } from "../experiment/figure.ts";
import { optimizerText } from "../experiment/optimizer_spec.ts";
import type { SetCounts } from "../experiment/sets.ts";

/** What the noise can be in: the training labels, the training pixels, or nothing. */
export const NOISES = ["labels", "pixels", "none"] as const;

/** What is varied where S leaves a question open. */
export const VARIANTS = ["momentum", "switch", "weight-decay", "depth", "width"] as const;

/** The share of labels or pixels that S's "30% random noise" replaces. */
export const NOISE_SHARE = 0.3;

/** S's step size, for all methods. */
export const STEP_SIZE = 0.001;

/** The settings that profiles and flags change. */
export interface NoiseSettings extends Settings {
  readonly noise: typeof NOISES[number];
  /** Numbers of examples, at most. */
  readonly examples: SetCounts;
  /** Numbers of hidden units, a number a layer. */
  readonly hidden: readonly number[];
  /** The methods that are compared at S's step size. */
  readonly optimizers: readonly Optimizer[];
  /** Step sizes that SGD is run at beside S's. */
  readonly sgdSteps: readonly number[];
  readonly variants: readonly (typeof VARIANTS[number])[];
}

const NOISE_TEXTS: Readonly<Record<NoiseSettings["noise"], string>> = {
  labels: `${100 * NOISE_SHARE} % of the training labels replaced by one that is uniform over all`,
  pixels: `${100 * NOISE_SHARE} % of each training image's pixels replaced by a uniform byte`,
  none: "none",
};

/** Settings and assumptions. */
export const noiseTable: readonly SettingRow<NoiseSettings>[] = [
  {
    name: "Data sets",
    key: "datasets",
    value: ({ datasets }) => list(datasets),
    source: "paper",
    note: "S, section 3",
  },
  {
    name: "Images",
    value: () => "as published; input = byte / 255",
    source: "assumption",
    note: "S does not say how inputs are scaled",
  },
  {
    name: "Training examples",
    value: ({ examples }) => count(examples.train),
    source: "paper",
    note: "S, section 3: 10,000",
  },
  {
    name: "Test examples",
    value: ({ examples }) => count(examples.test),
    source: "paper",
    note: "S, section 3: 10,000",
  },
  {
    name: "Noise",
    key: "noise",
    value: ({ noise }) => NOISE_TEXTS[noise],
    source: "assumption",
    note: "S: “30% random noise to the data”, not in what; --noise pixels is the other reading. " +
      "The test set has none",
  },
  {
    name: "Which examples and which noise",
    value: () => "one random draw, the same for all runs",
    source: "assumption",
    note: "So that seeds vary initialization and order alone",
  },
  {
    name: "Hidden units",
    key: "hidden",
    value: ({ hidden }) => list(hidden.map(String)),
    source: "assumption",
    note: "S: five fully connected layers; their sizes are not given",
  },
  {
    name: "Initialization",
    value: () => "weights N(0, 1/fan-in), thresholds 0",
    source: "assumption",
    note: "S does not say",
  },
  {
    name: "Loss",
    value: () => "soft-max cross-entropy",
    source: "paper",
    note: "S, sections 1.1 and 3",
  },
  {
    name: "Optimizers",
    key: "optimizers",
    value: ({ optimizers }) => list(optimizers.map(optimizerText)),
    source: "assumption",
    note: "S compares three methods and names two, SGD and RMSProp",
  },
  {
    name: "Other hyper-parameters",
    value: () => "RMSProp ρ = 0.9; Adam β₁ = 0.9, β₂ = 0.999; ε = 10⁻⁸, outside the root",
    source: "assumption",
    note: "S does not say; these are the published defaults",
  },
  {
    name: "Step size",
    value: () => String(STEP_SIZE),
    source: "paper",
    note: "S, section 3, for all three methods",
  },
  {
    name: "Further step sizes of SGD",
    key: "sgdSteps",
    value: ({ sgdSteps }) => list(sgdSteps.map(String)),
    source: "assumption",
    note: "Beyond S: so that a run of SGD fits the noise",
  },
  { name: "Mini-batch", value: () => "64", source: "paper", note: "S, section 3" },
  {
    name: "Epochs",
    key: "epochs",
    value: ({ epochs }) => count(epochs),
    source: "paper",
    note: "S, section 3: 300",
  },
  {
    name: "Order of the terms' pass",
    value: () => "shuffled anew after each epoch, at fixed weights",
    source: "assumption",
    note: "S's “during the training step” leaves open whether weights move in between",
  },
  {
    name: "Variants",
    key: "variants",
    value: ({ variants }) => variants.length === 0 ? "none" : list(variants),
    source: "assumption",
    note:
      "Beyond S: its open questions. Momentum 0.9; λ = 0.1, decoupled; both rules of a switch at S's step",
  },
  {
    name: "Seeds",
    key: "seeds",
    value: ({ seeds }) => list(seeds.map(String)),
    source: "assumption",
    note: "S does not state any repetition",
  },
  ENGINE_ROW,
];
