/**
 * The report of the width sweep: Figure 1 of N.
 *
 * @module
 */

import { ZERO_TRAINING_ERROR } from "./claims.ts";
import { percent } from "./format.ts";
import type { Report } from "./report.ts";
import { widthSweepClaims } from "./width_sweep/claims.ts";
import { errorsChart } from "./width_sweep/errors_chart.ts";
import { learningCurvesChart } from "./width_sweep/learning_curves_chart.ts";
import { sweeps } from "./width_sweep/sweep.ts";
import { errorsTable, runRecords } from "./width_sweep/tables.ts";

/** Errors against the number of hidden units, and whether size controls capacity. */
export const widthSweep: Report = {
  figure: "width-sweep",
  title: "Does the size of a network control its capacity?",
  question: "If it did, networks larger than needed to fit the training data should generalize " +
    "worse. Networks with one hidden layer are trained to convergence, without any explicit " +
    "regularization, at growing widths H.",
  source: "Figure 1 of Neyshabur, Tomioka, Salakhutdinov and Srebro, “Geometry of Optimization " +
    "and Implicit Regularization in Deep Learning” (2017), here called N",
  grading:
    "Each effect is a mean over seeds with its 95 % t interval, paired where two widths or " +
    "two stopping criteria share a seed. A seed decides initialization and order of the examples. " +
    `A training error of at most ${percent(ZERO_TRAINING_ERROR)} counts as zero. Differences of ` +
    "test errors are held against one standard error √(p(1 − p)/N) of a test error p on N test " +
    "examples. An interval wholly on one side of the limit decides; one across it is " +
    "inconclusive. Each interval stands alone: none is widened for the number of claims.",
  claims: widthSweepClaims,
  charts: (result) => [errorsChart(sweeps(result)), learningCurvesChart(sweeps(result))],
  tables: (result) => sweeps(result).map(errorsTable),
  records: (result) => runRecords(sweeps(result)),
};
