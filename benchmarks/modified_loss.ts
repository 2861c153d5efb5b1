/**
 * S, section 2: which gradient flow the steps of SGD and of RMSProp follow, that of the loss or that of
 * a modified one.
 *
 * @module
 */

import { downsample, split } from "../data/mod.ts";
import { modifiedLoss as report } from "../reports/modified_loss.ts";
import type { Figure } from "./experiment/figure.ts";
import { main } from "./experiment/main.ts";
import { fitCounts } from "./experiment/sets.ts";
import { compareFlows } from "./modified_loss/compare_flows.ts";
import { type FlowSettings, flowTable } from "./modified_loss/settings.ts";

const paper: FlowSettings = {
  datasets: ["mnist"],
  hidden: [10, 8],
  batches: 5,
  batchSize: 8,
  margin: 0.03,
  sgd: [11, 10, 9, 8, 7, 6, 5],
  rmsprop: [20, 19, 18, 17, 16, 15],
  seeds: [1, 2, 3, 4, 5],
  epochs: 1,
  engine: "reference",
};

const quick: FlowSettings = { ...paper, batches: 4, seeds: [1, 2, 3] };

const smoke: FlowSettings = {
  ...quick,
  datasets: ["stand-in"],
  batches: 3,
  sgd: [9, 8, 7, 6],
  rmsprop: [19, 18, 17, 16],
  seeds: [1, 2],
};

/** The comparison of steps with flows, as a declaration. It trains nothing: there are no runs. */
export const modifiedLoss: Figure<FlowSettings> = {
  profiles: { smoke, quick, paper },
  flags: [],
  fixed: ["engine", "blas", "epochs"],
  table: flowTable,
  stages: [{
    prepare(dataset) {
      const wanted = { train: 10_000, validation: 0, test: 10_000 };
      return split(dataset, {
        seed: 1,
        ...fitCounts(dataset, wanted),
        transform: (drawn) => downsample(drawn, { width: 7, height: 7 }),
      });
    },
    plan: () => [],
  }],
  supplement: compareFlows,
  report,
};

if (import.meta.main) Deno.exit(await main(modifiedLoss, Deno.args));
