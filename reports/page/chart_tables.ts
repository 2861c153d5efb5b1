/**
 * The numbers that a chart draws, as tables: for who does not see it, and for who wants to quote it.
 *
 * @module
 */

import type { Chart, Panel, Row } from "../chart/chart.ts";
import { significant } from "../format.ts";
import type { Table } from "../report.ts";

/** Largest number of lines of a table: curves of many epochs are thinned to it. */
const LINES = 11;

/**
 * A chart's own tables; else one for each panel, with a line for each place on the horizontal axis and a
 * column for each series.
 */
export function panelTables(chart: Chart): readonly Table[] {
  return chart.tables ?? chart.panels.map((panel) => panelTable(chart, panel));
}

function panelTable({ rows, x, series, bands }: Chart, panel: Panel): Table {
  const here = rows.filter((row) => row.kind === "estimate" && row.panel === panel.name);
  const places = [...new Set(here.map((row) => Number(row[x.field])))].sort((a, b) => a - b);
  const lines = thinned(places);
  const spread = bands.length === 0 ? "" : ": mean (95 % interval)";
  const part = lines.length < places.length ? ` ${lines.length} of ${places.length} lines.` : "";
  return {
    title: panel.name,
    caption: `${panel.axis ?? "Value"} against ${x.title}${spread}${seedsOf(here)}.${part}`,
    columns: [
      { title: x.title, numeric: true },
      ...series.map((name) => ({
        title: String(name),
        numeric: true,
      })),
    ],
    rows: lines.map((place) => [
      x.names?.[place] ?? significant(place),
      ...series.map((name) =>
        cell(here.find((row) => row.series === name && row[x.field] === place))
      ),
    ]),
  };
}

/** Evenly spread ones, the first and the last among them. */
function thinned(places: readonly number[]): number[] {
  if (places.length <= LINES) return [...places];
  return Array.from(
    { length: LINES },
    (_, i) => places[Math.round(i * (places.length - 1) / (LINES - 1))],
  );
}

function seedsOf(rows: readonly Row[]): string {
  const numbers = rows.map(({ n }) => n).filter((n) => n !== undefined).map(Number);
  if (numbers.length === 0) return "";
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? `, n = ${most}` : `, n from ${least} to ${most}`;
}

function cell(row: Row | undefined): string {
  if (row === undefined) return "–";
  const mean = significant(Number(row.mean));
  if (row.lower === undefined || row.lower === row.upper) return mean;
  return `${mean} (${significant(Number(row.lower))} to ${significant(Number(row.upper))})`;
}
