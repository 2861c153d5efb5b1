/**
 * Where a figure comes from, in the few lines that an exported picture has room for.
 *
 * @module
 */

import { experimentsOf } from "../experiments.ts";
import { list, time } from "../format.ts";
import type { FigureResult } from "../results.ts";

/** Data, profile and seeds; the command; version, commit, engine and date. */
export function provenanceLines(figure: FigureResult): string[] {
  const { environment } = figure;
  const seeds = [...new Set(experimentsOf(figure).map(({ seed }) => seed))].sort((a, b) => a - b);
  const data = list(figure.data.map(({ title }) => title));
  return [
    `${data} · profile “${figure.profile}” · ${seeds.length === 1 ? "seed" : "seeds"} ${
      seeds.join(", ")
    }`,
    figure.command,
    `implicit-bench ${environment.version} · commit ${environment.commit ?? "unknown"} · ` +
    `${environment.engine.split(":")[0]} · ${time(environment.date)}`,
  ];
}
