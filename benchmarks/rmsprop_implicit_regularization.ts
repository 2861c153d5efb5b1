/**
 * S, Figures 1 to 4: SGD, RMSProp and Adam on MNIST with noise in the training set, their errors, their
 * implicit regularization terms and the norm of their weights.
 *
 * @module
 */

import { adam, builtin, rmsprop, sgd } from "../optimizers/mod.ts";
import { rmspropImplicitRegularization as report } from "../reports/rmsprop_implicit_regularization.ts";
import type { Figure } from "./experiment/figure.ts";
import { oneOf, positiveNumbers, unique, wholeNumbers } from "./experiment/flags.ts";
import { loadOptimizers } from "./experiment/load_rule.ts";
import { main } from "./experiment/main.ts";
import { noisySplit, plannedSpecs } from "./rmsprop_implicit_regularization/runs.ts";
import {
  NOISES,
  type NoiseSettings,
  noiseTable,
  VARIANTS,
} from "./rmsprop_implicit_regularization/settings.ts";

const OPTIMIZERS = [sgd, rmsprop, adam];

const paper: NoiseSettings = {
  datasets: ["mnist"],
  noise: "labels",
  examples: { train: 10_000, validation: 0, test: 10_000 },
  hidden: [256, 256, 256, 256],
  optimizers: OPTIMIZERS,
  sgdSteps: [0.01, 0.03, 0.1],
  variants: [],
  epochs: 300,
  seeds: [1, 2, 3, 4, 5],
};

const quick: NoiseSettings = {
  ...paper,
  examples: { train: 2_000, validation: 0, test: 2_000 },
  hidden: [64, 64, 64, 64],
  sgdSteps: [0.01, 0.1],
  epochs: 80,
  seeds: [1, 2, 3],
};

const smoke: NoiseSettings = {
  ...paper,
  datasets: ["stand-in"],
  examples: { train: 200, validation: 0, test: 100 },
  hidden: [12, 12, 12, 12],
  sgdSteps: [0.1],
  epochs: 3,
  seeds: [1, 2],
};

/** S, Figures 1 to 4, as a declaration. */
export const rmspropImplicitRegularization: Figure<NoiseSettings> = {
  profiles: { smoke, quick, paper },
  flags: [
    {
      name: "--noise",
      value: "NAME",
      help: `noise in the training set: ${NOISES.join(", ")}`,
      parse: (text) => ({ noise: oneOf(text, { flag: "--noise", of: NOISES }) }),
    },
    {
      name: "--optimizer",
      value: "NAME",
      list: true,
      help: `further update rules: ${Object.keys(builtin).join(", ")}, or modules: ./my_rule.ts; ` +
        "or two, the second for the second half of the epochs: adam-to-sgd",
      parse: async (text) => {
        const further = await loadOptimizers(text, { flag: "--optimizer", hyper: "lr" });
        return { optimizers: unique([...OPTIMIZERS, ...further]) };
      },
    },
    {
      name: "--sgd-steps",
      value: "X",
      list: true,
      help: "further step sizes of SGD",
      parse: (text) => ({ sgdSteps: unique(positiveNumbers(text, { flag: "--sgd-steps" })) }),
    },
    {
      name: "--hidden",
      value: "N",
      list: true,
      help: "numbers of hidden units, a number a layer",
      parse: (text) => ({ hidden: wholeNumbers(text, { flag: "--hidden", from: 1, to: 65_536 }) }),
    },
    {
      name: "--variants",
      value: "NAME",
      list: true,
      help: `further runs for what S leaves open: ${VARIANTS.join(", ")}`,
      parse: (text) => ({
        variants: unique(
          text.split(",").map((name) => oneOf(name, { flag: "--variants", of: VARIANTS })),
        ),
      }),
    },
  ],
  table: noiseTable,
  stages: [{ prepare: noisySplit, plan: plannedSpecs }],
  report,
};

if (import.meta.main) Deno.exit(await main(rmspropImplicitRegularization, Deno.args));
