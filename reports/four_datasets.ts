/**
 * The report of the four data sets: Figure 3 and Table 1 of N.
 *
 * @module
 */

import { comparisons } from "./comparison/comparison.ts";
import { stepSizesChart } from "./comparison/step_sizes_chart.ts";
import { stepSizesTable } from "./comparison/step_sizes_table.ts";
import { finalTable, runRecords } from "./comparison/tables.ts";
import { learningCurvesChart } from "./four_datasets/charts.ts";
import { fourDatasetsClaims } from "./four_datasets/claims.ts";
import { publishedCodeSection } from "./four_datasets/published_code.ts";
import { datasetsTable, gammaTable } from "./four_datasets/tables.ts";
import type { Report } from "./report.ts";

/** SGD, AdaGrad and Path-SGD against epochs, each from a balanced and an unbalanced start. */
export const fourDatasets: Report = {
  figure: "four-datasets",
  title: "Does the geometry of the optimizer decide what is learned?",
  question:
    "Rescaling the units of a ReLU network changes its weights but not its function. SGD and " +
    "AdaGrad depend on the scale all the same; Path-SGD, whose step is measured along paths, does " +
    "not. All three train one architecture, from a balanced start and from an unbalanced one that " +
    "computes the same function.",
  source: "Figure 3 and Table 1 of Neyshabur, Tomioka, Salakhutdinov and Srebro, “Geometry of " +
    "Optimization and Implicit Regularization in Deep Learning” (2017), here called N",
  grading: "Each effect is a mean over seeds with its 95 % t interval, paired where two curves " +
    "share a seed. A seed decides initialization, rescaling and order of the examples. An interval " +
    "wholly on one side of the limit decides; one across it is inconclusive. On a subset of a " +
    "published data set nothing is decided about the whole. Each interval stands alone: none is " +
    "widened for the number of claims.",
  claims: fourDatasetsClaims,
  charts(result) {
    const all = comparisons(result);
    const curves = learningCurvesChart(all);
    return result.stepSizes === undefined ? [curves] : [curves, stepSizesChart(result, all)];
  },
  sections: () => [publishedCodeSection()],
  tables(result) {
    const all = comparisons(result);
    return [
      datasetsTable(result, all),
      ...all.map(finalTable),
      ...(result.stepSizes === undefined ? [] : [stepSizesTable(result, all)]),
      gammaTable(all),
    ];
  },
  records: runRecords,
};
