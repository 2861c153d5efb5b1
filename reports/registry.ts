/**
 * The reports of the suite.
 *
 * @module
 */

import { fourDatasets } from "./four_datasets.ts";
import { modifiedLoss } from "./modified_loss.ts";
import type { Report } from "./report.ts";
import { rmspropImplicitRegularization } from "./rmsprop_implicit_regularization.ts";
import { unbalancedSgd } from "./unbalanced_sgd.ts";
import { widthSweep } from "./width_sweep.ts";

/** All reports, in the order of the papers: N, then S. */
export const REPORTS: readonly Report[] = [
  widthSweep,
  unbalancedSgd,
  fourDatasets,
  modifiedLoss,
  rmspropImplicitRegularization,
];

/** The report of a figure, where it is one of the suite's. */
export function reportOf(figure: string): Report | undefined {
  return REPORTS.find((report) => report.figure === figure);
}
