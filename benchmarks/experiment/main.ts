/**
 * What the commands have in common: from the arguments to the exit code.
 *
 * @module
 */

import { DataError } from "../../data/mod.ts";
import { plural } from "../../reports/format.ts";
import { type Command, helpText, parseCommand } from "./command.ts";
import { isFromSystem, lineOf, StoreError, UsageError } from "./errors.ts";
import { EXIT } from "./exit.ts";
import { type Executor, executorOf } from "./executors.ts";
import type { Figure, Settings } from "./figure.ts";
import { COMMON_FLAGS, type Flag } from "./flags.ts";
import { type FinishedFigure, planFigure, plannedRuns, runFigure } from "./run_figure.ts";
import type { PlannedRun } from "./plan.ts";
import { plannedShare, runShard } from "./run_shard.ts";
import { checkSlurm } from "./slurm/commands.ts";
import { onStopSignals } from "./stop.ts";
import type { Store } from "./store.ts";
import { claimsTable, planTable, summary } from "./summary.ts";

/**
 * Runs the command of one figure and returns its exit code.
 *
 * @param executor Who does the runs, for a command line.
 */
export function main<S extends Settings>(
  figure: Figure<S>,
  args: readonly string[],
  executor: (command: Command) => Executor = executorOf,
): Promise<number> {
  const { figure: task, title, source } = figure.report;
  const flags = [...COMMON_FLAGS.filter((flag) => !isFixed(figure, flag.name)), ...figure.flags];
  return command(args, { task, about: `${title}\n${source}`, flags }, async (command) => {
    const ended = await carryOut(figure, command, executor(command));
    if (typeof ended === "number") return ended;
    if (command.json) console.log(JSON.stringify(summary(ended)));
    return exitCodeOf(ended);
  });
}

/** Reads the arguments and hands the command to `body`; help and errors are dealt with here. */
export function command(
  args: readonly string[],
  texts: { task: string; about: string; flags: readonly Flag[] },
  body: (command: Command) => Promise<number>,
): Promise<number> {
  return reportingErrors(async () => {
    const dataFolder = Deno.env.get("IMPLICIT_BENCH_DATA");
    const command = await parseCommand(args, { flags: texts.flags, dataFolder });
    if (!command.help) return await body(command);
    console.log(helpText(texts));
    return EXIT.done;
  });
}

/** Runs a command. What the user got wrong, or the system refused, is one line on standard error. */
export async function reportingErrors(body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    const isOwn = error instanceof UsageError || error instanceof DataError ||
      error instanceof StoreError;
    if (!isOwn && !isFromSystem(error)) throw error;
    const kept = error instanceof StoreError
      ? ". What is stored stays: go on with the same command."
      : "";
    console.error(lineOf(error) + kept);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

/**
 * Plans a figure, runs it, and prints its claims and the path of its page, unless the command asks
 * for JSON. An exit code instead of the figure means that there is none: a dry run, a share of the
 * runs, runs that Slurm is at or left unfinished, or a signal.
 */
export async function carryOut<S extends Settings>(
  figure: Figure<S>,
  asked: Command,
  executor: Executor = executorOf(asked),
): Promise<FinishedFigure | number> {
  const command = withoutFixed(figure, asked);
  if (command.slurm) checkSlurm(figure.report.figure);
  const { shard } = command;
  const plan = await planFigure(figure, { command, note: console.error });
  if (command.dryRun) {
    const { runs, complete } = shard === undefined
      ? plannedRuns(figure, plan)
      : plannedShare(figure, { plan, shard });
    const isStored = ({ id }: PlannedRun) => plan.store.holds(id);
    console.log(planTable(runs, { jobs: plan.jobs, isStored, complete }));
    return EXIT.done;
  }
  const { signal, stopped, close } = onStopSignals();
  const options = { command, plan, signal };
  const carriedOut = shard === undefined
    ? runFigure(figure, { ...options, executor })
    : runShard(figure, { ...options, shard });
  const finished = await carriedOut.finally(close);
  if (finished === undefined) {
    const { runs } = plannedRuns(figure, plan);
    console.error(stoppedText(runs, plan.store));
    return stopped();
  }
  if (typeof finished === "string") return EXIT[finished];
  if (!command.json) {
    const { claims, page, warnings } = finished.written;
    console.log([claimsTable(claims), "", ...warnings, `Page: ${page}`].join("\n"));
  }
  return finished;
}

/** What there is after a stop, in one line: finished runs and checkpoints. */
function stoppedText(runs: readonly PlannedRun[], store: Store): string {
  const done = runs.filter(({ id }) => store.holds(id)).length;
  const epochs = runs.flatMap(({ id }) => store.resumesAfter(id) ?? []);
  const [least, most] = [Math.min(...epochs), Math.max(...epochs)];
  const range = least === most ? `epoch ${least}` : `epochs ${least} to ${most}`;
  const kept = epochs.length === 0 ? "" : `, with ${plural(epochs.length, "run")} from ${range}`;
  return `Stopped. ${done} of ${runs.length} runs are finished and stored; ` +
    `the same command goes on from there${kept}.`;
}

/** Whether a flag changes a setting that the figure doesn't depend on. */
function isFixed<S extends Settings>({ fixed = [] }: Figure<S>, flag: string): boolean {
  return fixed.some((key) => flag === `--${key}`);
}

/** The command for all figures as it is for this one. */
function withoutFixed<S extends Settings>(figure: Figure<S>, command: Command): Command {
  const changes = Object.entries(command.changes).filter(([key]) => !isFixed(figure, `--${key}`));
  return {
    ...command,
    changes: Object.fromEntries(changes),
    given: command.given.filter((flag) => !isFixed(figure, flag.split(" ")[0])),
  };
}

/** Whether an error stopped one of the figure's runs. A diverged run is a result. */
export function exitCodeOf({ result }: FinishedFigure): number {
  return result.runs.some((run) => run.outcome === undefined) ? EXIT.failed : EXIT.done;
}
