/**
 * Runs every figure that there is and writes the index of their pages.
 *
 * @module
 */

import { writeIndex } from "../reports/site.ts";
import type { Command } from "./experiment/command.ts";
import { COMMON_FLAGS } from "./experiment/flags.ts";
import { EXIT } from "./experiment/exit.ts";
import { carryOut, command, exitCodeOf } from "./experiment/main.ts";
import { type FinishedFigure, siteFolder } from "./experiment/run_figure.ts";
import { summary } from "./experiment/summary.ts";
import { fourDatasets } from "./four_datasets.ts";
import { rmspropImplicitRegularization } from "./rmsprop_implicit_regularization.ts";
import { modifiedLoss } from "./modified_loss.ts";
import { unbalancedSgd } from "./unbalanced_sgd.ts";
import { widthSweep } from "./width_sweep.ts";

/** The figures, in the order of the papers. */
const FIGURES: readonly ((command: Command) => Promise<FinishedFigure | number>)[] = [
  (command) => carryOut(widthSweep, command),
  (command) => carryOut(unbalancedSgd, command),
  (command) => carryOut(fourDatasets, command),
  (command) => carryOut(modifiedLoss, command),
  (command) => carryOut(rmspropImplicitRegularization, command),
];

/** Runs the command and returns its exit code. */
function reproduce(args: readonly string[]): Promise<number> {
  const about = "Runs every figure and writes the index of their pages.";
  const texts = { task: "reproduce", about, flags: COMMON_FLAGS };
  return command(args, texts, async (command) => {
    const finished = [];
    for (const figure of FIGURES) {
      const ended = await figure(command);
      if (typeof ended !== "number") finished.push(ended);
      else if (ended !== EXIT.done) return ended;
    }
    if (command.dryRun) return EXIT.done;
    const index = await writeIndex(siteFolder(command));
    if (command.json) console.log(JSON.stringify({ index, figures: finished.map(summary) }));
    else console.log(`Index: ${index}`);
    return Math.max(...finished.map(exitCodeOf));
  });
}

if (import.meta.main) Deno.exit(await reproduce(Deno.args));
