/**
 * The report on modified losses: S, section 2.
 *
 * @module
 */

import { modifiedLossClaims } from "./modified_loss/claims.ts";
import { distancesChart } from "./modified_loss/distances_chart.ts";
import { comparisonsOn } from "./modified_loss/orders.ts";
import { conditionTable, distanceRecords, ordersTable } from "./modified_loss/tables.ts";
import { termsSection } from "./modified_loss/terms_section.ts";
import type { Report } from "./report.ts";

/** Which flows the steps of SGD and RMSProp follow. */
export const modifiedLoss: Report = {
  figure: "modified-loss",
  title: "Which loss do SGD and RMSProp descend?",
  question:
    "With a small but finite step size the iterates don't follow the gradient flow of the loss, but, " +
    "one order closer, that of a modified loss. This measures of which.",
  source: "Section 2 of Singh, “Implicit Regularization in Deep Neural Networks: An Optimization " +
    "Perspective”, here called S",
  grading:
    "A flow is followed if the distance to it falls with one power of the step size more than " +
    "to the flow of the loss alone. Powers are fitted for each seed, and an effect is their mean " +
    "difference with its 95 % t interval. A seed decides the start, and with it the examples. An " +
    "interval wholly within the limits, or wholly outside, decides; one across a limit is " +
    "inconclusive. Everything is computed in double precision and the mean SGD iterate is taken over " +
    "every order of the mini-batches, so that no sampling noise is left.",
  claims: modifiedLossClaims,
  charts(result) {
    const [first, ...others] = result.data.map((data) =>
      distancesChart(data, comparisonsOn(result, data.name))
    );
    return [first, ...others];
  },
  sections: () => [termsSection()],
  tables: (result) =>
    result.data.flatMap((data) => {
      const comparisons = comparisonsOn(result, data.name);
      return [ordersTable(data, comparisons), conditionTable(data, comparisons)];
    }),
  records: ({ flows = [] }) => distanceRecords(flows),
};
