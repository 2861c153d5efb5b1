/**
 * The runs of a comparison of optimizers and starts, in the order that figures and claims read them:
 * by data set, optimizer, start and seed.
 *
 * @module
 */

import type { FileRecord } from "../../data/dataset.ts";
import { optimizerTitle } from "../chart/optimizers.ts";
import type { FigureResult, RunResult, RunSpec, StepSizeChoice } from "../results.ts";
import { finalRuns } from "../step_sizes.ts";

/** An optimizer from one of the two starts, on one data set. */
export interface Contender {
  /** Name of the update rule, e.g. "path-sgd". */
  readonly optimizer: string;
  readonly initialization: RunSpec["initialization"];
  /** Both as the legend has them, e.g. "Path-SGD, balanced". */
  readonly label: string;
  /** Whether a path geometry stands in front of the rule. */
  readonly pathGeometry: boolean;
  /** Dashes of its curve, where more than the start tells it from others of its optimizer. */
  readonly dash?: readonly number[];
  /** Runs that ended without diverging, ascending by seed. */
  readonly finished: readonly RunResult[];
  readonly diverged: readonly RunResult[];
  /** Seeds whose run failed, has not ended or was never begun. */
  readonly missing: readonly number[];
}

/** All that was run on one data set, the runs of a step-size grid apart. */
export interface Comparison {
  /** Registered name of the data set. */
  readonly name: string;
  /** The data set as people write it. */
  readonly title: string;
  readonly standIn: boolean;
  /** Files that hold less than the published ones. */
  readonly subsets: readonly FileRecord[];
  /** Seeds, ascending, of all runs, however they ended. */
  readonly seeds: readonly number[];
  /** Balanced starts first; optimizers in the order in which the figure has them. */
  readonly contenders: readonly Contender[];
}

/**
 * The comparisons of a figure, one a data set, in the order in which the figure names its data.
 *
 * @throws {RangeError} If there is no run, or two are alike but for their settings: which is meant?
 */
export function comparisons(figure: FigureResult): Comparison[] {
  const runs = finalRuns(figure);
  if (runs.length === 0) {
    throw new RangeError(`Expected at least one run of ${figure.figure} but found none`);
  }
  return figure.data.map(({ name, title, standIn, files }) => {
    const here = runs.filter((run) => run.spec.data.name === name);
    return {
      name,
      title,
      standIn,
      subsets: files.filter((file) => file.records < file.publishedRecords),
      seeds: [...new Set(here.map((run) => run.spec.seed))].sort((a, b) => a - b),
      contenders: contendersOf(here, figure),
    };
  });
}

/** The contender of an optimizer and a start, where there is one. */
export function contenderOf(
  comparison: Comparison,
  optimizer: string,
  initialization: Contender["initialization"],
): Contender | undefined {
  return comparison.contenders.find((contender) =>
    contender.optimizer === optimizer && contender.initialization === initialization
  );
}

/** The step size chosen for a contender, where it was chosen from a grid. */
export function choiceOf(
  figure: FigureResult,
  comparison: Comparison,
  contender: Contender,
): StepSizeChoice | undefined {
  return figure.stepSizes?.find(({ data, optimizer, initialization }) =>
    data === comparison.name && optimizer === contender.optimizer &&
    initialization === contender.initialization
  );
}

function contendersOf(runs: readonly RunResult[], figure: FigureResult): Contender[] {
  const seeds = [...new Set(runs.map((run) => run.spec.seed))].sort((a, b) => a - b);
  // Of the whole figure, so that an optimizer without a usable step size on this data is not lost.
  const all = figure.runs.map(({ spec }) => spec);
  const optimizers = [...new Set(all.map((spec) => spec.optimizer.name))];
  return (["balanced", "unbalanced"] as const).flatMap((initialization) =>
    optimizers.flatMap((optimizer): Contender[] => {
      const example = all.find((spec) =>
        spec.optimizer.name === optimizer && spec.initialization === initialization
      );
      if (example === undefined) return [];
      const own = runs.filter(({ spec }) =>
        spec.optimizer.name === optimizer && spec.initialization === initialization
      );
      const bySeed = seeds.map((seed) => oneOf(own.filter((run) => run.spec.seed === seed)));
      const ended = bySeed.filter((run) => run?.outcome !== undefined) as RunResult[];
      return [{
        optimizer,
        initialization,
        label: `${optimizerTitle(optimizer)}, ${initialization}`,
        pathGeometry: example.optimizer.geometry !== undefined,
        finished: ended.filter((run) => run.outcome?.kind !== "diverged"),
        diverged: ended.filter((run) => run.outcome?.kind === "diverged"),
        missing: seeds.filter((_, i) => bySeed[i]?.outcome === undefined),
      }];
    })
  );
}

function oneOf(runs: readonly RunResult[]): RunResult | undefined {
  if (runs.length > 1) {
    const { data, optimizer, initialization, seed } = runs[0].spec;
    throw new RangeError(
      `Expected one run for ${data.name}, ${optimizer.name}, ${initialization}, seed ${seed} ` +
        `but found ${runs.length}`,
    );
  }
  return runs[0];
}
