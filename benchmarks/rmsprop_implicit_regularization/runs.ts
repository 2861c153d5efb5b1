/**
 * The runs of S's experiment, and those beside it.
 *
 * @module
 */

import { type Dataset, type DatasetSplit, labelNoise, pixelNoise, split } from "../../data/mod.ts";
import { adam, momentum, type Optimizer, sgd, switching } from "../../optimizers/mod.ts";
import { RESULT_FORMAT, type RunSpec } from "../../reports/results.ts";
import type { StageContext } from "../experiment/figure.ts";
import { optimizerSpec } from "../experiment/optimizer_spec.ts";
import { fitCounts } from "../experiment/sets.ts";
import { NOISE_SHARE, type NoiseSettings, STEP_SIZE, type VARIANTS } from "./settings.ts";

/** Momentum of SGD with momentum: S asks what it does and names no value. */
const MOMENTUM = 0.9;

/** λ of decoupled weight decay, large enough to show at S's step size. */
const WEIGHT_DECAY = 0.1;

/**
 * Epochs from one estimate of |λ₁| to the next: a quarter of all, but no fewer than these, as one takes
 * about as long as ten epochs.
 */
const LEAST_CURVATURE_GAP = 40;

/** Training examples with noise, and test examples as they are. */
export function noisySplit(
  dataset: Dataset,
  { examples, noise }: NoiseSettings,
): DatasetSplit {
  const clean = split(dataset, { seed: 1, ...fitCounts(dataset, examples) });
  if (noise === "none") return clean;
  return (noise === "labels" ? labelNoise : pixelNoise)(clean, { share: NOISE_SHARE, seed: 1 });
}

/** S's own runs first: a report tells by the first one what the others vary. */
export function plannedSpecs(settings: NoiseSettings, on: StageContext): RunSpec[] {
  const { optimizers, sgdSteps, variants, seeds } = settings;
  const runs: Choice[] = [
    ...optimizers.map((optimizer) => ({ optimizer })),
    ...sgdSteps.map((stepSize) => ({ optimizer: sgd, stepSize })),
    ...variants.flatMap((name) => variantRuns[name](settings)),
  ];
  return runs.flatMap((run) => seeds.map((seed) => runSpec(run, { settings, on, seed })));
}

/** What tells a run from S's. */
interface Choice {
  readonly optimizer: Optimizer;
  readonly stepSize?: number;
  readonly hidden?: readonly number[];
  readonly weightDecay?: number;
}

const variantRuns: Readonly<
  Record<typeof VARIANTS[number], (settings: NoiseSettings) => Choice[]>
> = {
  "momentum": () => [{ optimizer: momentum }],
  "switch": () => [{ optimizer: switching(adam, sgd) }],
  "weight-decay": ({ optimizers }) =>
    optimizers.map((optimizer) => ({ optimizer, weightDecay: WEIGHT_DECAY })),
  "depth": ({ optimizers, hidden }) => {
    const half = hidden.slice(0, Math.ceil(hidden.length / 2));
    return ofEach(optimizers, [half, [...hidden, ...half]]);
  },
  "width": ({ optimizers, hidden }) =>
    ofEach(optimizers, [
      hidden.map((units) => Math.ceil(units / 4)),
      hidden.map((units) => 2 * units),
    ]),
};

function ofEach(
  optimizers: readonly Optimizer[],
  networks: readonly (readonly number[])[],
): Choice[] {
  return networks.flatMap((hidden) => optimizers.map((optimizer) => ({ optimizer, hidden })));
}

function runSpec(
  choice: Choice,
  { settings, on, seed }: { settings: NoiseSettings; on: StageContext; seed: number },
): RunSpec {
  const { epochs } = settings;
  const { optimizer, stepSize = STEP_SIZE, hidden = settings.hidden, weightDecay = 0 } = choice;
  return {
    format: RESULT_FORMAT,
    data: on.data,
    sizes: [on.inputs, ...hidden, on.classes],
    initialization: "balanced",
    loss: "cross-entropy",
    optimizer: optimizerSpec(optimizer, {
      hyper: { lr: stepSize, momentum: MOMENTUM },
      schedule: {},
      epochs,
      weightDecay,
    }),
    batchSize: 64,
    norms: true,
    terms: { curvatureEvery: Math.max(LEAST_CURVATURE_GAP, Math.ceil(epochs / 4)) },
    epochs,
    zeroErrorEpochs: epochs + 2, // more than there are: the curves go on at zero training error
    seed,
    engine: on.engine,
  };
}
