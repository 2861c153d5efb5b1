/**
 * What a reader must know before trusting a figure's numbers.
 *
 * @module
 */

import type { FileRecord } from "../data/dataset.ts";
import { MINIMUM_SEEDS } from "./claims.ts";
import { experimentsOf, seedCount } from "./experiments.ts";
import { count, list, plural } from "./format.ts";
import type { FigureResult, RunResult } from "./results.ts";
import { finalRuns } from "./step_sizes.ts";

/** One sentence for each thing that makes the numbers less than they seem; none if all is well. */
export function warnings(figure: FigureResult): string[] {
  // A step size of the grid that diverges is what a grid is for.
  const runs = finalRuns(figure);
  return [
    ...(figure.profile === "paper" ? [] : [smaller({ ...figure, runs })]),
    ...regularized(runs),
    ...figure.data.flatMap(({ title, files }) =>
      files.filter((file) => !file.published).map((file) => notPublished(title, file))
    ),
    ...runsThat("diverged", runs.filter((run) => run.outcome?.kind === "diverged")),
    ...runsThat("failed", figure.runs.filter((run) => run.failure !== undefined)),
    ...runsThat("had not ended", figure.runs.filter(isUnfinished)),
    ...fewSeeds(seedCount({ ...figure, runs })),
  ];
}

/** The titles of data sets that the built-in stand-in took the place of. */
export function standIns(figure: Pick<FigureResult, "data">): string[] {
  return figure.data.filter((data) => data.standIn).map((data) => data.title);
}

function smaller(figure: FigureResult): string {
  const sizes = figure.data.map(({ name, title }) => {
    const spec = experimentsOf(figure).find(({ data }) => data.name === name)?.data;
    return `${title} with ${count(spec?.train ?? 0)} training and ${count(spec?.test ?? 0)} test ` +
      "examples";
  });
  return `Run with the profile “${figure.profile}”, smaller than the paper's experiment: ${
    list(sizes)
  }.`;
}

function regularized(runs: readonly RunResult[]): string[] {
  const specs = runs.map(({ spec }) => spec);
  const used = [
    ...(specs.some(({ optimizer }) => "weight_decay" in optimizer.hyper) ? ["weight decay"] : []),
    ...(specs.some(({ maxNorm }) => maxNorm !== undefined) ? ["max-norm"] : []),
  ];
  return used.length === 0
    ? []
    : [`Trained with ${list(used)}, which the paper's experiment does without.`];
}

function notPublished(title: string, file: FileRecord): string {
  return file.records === file.publishedRecords
    ? `${title}: ${file.name} is not the published file.`
    : `${title}: ${file.name} holds ${count(file.records)} of the ` +
      `${count(file.publishedRecords)} published records.`;
}

function isUnfinished(run: RunResult): boolean {
  return run.outcome === undefined && run.failure === undefined;
}

function runsThat(fate: string, runs: readonly RunResult[]): string[] {
  if (runs.length === 0) return [];
  const names = runs.slice(0, 5).map((run) =>
    `${run.spec.data.name} ${run.spec.sizes.join("-")} seed ${run.spec.seed}`
  );
  const more = runs.length > names.length ? [`${runs.length - names.length} more`] : [];
  return [`${plural(runs.length, "run")} ${fate}: ${list([...names, ...more])}.`];
}

function fewSeeds(seeds: number): string[] {
  return seeds >= MINIMUM_SEEDS
    ? []
    : [`${plural(seeds, "seed")}: claims are graded on at least ${MINIMUM_SEEDS}.`];
}
