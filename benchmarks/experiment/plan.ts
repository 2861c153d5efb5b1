/**
 * A plan: the runs that a figure is made of, each named by the hash of all that determines it.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { RunSpec } from "../../reports/results.ts";

/** One run of a plan. */
export interface PlannedRun {
  /** Name of the run and of its folder in the store: see {@link runId}. */
  readonly id: string;
  readonly spec: RunSpec;
}

/** Names the runs and drops those that are in the list twice. */
export function planOf(specs: readonly RunSpec[]): PlannedRun[] {
  const runs = new Map<string, PlannedRun>();
  for (const spec of specs) {
    const id = runId(spec);
    if (!runs.has(id)) runs.set(id, { id, spec });
  }
  return [...runs.values()];
}

/** The first 16 hex digits of the SHA-256 of a run's canonical JSON. */
export function runId(spec: RunSpec): string {
  return createHash("sha256").update(canonicalJson(spec)).digest("hex").slice(0, 16);
}

/**
 * JSON that is the same for equal values: keys in code-unit order, no white space.
 *
 * @throws {TypeError} If a value has no JSON of its own, such as NaN or undefined.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
    return `{${entries.map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`).join(",")}}`;
  }
  const writable = value === null || typeof value === "string" || typeof value === "boolean" ||
    Number.isFinite(value);
  if (!writable) throw new TypeError(`Expected a value that JSON can hold but found ${value}`);
  return JSON.stringify(value);
}

/**
 * A run in words, as progress and errors name it: "mnist 100-64-10 momentum seed 1", with the start
 * where it is unbalanced, and the step size where it is constant.
 */
export function runTitle({ data, sizes, optimizer, initialization, seed }: RunSpec): string {
  const { name, hyper: { lr }, schedule } = optimizer;
  return [
    data.name,
    sizes.join("-"),
    name,
    ...(initialization === "balanced" ? [] : [initialization]),
    ...(lr === undefined || Object.hasOwn(schedule, "lr") ? [] : [`step ${lr}`]),
    `seed ${seed}`,
  ].join(" ");
}
