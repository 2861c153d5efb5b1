/**
 * Times a step as tables.
 *
 * @module
 */

import { optimizerTitle } from "../chart/optimizers.ts";
import { significant } from "../format.ts";
import type { Table } from "../report.ts";
import { median } from "../statistics.ts";
import { yardstick } from "./programs.ts";
import { geometricMean, hasOneHiddenLayer, nameOf, type Ratio, ratiosOf } from "./ratios.ts";
import type { Program, SpeedResults } from "./results.ts";

/** What stands where nothing was measured. */
const NOTHING = "–";
/** The head of the line with means. */
const MEAN = "Geometric mean over H";

/** How many times longer: "2.1×". */
export function times(ratio: number): string {
  return `${ratio < 99.5 ? ratio.toPrecision(2) : ratio.toFixed(0)}×`;
}

/** Times a step under a rule: a line for each network, a column for each program. */
export function stepsTable(results: SpeedResults, rule: string): Table {
  const own = yardstick(results);
  const here = results.steps.filter((timing) => timing.rule === rule);
  const ratios = ratiosOf(results).filter((ratio) => ratio.rule === rule);
  const others = results.programs.filter(({ id }) =>
    ratios.some(({ program }) => program.id === id)
  );
  const lines = [...new Set(here.map(nameOf))].map((network) => {
    const ownTiming = here.find((timing) =>
      timing.program === own.id && nameOf(timing) === network
    );
    return [
      network,
      ownTiming === undefined ? NOTHING : significant(median(ownTiming.times)),
      ...others.map(({ id }) => {
        const found = ratios.find((ratio) => ratio.program.id === id && nameOf(ratio) === network);
        return found === undefined ? NOTHING : cell(found);
      }),
    ];
  });
  return {
    title: `Time a step: ${optimizerTitle(rule)}`,
    caption: "Milliseconds, the median over the rounds. In brackets how many times longer than " +
      `${own.name}: the median of the rounds' ratios.`,
    columns: [
      { title: "Network" },
      ...[own, ...others].map(({ name }) => ({ title: name, numeric: true })),
    ],
    rows: [...lines, ...meansOver(others, ratios)],
  };
}

/** A line with the geometric mean over all widths of one hidden layer, where there are several. */
function meansOver(programs: readonly Program[], ratios: readonly Ratio[]): string[][] {
  const wide = ratios.filter(hasOneHiddenLayer);
  if (new Set(wide.map(nameOf)).size < 2) return [];
  const means = programs.map(({ id }) =>
    geometricMean(wide.filter(({ program }) => program.id === id))
  );
  return [[MEAN, "", ...means.map((mean) => Number.isNaN(mean) ? NOTHING : times(mean))]];
}

/** Time and ratio, and how the program was run where it has several ways. */
function cell({ time, ratio, configuration }: Ratio): string {
  const parts = [times(ratio), ...(configuration === undefined ? [] : [configuration])];
  return `${significant(time)} (${parts.join(", ")})`;
}
