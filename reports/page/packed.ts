/**
 * A chart's rows in a form that takes little room in a page.
 *
 * @module
 */

import type { Row } from "../chart/chart.ts";

/** A column: its values, or where many are equal, those that differ and the place of each in them. */
export interface Column {
  readonly field: string;
  readonly values: readonly (string | number)[];
  readonly places?: readonly number[];
}

/** Rows of the same fields, column by column. */
export interface PackedRows {
  readonly count: number;
  readonly columns: readonly Column[];
}

/** Rows with their columns taken apart; those with the same fields stay together, in their order. */
export function packRows(rows: readonly Row[]): PackedRows[] {
  const alike = Map.groupBy(rows, (row) => Object.keys(row).join());
  return [...alike.values()].map((group) => ({
    count: group.length,
    columns: Object.keys(group[0]).map((field) => column(field, group.map((row) => row[field]))),
  }));
}

function column(field: string, values: readonly (string | number)[]): Column {
  const different = [...new Set(values)];
  if (2 * different.length > values.length) return { field, values };
  const place = new Map(different.map((value, i) => [value, i]));
  return { field, values: different, places: values.map((value) => place.get(value)!) };
}
