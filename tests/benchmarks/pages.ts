/**
 * What the width sweep's page shows, for tests that hold two of them together.
 *
 * @module
 */

import { join } from "node:path";
import type { PublishedFigure } from "../../reports/compact.ts";

/** All numbers of the page under an output folder, in the order of the runs. */
export function runsOf(out: string): PublishedFigure["runs"] {
  const text = Deno.readTextFileSync(join(out, "site", "width-sweep.json"));
  const { runs }: PublishedFigure = JSON.parse(text);
  return runs;
}

/** The runs of a page without what differs from one computation to the next. */
export function determined(runs: PublishedFigure["runs"]) {
  return runs.map(({ epochs, outcome, ...run }) => ({
    ...run,
    epochs: { ...epochs, seconds: undefined },
    outcome: { ...outcome, seconds: undefined, finished: undefined },
  }));
}
