/**
 * N's protocol for step sizes (section 6), in two stages: a grid of step sizes on the training set less
 * the examples held out, then training on the whole training set with the step size chosen.
 *
 * @module
 */

import { split } from "../../data/mod.ts";
import type { Optimizer } from "../../optimizers/mod.ts";
import { RESULT_FORMAT, type RunSpec } from "../../reports/results.ts";
import type { Stage, StageContext } from "../experiment/figure.ts";
import { optimizerSpec } from "../experiment/optimizer_spec.ts";
import { boundSpec } from "../experiment/regularization.ts";
import { fitCounts } from "../experiment/sets.ts";
import { stepSize, stepSizeChoices } from "./choice.ts";
import type { StepSizeSettings } from "./settings.ts";

/** Probability with which N keeps a hidden unit under dropout (section 6). */
const KEEP = 0.5;

const STARTS = ["balanced", "unbalanced"] as const;

/** Grid and retraining, for any figure's settings. */
export const stepSizeStages: readonly Stage<StepSizeSettings>[] = [
  {
    prepare(dataset, { examples }) {
      return split(dataset, { seed: 1, ...fitCounts(dataset, examples) });
    },
    plan(settings, on) {
      const { alphas, gridEpochs: epochs, seeds: [seed] } = settings;
      return settings.optimizers.flatMap((optimizer) =>
        STARTS.flatMap((initialization) =>
          alphas.map((alpha) =>
            runSpec({ settings, on, optimizer, initialization, alpha, epochs, seed })
          )
        )
      );
    },
  },
  {
    prepare(dataset, { examples }) {
      const { train, validation, test } = fitCounts(dataset, examples);
      return split(dataset, { seed: 1, train: train + validation, validation: 0, test });
    },
    plan(settings, on) {
      const { optimizers, epochs, seeds } = settings;
      return stepSizeChoices(on.before).flatMap((choice) => {
        const { data, initialization, chosen: alpha } = choice;
        const optimizer = optimizers.find(({ name }) => name === choice.optimizer);
        if (data !== on.data.name || optimizer === undefined || alpha === undefined) return [];
        return seeds.map((seed): RunSpec => ({
          ...runSpec({ settings, on, optimizer, initialization, alpha, epochs, seed }),
          norms: true,
        }));
      });
    },
  },
];

function runSpec({ settings, on, optimizer, initialization, alpha, epochs, seed }: {
  settings: StepSizeSettings;
  on: StageContext;
  optimizer: Optimizer;
  initialization: RunSpec["initialization"];
  alpha: number;
  epochs: number;
  seed: number;
}): RunSpec {
  const { hidden, dropout, weightDecay } = settings;
  const protocol = { hyper: { lr: stepSize(alpha) }, schedule: {}, epochs, weightDecay };
  return {
    format: RESULT_FORMAT,
    data: on.data,
    sizes: [on.inputs, ...hidden, on.classes],
    initialization,
    loss: "cross-entropy",
    optimizer: optimizerSpec(optimizer, protocol),
    batchSize: 100,
    ...(dropout && { keep: KEEP }),
    ...boundSpec(settings, optimizer),
    epochs,
    zeroErrorEpochs: epochs + 2, // more than there are: the curves go on at zero training error
    seed,
    engine: on.engine,
  };
}
