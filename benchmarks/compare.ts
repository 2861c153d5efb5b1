/**
 * `deno task compare A B`: two sets of results side by side, and whether what changed is more than the
 * spread over seeds.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { compare, differences, type SetComparison } from "../reports/difference/compare.ts";
import { comparisonPage } from "../reports/difference/page.ts";
import { readSet } from "../reports/difference/result_set.ts";
import {
  apart,
  bitsInWords,
  claimsTable,
  curvesTable,
  madeTable,
  oneSidedTable,
  summaryOf,
} from "../reports/difference/tables.ts";
import { writeAtomically } from "../reports/files.ts";
import type { Table } from "../reports/report.ts";
import { lineOf, UsageError } from "./experiment/errors.ts";
import { columns } from "./experiment/summary.ts";

const HELP = `Compares two sets of results: two folders given as --out, or two <figure>.json.

Usage: deno task compare A B [flags]

  A, B         a folder with results, or the .json of a figure
  --out DIR    the page goes to DIR/site/compare.html; out if left out
  --json       print one JSON object instead of the tables
  --help       print this and stop

Exit code 0: nothing differs by more than the spread over seeds; 1: something does; 2: bad usage.
`;

/** What was asked for. */
interface Arguments {
  readonly paths: readonly string[];
  readonly out: string;
  readonly json: boolean;
  readonly help: boolean;
}

/** Runs the command and returns its exit code: 1 for a difference, 2 for bad usage or bad input. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { paths, out, json, help } = readArguments(args);
    if (help) {
      console.log(HELP);
      return 0;
    }
    const [first, second] = await Promise.all(paths.map(readSet));
    const comparison = compare(first, second);
    const page = join(out, "site", "compare.html");
    Deno.mkdirSync(join(out, "site"), { recursive: true });
    writeAtomically(page, comparisonPage(comparison));
    console.log(json ? JSON.stringify({ page, ...comparison }) : text(comparison, page));
    return differences(comparison).length === 0 ? 0 : 1;
  } catch (error) {
    console.error(lineOf(error));
    return 2;
  }
}

function readArguments(args: readonly string[]): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        out: { type: "string", default: "out" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (!values.help && positionals.length !== 2) {
      throw new Error(`Expected two sets of results but found ${positionals.length}`);
    }
    return { paths: positionals, ...values };
  } catch (error) {
    const [what] = lineOf(error).split(". "); // what follows is advice about positional arguments
    throw new UsageError(`${what}: the arguments are A B, --out DIR, --json and --help`);
  }
}

/** The tables as lines, and the summary at their end, where a terminal shows it. */
function text(comparison: SetComparison, page: string): string {
  const { figures, oneSided } = comparison;
  const tables = figures.flatMap((figure) => [
    [figure.title, bitsInWords(figure)].join("\n"),
    ...lines(madeTable(figure)),
    ...openLines(claimsTable(figure)),
    ...openLines(curvesTable(figure)),
    ...lines(oneSidedTable(figure)),
  ]);
  const others = lines(oneSidedTable({ name: "figures", oneSided }));
  return [...tables, ...others, `${summaryOf(comparison)}\nPage: ${page}`].join("\n\n");
}

/** The rows that say of a change, or leave it open, and the number of the others. */
function openLines(table: Table): string[] {
  const { open, quiet: { title, rows } } = apart(table);
  return [
    ...lines(open),
    ...(rows.length === 0 ? [] : [`${title}: ${rows.length} the same or within the spread`]),
  ];
}

function lines({ title, columns: heads, rows }: Table): string[] {
  return rows.length === 0
    ? []
    : [`${title}\n${columns([heads.map((column) => column.title), ...rows])}`];
}

if (import.meta.main) Deno.exit(await main(Deno.args));
