/**
 * What the speed benchmark prints: the tables of its page in Markdown.
 *
 * @module
 */

import type { Table } from "../report.ts";
import { rulesOf } from "./ratios.ts";
import type { SpeedResults } from "./results.ts";
import { stepsTable } from "./table.ts";
import { memoryTable, pathTable, sweepTable } from "./tables.ts";

/** All tables of the results, each under its title, and what could not be measured. */
export function speedMarkdown(results: SpeedResults): string {
  const tables = [
    ...rulesOf(results).map((rule) => stepsTable(results, rule)),
    pathTable(results),
    sweepTable(results),
    memoryTable(results),
  ];
  return [
    ...tables.filter((table) => table !== undefined).map(markdownOf),
    ...results.missing.map(({ name, reason }) => `${name} was not measured: ${reason}`),
  ].join("\n\n");
}

function markdownOf({ title, columns, rows }: Table): string {
  const lines = [
    columns.map(({ title }) => title),
    columns.map(({ numeric }) => numeric ? "---:" : "---"),
    ...rows,
  ];
  return [title, "", ...lines.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}
