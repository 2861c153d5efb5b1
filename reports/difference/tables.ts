/**
 * Two sets of results as tables: the same on a terminal and on a page.
 *
 * @module
 */

import { count, plural, significant, significantInterval } from "../format.ts";
import type { Table } from "../report.ts";
import type { CurveChange, FigureComparison, Found, SetComparison } from "./compare.ts";
import { differences } from "./compare.ts";
import { LEVEL } from "./tests.ts";
import type { Change, ClaimChange, Finding } from "./tests.ts";

/** How the findings are made, for below them. */
export const METHOD =
  "A curve is what it comes to after its last epoch, seed by seed: by Student's t test of the " +
  "differences where both sets have two seeds or more in common (paired t), else by Welch's test of " +
  "the two means (Welch t). Losses, norms and terms are compared by their ratio. Of a claim the " +
  "effects are compared by Welch's test. A difference is beyond the spread over seeds where p is at " +
  `most ${LEVEL} by Holm's method, over all claims and over all curves: if nothing has changed, the ` +
  "chance of any such finding is at most one in twenty.";

/** The findings in the order in which a reader wants them. */
const ORDER: readonly Finding[] = ["beyond spread", "not tested", "within spread", "same"];

/** "3 differences beyond the spread over seeds, by 20 tests of claims and 100 of curves." */
export function summaryOf(comparison: SetComparison): string {
  const found = differences(comparison).length;
  const { claims, curves } = comparison.tests;
  return `${found === 0 ? "No differences" : plural(found, "difference")} beyond the spread over ` +
    `seeds, by ${plural(claims, "test")} of claims and ${count(curves)} of curves.`;
}

/** How many runs of a figure are the same to the bit. */
export function bitsInWords({ pairs, sameBits }: FigureComparison): string {
  return pairs === 0
    ? "No run of one set has its like, with the same settings and seed, in the other."
    : `${sameBits} of ${pairs} pairs of runs with the same settings and seed ended with the same bits.`;
}

/** What differs in how a figure was made. */
export function madeTable({ name, made }: FigureComparison): Table {
  return {
    title: `How they were made: ${name}`,
    caption: "Only what differs.",
    columns: [{ title: "What" }, { title: "First" }, { title: "Second" }],
    rows: made.map((row) => [...row]),
  };
}

/** The claims of a figure, side by side. */
export function claimsTable({ name, claims }: FigureComparison): Table {
  return {
    title: `Claims: ${name}`,
    caption: "Verdict and effect in each set, and the difference, second minus first.",
    columns: [
      { title: "Finding" },
      { title: "Claim" },
      { title: "First" },
      { title: "Second" },
      ...CHANGE_COLUMNS,
    ],
    rows: sorted(claims).map((claim) => [
      claim.verdicts[0] === claim.verdicts[1] || claim.finding !== "within spread"
        ? claim.finding
        : "other verdict, within spread",
      claim.id,
      ...[0, 1].map((i) => graded(claim, i)),
      ...changeCells(claim),
    ]),
  };
}

/** The curves of a figure, side by side. */
export function curvesTable({ name, curves }: FigureComparison): Table {
  return {
    title: `Curves: ${name}`,
    caption:
      "Means over seeds after the last epoch, errors in percent, and the difference, second " +
      "minus first.",
    columns: [
      { title: "Finding" },
      { title: "Curve" },
      { title: "Quantity" },
      { title: "First", numeric: true },
      { title: "Second", numeric: true },
      ...CHANGE_COLUMNS,
    ],
    rows: sorted(curves).map((curve) => [
      curve.finding,
      curve.curve,
      curve.quantity,
      significant(curve.first),
      significant(curve.second),
      ...changeCells(curve),
    ]),
  };
}

/** A table of findings in two: what says that nothing changed, and the rest. */
export function apart(table: Table): { readonly open: Table; readonly quiet: Table } {
  const isQuiet = ([finding]: readonly string[]) =>
    finding === "same" || finding === "within spread";
  return {
    open: { ...table, rows: table.rows.filter((row) => !isQuiet(row)) },
    quiet: { ...table, rows: table.rows.filter(isQuiet) },
  };
}

/** What only one set has. */
export function oneSidedTable(
  { name, oneSided }: Pick<FigureComparison, "name" | "oneSided">,
): Table {
  return {
    title: `In one set only: ${name}`,
    caption: "Nothing to compare with.",
    columns: [{ title: "Set" }, { title: "What" }],
    rows: oneSided.map((entry) => [entry.in, entry.what]),
  };
}

const CHANGE_COLUMNS = [
  { title: "Difference", numeric: true },
  { title: "95 % interval", numeric: true },
  { title: "Test" },
  { title: "n", numeric: true },
  { title: "p (Holm)", numeric: true },
];

function changeCells({ change, adjusted }: { change?: Change; adjusted?: number }): string[] {
  if (change === undefined || adjusted === undefined) return CHANGE_COLUMNS.map(() => "–");
  const { effect, interval, unit, test, n } = change;
  return [
    `${significant(effect)} ${unit}`.trim(),
    significantInterval(interval),
    test,
    String(n),
    significant(adjusted),
  ];
}

function graded({ verdicts, effects, unit }: Found<ClaimChange>, i: number): string {
  const effect = effects[i];
  return effect === undefined ? verdicts[i] : `${verdicts[i]}: ${significant(effect)} ${unit}`;
}

function sorted<Row extends Found<ClaimChange> | Found<CurveChange>>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) =>
    ORDER.indexOf(a.finding) - ORDER.indexOf(b.finding) || (a.adjusted ?? 1) - (b.adjusted ?? 1)
  );
}
