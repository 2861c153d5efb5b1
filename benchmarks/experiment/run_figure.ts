/**
 * A figure from its command to its page: data, plan, runs, report.
 *
 * @module
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import { type Engine, openEngine } from "../../network/engines/mod.ts";
import { type FigureResult, RESULT_FORMAT, type RunResult } from "../../reports/results.ts";
import { writeReport, type WrittenReport } from "../../reports/site.ts";
import type { Command } from "./command.ts";
import { environment } from "./environment.ts";
import { lineOf, UsageError } from "./errors.ts";
import { execute } from "./execute.ts";
import { type Figure, type Settings, settingsTable } from "./figure.ts";
import { obtainSets, type ReadySets } from "./obtain_sets.ts";
import { type PlannedRun, planOf } from "./plan.ts";
import { showProgress, silent, standardError } from "./progress.ts";
import { openStore, type Store } from "./store.ts";
import { engineId } from "./train.ts";

/** A figure's settings, data and runs, before any of them is done. */
export interface FigurePlan {
  readonly engine: Engine;
  readonly data: readonly ReadySets[];
  readonly runs: readonly PlannedRun[];
  readonly store: Store;
}

/** A figure that is done. */
export interface FinishedFigure {
  readonly result: FigureResult;
  readonly written: WrittenReport;
}

/** Opens the engine, obtains the data and plans the runs. Nothing is trained. */
export async function planFigure<S extends Settings>(
  figure: Figure<S>,
  { command, note }: { command: Command; note: (line: string) => void },
): Promise<FigurePlan> {
  if (command.data !== undefined) checkReadable(command.data);
  if (!command.dryRun) checkWritable(command.out);
  const settings = settingsOf(figure, command);
  const engine = await openEngine(settings.engine);
  const data = await obtainSets({ figure, settings, command, note });
  const specs = data.flatMap(({ spec, sets: { train: { inputs, classes } } }) =>
    figure.plan(settings, { data: spec, inputs, classes, engine: engineId(engine) })
  );
  const store = openStore(join(command.out, "results"), note);
  return { engine, data, runs: planOf(specs), store };
}

/**
 * Does the planned runs and writes the page; undefined if the signal came first.
 *
 * @param signal Stops the runs; what is finished stays stored.
 */
export async function runFigure<S extends Settings>(
  figure: Figure<S>,
  { command, plan, signal }: { command: Command; plan: FigurePlan; signal: AbortSignal },
): Promise<FinishedFigure | undefined> {
  const runs = await execute(plan.runs, {
    engine: plan.engine.name,
    sets: Object.fromEntries(plan.data.map(({ spec, sets }) => [spec.hash, sets])),
    store: plan.store,
    jobs: command.jobs,
    fresh: command.fresh,
    progress: command.quiet ? silent : showProgress(standardError),
    signal,
  });
  if (signal.aborted) return undefined;
  const result = figureResult(figure, { command, plan, runs });
  const { report } = figure;
  return { result, written: await writeReport(siteFolder(command), { report, figure: result }) };
}

/** The folder that pages go to. */
export function siteFolder({ out }: Command): string {
  return join(out, "site");
}

function figureResult<S extends Settings>(
  figure: Figure<S>,
  { command, plan, runs }: { command: Command; plan: FigurePlan; runs: RunResult[] },
): FigureResult {
  const name = figure.report.figure;
  return {
    format: RESULT_FORMAT,
    figure: name,
    profile: command.profile,
    command: ["deno task", name, ...command.given].join(" "),
    settings: settingsTable(figure, {
      settings: settingsOf(figure, command),
      overridden: new Set(Object.keys(command.changes)),
    }),
    environment: environment(plan.engine),
    data: plan.data.map(({ provenance }) => provenance),
    runs,
  };
}

/** The profile's settings with the command's changes. */
function settingsOf<S extends Settings>(figure: Figure<S>, command: Command): S {
  return Object.assign({}, figure.profiles[command.profile], command.changes);
}

/** @throws {UsageError} If there is no such folder. */
function checkReadable(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new UsageError(`Expected the data folder ${folder} but found no folder of that name`);
}

/** @throws {UsageError} If nothing can be written in the folder. */
function checkWritable(folder: string): void {
  try {
    Deno.mkdirSync(folder, { recursive: true });
    Deno.removeSync(Deno.makeTempFileSync({ dir: folder }));
  } catch (error) {
    throw new UsageError(
      `Expected --out to be a folder that can be written to but found ${folder}: ${lineOf(error)}`,
    );
  }
}
