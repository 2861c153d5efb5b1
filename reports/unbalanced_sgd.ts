/**
 * The report of SGD on balanced and unbalanced networks: Figure 2 of N.
 *
 * @module
 */

import { comparisons } from "./comparison/comparison.ts";
import { stepSizesChart } from "./comparison/step_sizes_chart.ts";
import { stepSizesTable } from "./comparison/step_sizes_table.ts";
import { finalTable, runRecords } from "./comparison/tables.ts";
import type { Report } from "./report.ts";
import { unbalancedSgdClaims } from "./unbalanced_sgd/claims.ts";
import { crossEntropyChart } from "./unbalanced_sgd/cross_entropy_chart.ts";
import { workedSection } from "./unbalanced_sgd/worked_section.ts";

/** What a rescaling that leaves the function alone does to SGD. */
export const unbalancedSgd: Report = {
  figure: "unbalanced-sgd",
  title: "Does SGD see more of a network than its function?",
  question: "Multiplying the weights into a ReLU unit and dividing those out of it by the same " +
    "number leaves the function as it is. SGD trains a network and such a rescaling of it.",
  source: "Figure 2 of Neyshabur, Tomioka, Salakhutdinov and Srebro, “Geometry of Optimization " +
    "and Implicit Regularization in Deep Learning” (2017), here called N",
  grading:
    "Each effect is a mean over seeds with its 95 % t interval, paired where two runs share " +
    "a seed. A seed decides initialization, rescaling and order of the examples. An interval wholly " +
    "on one side of the limit decides; one across it is inconclusive. The worked examples are exact " +
    "and have no seeds.",
  claims: unbalancedSgdClaims,
  charts(result) {
    const all = comparisons(result);
    const main = crossEntropyChart(all);
    return result.stepSizes === undefined ? [main] : [main, stepSizesChart(result, all)];
  },
  sections: ({ workedExamples }) =>
    workedExamples === undefined ? [] : [workedSection(workedExamples)],
  tables(result) {
    const all = comparisons(result);
    const steps = result.stepSizes === undefined ? [] : [stepSizesTable(result, all)];
    return [...all.map(finalTable), ...steps];
  },
  records: runRecords,
};
