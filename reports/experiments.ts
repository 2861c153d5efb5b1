/**
 * What a figure was measured on, be it runs or comparisons of flows.
 *
 * @module
 */

import type { DataSpec, FlowComparison, RunSpec } from "./results.ts";

/** The data and the seed of every run and of every comparison. */
export function experimentsOf(
  figure: {
    readonly runs: readonly { readonly spec: Pick<RunSpec, "data" | "seed"> }[];
    readonly flows?: readonly FlowComparison[];
  },
): { readonly data: DataSpec; readonly seed: number }[] {
  return [...figure.runs.map((run) => run.spec), ...figure.flows ?? []];
}

/** Number of seeds. */
export function seedCount(figure: Parameters<typeof experimentsOf>[0]): number {
  return new Set(experimentsOf(figure).map(({ seed }) => seed)).size;
}
