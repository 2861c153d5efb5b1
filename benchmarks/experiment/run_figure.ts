/**
 * A figure from its command to its page: data, plan, runs, report.
 *
 * @module
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../network/engines/mod.ts";
import { type FigureResult, RESULT_FORMAT, type RunResult } from "../../reports/results.ts";
import { writeReport, type WrittenReport } from "../../reports/site.ts";
import type { Command } from "./command.ts";
import { environment } from "./environment.ts";
import { isFromSystem, lineOf, StoreError, UsageError } from "./errors.ts";
import type { CarryOutOptions, Executor } from "./executors.ts";
import { type Figure, type Settings, settingsTable, type Supplement } from "./figure.ts";
import { openFigureEngine, type WorkerEngine } from "./figure_engine.ts";
import { obtainSets, type ReadySets } from "./obtain_sets.ts";
import { type PlannedRun, planOf } from "./plan.ts";
import type { Sets } from "./sets.ts";
import { openStore, type Store } from "./store.ts";
import { engineId } from "./train.ts";

/** What a figure's runs are planned on, and where they are kept. */
export interface FigurePlan<S extends Settings> {
  readonly settings: S;
  readonly engine: Engine;
  /** The same for a Worker. */
  readonly worker: WorkerEngine;
  /** Number of runs side by side, or of groups of them. */
  readonly jobs: number;
  /** The data sets of each stage. */
  readonly data: readonly (readonly ReadySets[])[];
  readonly store: Store;
}

/** A figure that is done. */
export interface FinishedFigure {
  readonly result: FigureResult;
  readonly written: WrittenReport;
}

/** Opens the engine and obtains the data. Nothing is trained. */
export async function planFigure<S extends Settings>(
  figure: Figure<S>,
  { command, note }: { command: Command; note: (line: string) => void },
): Promise<FigurePlan<S>> {
  if (command.data !== undefined) checkReadable(command.data);
  if (!command.dryRun) checkWritable(command.out);
  const settings = settingsOf(figure, command);
  const { engine, worker, workers } = await openFigureEngine(settings);
  const data = await obtainSets({ figure, settings, command, note });
  const store = openStore(join(command.out, "results"), note);
  return { settings, engine, worker, jobs: command.jobs ?? workers, data, store };
}

/**
 * The runs that can be planned by now: of each stage those that the stored results of the stages
 * before lead to.
 *
 * @returns `complete` says whether the last stage is planned on finished runs alone.
 */
export function plannedRuns<S extends Settings>(
  figure: Figure<S>,
  plan: FigurePlan<S>,
): { runs: PlannedRun[]; stages: PlannedRun[][]; complete: boolean } {
  const stages: PlannedRun[][] = [];
  const before: RunResult[] = [];
  for (const stage of figure.stages.keys()) {
    before.push(...(stages.at(-1) ?? []).map((run) => plan.store.load(run) ?? notBegun(run)));
    stages.push(stageRuns(figure, { plan, stage, before }));
  }
  return {
    runs: stages.flat(),
    stages,
    complete: before.every((run) => run.outcome !== undefined),
  };
}

/** The runs of one stage. */
function stageRuns<S extends Settings>(
  figure: Figure<S>,
  { plan: { settings, engine, data }, stage, before }: {
    plan: FigurePlan<S>;
    stage: number;
    before: readonly RunResult[];
  },
): PlannedRun[] {
  return planOf(data[stage].flatMap(({ spec, sets: { train: { inputs, classes } } }) => {
    const on = { data: spec, inputs, classes, engine: engineId(engine), before };
    return figure.stages[stage].plan(settings, on);
  }));
}

/**
 * Does the runs, stage by stage, and writes the page.
 *
 * @returns undefined if the signal came first; "done" or "failed" where the executor has no results
 *   that a page could be made from.
 */
export async function runFigure<S extends Settings>(
  figure: Figure<S>,
  { executor, ...options }: CarryOutOptions<S> & { executor: Executor },
): Promise<FinishedFigure | "done" | "failed" | undefined> {
  const { command, plan, signal } = options;
  const runs: RunResult[] = [];
  for (const stage of figure.stages.keys()) {
    const planned = stageRuns(figure, { plan, stage, before: runs });
    const done = await executor(planned, { ...options, figure: figure.report.figure, stage });
    if (signal.aborted) return undefined;
    if (typeof done === "string") return done;
    runs.push(...done);
  }
  const supplement = await figure.supplement?.({
    settings: plan.settings,
    data: plan.data.flat().map(({ spec }) => spec),
    sets: setsByHash(plan),
    runs,
    note: command.quiet ? () => {} : console.error,
    signal,
  });
  if (signal.aborted) return undefined;
  const result = figureResult(figure, { command, plan, runs, supplement });
  const { report } = figure;
  const written = await writePages(
    command,
    (folder) => writeReport(folder, { report, figure: result }),
  );
  return { result, written };
}

/** The folder that pages go to. */
export function siteFolder({ out }: Command): string {
  return join(out, "site");
}

/**
 * Writes pages into the folder that they go to.
 *
 * @throws {StoreError} If the file system refuses. Each file there is whole, the old one or the new.
 */
export async function writePages<T>(
  command: Command,
  write: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = siteFolder(command);
  try {
    return await write(folder);
  } catch (error) {
    if (!isFromSystem(error)) throw error;
    throw new StoreError(`Expected to write pages to ${folder} but found: ${lineOf(error)}`);
  }
}

function figureResult<S extends Settings>(
  figure: Figure<S>,
  { command, plan, runs, supplement }: {
    command: Command;
    plan: FigurePlan<S>;
    runs: RunResult[];
    supplement: Supplement | undefined;
  },
): FigureResult {
  const name = figure.report.figure;
  return {
    format: RESULT_FORMAT,
    figure: name,
    profile: command.profile,
    command: ["deno task", ...(plan.worker.blas ? ["blas"] : []), name, ...command.given].join(" "),
    settings: settingsTable(figure, {
      settings: plan.settings,
      overridden: new Set(Object.keys(command.changes)),
    }),
    environment: environment(plan.engine),
    data: plan.data[plan.data.length - 1].map(({ provenance }) => provenance),
    runs,
    ...supplement,
  };
}

/** The examples of each data set of a plan by their hash. */
export function setsByHash(
  { data }: { data: readonly (readonly ReadySets[])[] },
): Record<string, Sets> {
  return Object.fromEntries(data.flat().map(({ spec, sets }) => [spec.hash, sets]));
}

function notBegun({ id, spec }: PlannedRun): RunResult {
  return { id, spec, epochs: [] };
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
