/**
 * The step sizes that were taken, as a table.
 *
 * @module
 */

import { percentage } from "../format.ts";
import type { Table } from "../report.ts";
import type { FigureResult } from "../results.ts";
import { leastValidationError } from "../step_sizes.ts";
import { choiceOf, type Comparison, type Contender } from "./comparison.ts";

/** The step sizes taken. */
export function stepSizesTable(figure: FigureResult, comparisons: readonly Comparison[]): Table {
  return {
    title: "Step sizes",
    caption: "The step size 10^−α taken for each curve: the first of its grid to reach the least " +
      "validation error, on examples held out of the training set.",
    columns: [
      { title: "Data set" },
      { title: "Optimizer and start" },
      { title: "α tried" },
      { title: "α taken", numeric: true },
      { title: "Least validation error (%)", numeric: true },
      { title: "Reached after epoch", numeric: true },
      { title: "Diverged at α" },
    ],
    rows: comparisons.flatMap((comparison) =>
      comparison.contenders.flatMap((contender) => stepSizeRow(figure, comparison, contender))
    ),
  };
}

function stepSizeRow(
  figure: FigureResult,
  comparison: Comparison,
  contender: Contender,
): string[][] {
  const choice = choiceOf(figure, comparison, contender);
  if (choice === undefined) return [];
  const points = choice.grid.map(({ alpha, run: id }) => ({
    alpha,
    run: figure.runs.find((run) => run.id === id),
  }));
  const taken = points.find((point) => point.alpha === choice.chosen)?.run;
  const least = taken && leastValidationError(taken);
  const diverged = points.filter(({ run }) => run?.outcome?.kind === "diverged");
  return [[
    comparison.title,
    contender.label,
    points.map(({ alpha }) => alpha).join(", "),
    choice.chosen === undefined ? "none" : String(choice.chosen),
    least === undefined ? "–" : percentage(100 * least.error),
    least === undefined ? "–" : String(least.epoch),
    diverged.map(({ alpha }) => alpha).join(", ") || "–",
  ]];
}
