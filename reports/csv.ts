/**
 * Records as CSV (RFC 4180).
 *
 * @module
 */

import type { Records } from "./report.ts";

/** The text of a CSV file: a header, then a line a record; absent values are empty. */
export function csv({ columns, rows }: Records): string {
  const lines = [columns, ...rows].map((row) => row.map((value) => field(value ?? "")).join(","));
  return lines.join("\r\n") + "\r\n";
}

/** Quoted where it must be. A leading =, +, - or @ of a text gets no spreadsheet to compute it. */
function field(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
