/**
 * The report of the implicit regularization term: Figures 1 to 4 of S.
 *
 * @module
 */

import type { Report } from "./report.ts";
import {
  fourFiguresChart,
  stepsChart,
  termsChart,
  variantCharts,
} from "./rmsprop_implicit_regularization/charts.ts";
import { noiseClaims } from "./rmsprop_implicit_regularization/claims.ts";
import { comparedSection } from "./rmsprop_implicit_regularization/compared_section.ts";
import { equalLossChart } from "./rmsprop_implicit_regularization/equal_loss_chart.ts";
import { noiseRecords } from "./rmsprop_implicit_regularization/records.ts";
import { studies } from "./rmsprop_implicit_regularization/study.ts";
import {
  backwardErrorTable,
  conditionTable,
  endTable,
  equalLossTable,
  termsTable,
} from "./rmsprop_implicit_regularization/tables.ts";
import { termsSection } from "./rmsprop_implicit_regularization/terms_section.ts";

/** SGD, RMSProp and Adam on a training set with noise. */
export const rmspropImplicitRegularization: Report = {
  figure: "rmsprop-implicit-regularization",
  title: "Do adaptive methods lack SGD's implicit regularization?",
  question:
    "SGD's mini-batches act like a penalty on the size of their gradients. S proposes such a " +
    "term for RMSProp, finds it absent, and finds that SGD has the smaller norm. Three methods " +
    "train on a set with noise in it, which a network can only learn by heart.",
  source: "Figures 1 to 4 of Singh, “Implicit Regularization in Deep Neural Networks: An " +
    "Optimization Perspective”, here called S",
  grading:
    "Each effect is a mean over seeds with its 95 % t interval, paired where two runs share " +
    "a seed. A seed decides initialization and order of the examples; the noise is the same for " +
    "all. An interval wholly on one side of the limit decides; one across it is inconclusive. S " +
    "compares at equal epochs. The same at equal training loss is our addition: there, SGD has the " +
    "step size of the sweep that fits the training set best.",
  claims: noiseClaims,
  charts(result) {
    const all = studies(result);
    return [
      fourFiguresChart(all),
      equalLossChart(all),
      termsChart(all),
      stepsChart(all),
      ...variantCharts(all),
    ];
  },
  sections: (result) => [comparedSection(result), termsSection(result)],
  tables: (result) =>
    studies(result).flatMap((study) => [
      endTable(study),
      equalLossTable(study),
      termsTable(study),
      conditionTable(study),
      backwardErrorTable(study),
    ]),
  records: noiseRecords,
};
