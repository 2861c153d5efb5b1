/**
 * N, Figure 3 and Table 1: SGD, AdaGrad and Path-SGD from balanced and unbalanced starts on four data
 * sets.
 *
 * @module
 */

import { adagrad, pathSgd, sgd } from "../optimizers/mod.ts";
import { fourDatasets as report } from "../reports/four_datasets.ts";
import type { Figure } from "./experiment/figure.ts";
import { KNOWN_OPTIMIZERS, loadOptimizers } from "./experiment/load_rule.ts";
import { main } from "./experiment/main.ts";
import { regularizationFlags } from "./experiment/regularization.ts";
import { stepSizeChoices } from "./step_size/choice.ts";
import {
  stepSizeFlags,
  stepSizeProfiles,
  type StepSizeSettings,
  stepSizeTable,
} from "./step_size/settings.ts";
import { stepSizeStages } from "./step_size/stages.ts";

const OPTIMIZERS = [sgd, adagrad, pathSgd];

const paper: StepSizeSettings = {
  ...stepSizeProfiles.paper,
  datasets: ["cifar-10", "cifar-100", "mnist", "svhn"],
  optimizers: OPTIMIZERS,
};

const quick: StepSizeSettings = { ...paper, ...stepSizeProfiles.quick };

const smoke: StepSizeSettings = { ...paper, ...stepSizeProfiles.smoke, datasets: ["stand-in"] };

/** N, Figure 3, as a declaration. */
export const fourDatasets: Figure<StepSizeSettings> = {
  profiles: { smoke, quick, paper },
  flags: [
    {
      name: "--optimizer",
      value: "NAME",
      list: true,
      help: `further update rules: ${KNOWN_OPTIMIZERS}`,
      parse: async (text) => {
        const further = await loadOptimizers(text, { flag: "--optimizer", hyper: "lr" });
        return { optimizers: [...new Set([...OPTIMIZERS, ...further])] };
      },
    },
    { name: "--dropout", help: "train with dropout", parse: () => ({ dropout: true }) },
    ...regularizationFlags,
    ...stepSizeFlags,
  ],
  table: stepSizeTable,
  stages: stepSizeStages,
  supplement: ({ runs }) => ({ stepSizes: stepSizeChoices(runs) }),
  report,
};

if (import.meta.main) Deno.exit(await main(fourDatasets, Deno.args));
