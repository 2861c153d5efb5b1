/**
 * N, Figure 1: training and test error as a network with one hidden layer grows.
 *
 * @module
 */

import { downsample, grey, split } from "../data/mod.ts";
import { batchConjugateGradient, momentum } from "../optimizers/mod.ts";
import { RESULT_FORMAT } from "../reports/results.ts";
import { widthSweep as report } from "../reports/width_sweep.ts";
import type { Figure } from "./experiment/figure.ts";
import { unique, wholeNumbers } from "./experiment/flags.ts";
import { KNOWN_OPTIMIZERS, loadOptimizer } from "./experiment/load_rule.ts";
import { main } from "./experiment/main.ts";
import { optimizerSpec } from "./experiment/optimizer_spec.ts";
import { boundSpec, regularizationFlags, unregularized } from "./experiment/regularization.ts";
import { fitCounts } from "./experiment/sets.ts";
import { type WidthSweepSettings, widthSweepTable } from "./width_sweep_settings.ts";

const paper: WidthSweepSettings = {
  datasets: ["mnist", "cifar-10"],
  widths: [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096],
  grey: false,
  examples: { train: 50_000, validation: 10_000, test: 10_000 },
  optimizer: momentum,
  ...unregularized,
  epochs: 300,
  seeds: [1, 2, 3, 4, 5],
};

const quick: WidthSweepSettings = {
  ...paper,
  widths: [4, 8, 16, 32, 64, 128, 256, 512],
  examples: { train: 5_000, validation: 2_000, test: 10_000 },
  epochs: 120,
  seeds: [1, 2, 3],
};

const smoke: WidthSweepSettings = {
  ...paper,
  datasets: ["stand-in"],
  widths: [4, 16, 64],
  examples: { train: 1_000, validation: 200, test: 500 },
  epochs: 2,
  seeds: [1, 2],
};

/** N, Figure 1, as a declaration. */
export const widthSweep: Figure<WidthSweepSettings> = {
  profiles: { smoke, quick, paper },
  flags: [
    {
      name: "--optimizer",
      value: "NAME",
      help: `update rule: ${KNOWN_OPTIMIZERS}; or conjugate-gradient`,
      parse: async (text) => ({
        optimizer: text === batchConjugateGradient.name
          ? batchConjugateGradient
          : await loadOptimizer(text, { flag: "--optimizer" }),
      }),
    },
    {
      name: "--widths",
      value: "N",
      list: true,
      help: "numbers of hidden units",
      parse: (text) => {
        const widths = wholeNumbers(text, { flag: "--widths", from: 1, to: 65_536 });
        return { widths: unique(widths) };
      },
    },
    { name: "--grey", help: "turn colour images grey", parse: () => ({ grey: true }) },
    ...regularizationFlags,
  ],
  table: widthSweepTable,
  stages: [{
    prepare(dataset, settings) {
      return split(dataset, {
        seed: 1,
        ...fitCounts(dataset, settings.examples),
        transform: (drawn) =>
          downsample(settings.grey ? grey(drawn) : drawn, { width: 10, height: 10 }),
      });
    },
    plan(settings, { data, inputs, classes, engine }) {
      const { optimizer, widths, epochs, seeds, weightDecay } = settings;
      const schedule = { lr: "lr * 0.99 ** epoch", momentum: "min(0.9, momentum + 0.02 * epoch)" };
      const protocol = { hyper: { lr: 0.1, momentum: 0.5 }, schedule, epochs, weightDecay };
      return seeds.flatMap((seed) =>
        widths.map((width) => ({
          format: RESULT_FORMAT,
          data,
          sizes: [inputs, width, classes],
          initialization: "balanced",
          loss: "truncated-cross-entropy",
          optimizer: optimizerSpec(optimizer, protocol),
          batchSize: 100,
          ...boundSpec(settings, optimizer),
          epochs,
          zeroErrorEpochs: 10,
          seed,
          engine,
        }))
      );
    },
  }],
  report,
};

if (import.meta.main) Deno.exit(await main(widthSweep, Deno.args));
