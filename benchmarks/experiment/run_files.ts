/**
 * The texts that a run's folder holds, checked field by field: a file there may be of another version,
 * damaged, or edited by hand.
 *
 * A number that JSON can't hold, NaN or an infinity, is written as null and read as an error. A run
 * ends as diverged before it comes to that.
 *
 * @module
 */

import { epochRecord, outcomeFields, runSpec } from "../../reports/result_shapes.ts";
import { type EpochRecord, RESULT_FORMAT, type RunSpec } from "../../reports/results.ts";
import { object, optional, parseJson, sha256 } from "../../reports/shape.ts";
import { lineOf } from "./errors.ts";
import type { SealedOutcome } from "./seal.ts";

/** The most bytes that are read of each file. An epoch takes a few hundred. */
export const MOST_BYTES = {
  "spec.json": 1 << 20,
  "epochs.jsonl": 1 << 28,
  "outcome.json": 1 << 20,
} as const;

/**
 * What `spec.json` holds.
 *
 * @throws {Error} If it is no JSON, of another format, or has a field that a spec doesn't have, lacks
 *   one, or has one of another type or out of its range.
 */
export function parseSpec(text: string): RunSpec {
  return parseJson(text, (value, place) => {
    checkFormat(value);
    return runSpec(value, place);
  });
}

/**
 * What `epochs.jsonl` holds.
 *
 * @param which "so far" for an unfinished run: its last line may be cut off in the middle of writing and
 *   is left out then.
 * @throws {Error} As {@linkcode parseSpec}, with the number of the line; and if the epochs don't count
 *   up from 0, or the last line of all is cut off.
 */
export function parseEpochs(text: string, which: "all" | "so far"): EpochRecord[] {
  const lines = text.split("\n");
  if (lines.pop() !== "" && which === "all") {
    throw new Error("Expected epochs.jsonl to end with a line feed");
  }
  return lines.map((line, epoch) => {
    try {
      const record = parseJson(line, epochRecord);
      if (record.epoch === epoch) return record;
      throw new Error(`Expected epoch ${epoch} but found ${record.epoch}`);
    } catch (error) {
      throw new Error(`${lineOf(error)} in line ${epoch + 1} of epochs.jsonl`);
    }
  });
}

/** A record as a line of `epochs.jsonl`. */
export function lineOfRecord(record: EpochRecord): string {
  return JSON.stringify(record) + "\n";
}

const sealedOutcome = object<SealedOutcome>({ ...outcomeFields, seal: optional(sha256) });

/**
 * What `outcome.json` holds.
 *
 * @throws {Error} As {@linkcode parseSpec}.
 */
export function parseOutcome(text: string): SealedOutcome {
  return parseJson(text, sealedOutcome);
}

/** @throws {Error} If the value says that it is of another format, whose fields may be others too. */
function checkFormat(value: unknown): void {
  if (typeof value !== "object" || value === null || !("format" in value)) return;
  const { format } = value;
  if (typeof format !== "number" || format === RESULT_FORMAT) return;
  throw new Error(`Expected result format ${RESULT_FORMAT} but found ${format}`);
}
