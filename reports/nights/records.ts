/**
 * The numbers of all nights as records, for programs.
 *
 * @module
 */

import type { Records } from "../report.ts";
import { metricsOf } from "./metrics.ts";
import type { Night } from "./night.ts";

/** A record for each night and metric; of a figure that failed one with the reason. */
export function nightRecords(nights: readonly Night[]): Records {
  return {
    columns: ["night", "commit", "figure", "metric", "value", "lower", "upper", "unit", "failure"],
    rows: nights.flatMap((night) => {
      const { date, environment: { commit }, figures } = night;
      return [
        ...metricsOf(night).map(({ id, figure, value, interval, unit }) => [
          date,
          commit,
          figure,
          id,
          value,
          interval?.lower,
          interval?.upper,
          unit,
          undefined,
        ]),
        ...figures.filter(({ failure }) => failure !== undefined).map(({ figure, failure }) => {
          const none = undefined;
          return [date, commit, figure, none, none, none, none, none, failure];
        }),
      ];
    }),
  };
}
