/**
 * What the script of the page reads off the drawings.
 *
 * @module
 */

import { drawn } from "../chart/chart.ts";
import { shortCommit } from "./messages.ts";
import { PADDING, WIDTH } from "./metric_chart.ts";
import { metricsOf } from "./metrics.ts";
import type { Night } from "./night.ts";
import type { Series } from "./regime.ts";

/** The nights, and of each metric a list of values with a place for each night. */
export function readings(series: readonly Series[], nights: readonly Night[]) {
  const measured = nights.map((night) =>
    new Map(metricsOf(night).map((metric) => [metric.id, metric]))
  );
  const column = (value: (night: (typeof measured)[number]) => number | undefined) =>
    measured.map((night) => {
      const number = value(night);
      return number === undefined ? null : drawn(number);
    });
  return {
    padding: PADDING,
    width: WIDTH,
    nights: nights.map(({ date, environment: { commit } }) => ({
      date,
      ...(commit !== undefined && { commit: shortCommit(commit) }),
    })),
    metrics: Object.fromEntries(series.map(({ metric: { id, unit } }) => [id, {
      unit,
      value: column((night) => night.get(id)?.value),
      lower: column((night) => night.get(id)?.interval?.lower),
      upper: column((night) => night.get(id)?.interval?.upper),
    }])),
  };
}
