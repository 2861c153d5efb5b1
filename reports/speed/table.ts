/**
 * Times a step as tables: of the page, and in Markdown for the README.
 *
 * @module
 */

import { optimizerTitle } from "../chart/optimizers.ts";
import { significant } from "../format.ts";
import type { Table } from "../report.ts";
import { median } from "../statistics.ts";
import { yardstick } from "./programs.ts";
import {
  geometricMean,
  hasOneHiddenLayer,
  mainRule,
  nameOf,
  type Ratio,
  ratiosOf,
} from "./ratios.ts";
import type { SpeedResults } from "./results.ts";

/** What stands where nothing was measured. */
const NOTHING = "–";

/** How many times longer: "2.1×". */
export function times(ratio: number): string {
  return `${ratio < 100 ? ratio.toPrecision(2) : ratio.toFixed(0)}×`;
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
    rows: lines,
  };
}

/** Time and ratio, and how the program was run where it has several ways. */
function cell({ time, ratio, configuration }: Ratio): string {
  const parts = [times(ratio), ...(configuration === undefined ? [] : [configuration])];
  return `${significant(time)} (${parts.join(", ")})`;
}

/**
 * The README's table: times a step against H under the main rule, and the geometric mean of the ratios
 * over all H. Empty where none of these was timed.
 */
export function speedTable(results: SpeedResults): string {
  const rule = mainRule(results);
  const isShown = (timing: { rule: string; sizes: readonly number[] }) =>
    timing.rule === rule && hasOneHiddenLayer(timing);
  if (!results.steps.some(isShown)) return "";
  const { columns, rows } = stepsTable(
    { ...results, steps: results.steps.filter(isShown) },
    rule,
  );
  const [, own, ...others] = columns.map(({ title }) => title);
  const means = others.map((name) =>
    geometricMean(
      ratiosOf(results).filter((ratio) => isShown(ratio) && ratio.program.name === name),
    )
  );
  const lines = [
    ["H", `${own}, ms`, ...others.map((name) => `${name}, ms (ratio)`)],
    columns.map(() => "---:"),
    ...rows.map(([network, ...cells]) => [network.split("-")[1], ...cells]),
    ["geometric mean", "", ...means.map(times)],
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
