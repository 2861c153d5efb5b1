/**
 * What a figure tells the pages about itself. Each figure of the suite implements {@link Report};
 * pages, index and downloads are the same for all.
 *
 * @module
 */

import type { Chart } from "./chart/chart.ts";
import type { GradedClaim } from "./claims.ts";
import type { Html } from "./page/html.ts";
import type { FigureResult } from "./results.ts";

/** A table of a page. Cells are text as the reader sees it. */
export interface Table {
  readonly title: string;
  /** What stands in it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** Numbers are set flush right. */
  readonly numeric?: boolean;
}

/** Columns and rows of a CSV file. An absent value is an empty field. */
export interface Records {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | undefined)[])[];
}

/** How the results of one figure are graded, drawn and listed. */
export interface Report {
  /** Name of the figure's command and files, e.g. "width-sweep". */
  readonly figure: string;
  /** The page's title. */
  readonly title: string;
  /** The question that the figure answers, in a sentence or two. */
  readonly question: string;
  /** The figure's place in the literature, e.g. "Figure 1 of Neyshabur et al. …". */
  readonly source: string;
  /** How the claims are graded, for below their list. */
  readonly grading: string;
  /** The paper's claims, graded on the runs. */
  claims(result: FigureResult): GradedClaim[];
  /** The figure itself, then the charts that are folded away on the page. */
  charts(result: FigureResult): readonly [Chart, ...Chart[]];
  /** Sections of its own, between the claims and the numbers. */
  sections?(result: FigureResult): Html[];
  /** The numbers behind the figure. */
  tables(result: FigureResult): Table[];
  /** One record a run. */
  records(result: FigureResult): Records;
}
