/**
 * How good the alert is, in simulated years; the README has the first number:
 *
 *     deno run --allow-read tests/reports/nights/measure_alert.ts
 *
 * @module
 */

import { metricsOf } from "../../../reports/nights/metrics.ts";
import type { Night } from "../../../reports/nights/night.ts";
import { NOISY, simulatedYear } from "./simulated_year.ts";

const YEARS = 36;
const FAILURES = { allFail: [30, 77, 150, 222, 301], oneFails: [55, 99, 180, 260, 340] };

/** Claims whose seeds vary normally. */
const NORMAL = metricsOf(simulatedYear({ seed: 0, nights: 1 })[0])
  .map(({ id }) => id)
  .filter((id) => id.startsWith("four-datasets/") && id !== NOISY && !/diverged|seconds/.test(id));

const FROM = 60;

let alarms = 0;
for (let seed = 1; seed <= YEARS; seed++) {
  alarms += shifts(simulatedYear({ seed, ...FAILURES })).length;
  console.log(`${alarms} false alarms in ${seed} years`);
}

for (const by of [2, 2.5, 3, 4, 5]) {
  const planted = NORMAL.map((metric) => ({ metric, from: FROM, by }));
  const nights = Array.from({ length: YEARS / 4 }, (_, seed) => {
    const found = shifts(simulatedYear({ seed, nights: FROM + 30, planted }));
    return NORMAL.map((metric) => found.find((shift) => shift.metric === metric)?.after);
  }).flat();
  const after = nights.filter((night) => night !== undefined).sort((a, b) => a - b);
  const late = after[Math.floor(0.9 * after.length)];
  console.log(
    `a shift by ${by} standard deviations of a night: ${after.length} of ${nights.length} found, ` +
      `half of these by night ${after[after.length >> 1] + 1}, nine tenths by night ${late + 1}`,
  );
}

/** The shifts that were raised, and how many nights after the first planted night. */
function shifts(year: readonly Night[]): { metric: string; after: number }[] {
  return year.flatMap(({ changes }, index) =>
    changes.filter(({ kind }) => kind === "shift")
      .map(({ metric }) => ({ metric, after: index - FROM }))
  );
}
