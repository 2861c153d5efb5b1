/**
 * Runs every figure that there is and writes the index of their pages.
 *
 * @module
 */

import { writeIndex } from "../reports/site.ts";
import type { Command } from "./experiment/command.ts";
import { type Executor, executorOf } from "./experiment/executors.ts";
import { EXIT } from "./experiment/exit.ts";
import { COMMON_FLAGS } from "./experiment/flags.ts";
import { command, exitCodeOf } from "./experiment/main.ts";
import { writePages } from "./experiment/run_figure.ts";
import { summary } from "./experiment/summary.ts";
import { ALL, FIGURES } from "./figures.ts";

/**
 * Runs the command and returns its exit code: the worst of its figures'.
 *
 * @param executor Who does the runs, for a command line.
 */
export function reproduce(
  args: readonly string[],
  executor: (command: Command) => Executor = executorOf,
): Promise<number> {
  const about = "Runs every figure and writes the index of their pages.";
  const texts = { task: ALL, about, flags: COMMON_FLAGS };
  return command(args, texts, async (command) => {
    const carryOut = executor(command);
    const finished = [];
    const codes = [];
    for (const figure of FIGURES) {
      const ended = await figure.carryOut(command, carryOut);
      const code = typeof ended === "number" ? ended : exitCodeOf(ended);
      if (code !== EXIT.done && code !== EXIT.failed) return code; // a signal
      codes.push(code);
      if (typeof ended !== "number") finished.push(ended);
    }
    if (finished.length > 0) { // none where figures were only planned, or are still under way
      const index = await writePages(command, writeIndex);
      if (command.json) console.log(JSON.stringify({ index, figures: finished.map(summary) }));
      else console.log(`Index: ${index}`);
    }
    return Math.max(...codes);
  });
}

if (import.meta.main) Deno.exit(await reproduce(Deno.args));
