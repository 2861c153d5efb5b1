/**
 * What keeps the claims about a data set from being graded at all.
 *
 * @module
 */

import { MINIMUM_SEEDS } from "../claims.ts";
import { count, list, plural } from "../format.ts";
import { type Sweep, widthOf } from "./sweep.ts";

/**
 * Why nothing about this data set can be graded, if so. A sweep with holes is not graded on what is
 * left: which runs are missing may well depend on how they went.
 */
export function obstacleTo(sweep: Sweep): string | undefined {
  if (sweep.standIn) {
    return "The built-in stand-in took the place of the data: nothing is said of the real one.";
  }
  if (sweep.missing.length > 0) {
    return `${plural(sweep.missing.length, "run")} failed or missing ` +
      `(${list(sweep.missing.map(({ width, seed }) => `H = ${count(width)} seed ${seed}`))}).`;
  }
  if (sweep.diverged.length > 0) {
    const runs = sweep.diverged.map((run) => `H = ${count(widthOf(run))} seed ${run.spec.seed}`);
    return `${plural(runs.length, "run")} diverged (${list(runs)}).`;
  }
  if (sweep.seeds.length < MINIMUM_SEEDS) {
    return `${plural(sweep.seeds.length, "seed")}: a claim is graded on at least ${MINIMUM_SEEDS}.`;
  }
  return undefined;
}
