/**
 * N, Figure 2: SGD from a balanced and from an unbalanced start of the same function (a), and one
 * update of small networks (b, c).
 *
 * @module
 */

import { sgd } from "../optimizers/mod.ts";
import { unbalancedSgd as report } from "../reports/unbalanced_sgd.ts";
import type { Figure } from "./experiment/figure.ts";
import { main } from "./experiment/main.ts";
import { stepSizeChoices } from "./step_size/choice.ts";
import {
  stepSizeFlags,
  stepSizeProfiles,
  type StepSizeSettings,
  stepSizeTable,
} from "./step_size/settings.ts";
import { stepSizeStages } from "./step_size/stages.ts";
import { compareStarts } from "./unbalanced_sgd/compare_starts.ts";
import { workedExamples } from "./unbalanced_sgd/worked_examples.ts";

const paper: StepSizeSettings = {
  ...stepSizeProfiles.paper,
  datasets: ["mnist"],
  optimizers: [sgd],
};

const quick: StepSizeSettings = { ...paper, ...stepSizeProfiles.quick };

const smoke: StepSizeSettings = { ...paper, ...stepSizeProfiles.smoke, datasets: ["stand-in"] };

/** N, Figure 2, as a declaration. Its runs are those of Figure 3 for SGD on MNIST. */
export const unbalancedSgd: Figure<StepSizeSettings> = {
  profiles: { smoke, quick, paper },
  flags: stepSizeFlags,
  table: [
    ...stepSizeTable,
    {
      name: "Networks of panels b and c",
      value: () => "the simplest that show the effect",
      source: "assumption",
      note: "The weights in N's drawing are not in its text",
    },
  ],
  stages: stepSizeStages,
  supplement: ({ runs, sets }) => ({
    stepSizes: stepSizeChoices(runs),
    starts: compareStarts(runs, sets),
    workedExamples: workedExamples(),
  }),
  report,
};

if (import.meta.main) Deno.exit(await main(unbalancedSgd, Deno.args));
