/**
 * The store of runs: what keeps every finished run, so that it is never computed twice.
 *
 * A run has a folder `<id>/` of its own:
 *
 * - `spec.json`: all that determines the run; its canonical JSON hashes to `<id>`;
 * - `epochs.jsonl`: one {@link EpochRecord} a line, added as the epochs end;
 * - `outcome.json`: how it ended; only a finished run has one.
 *
 * @module
 */

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { writeAtomically } from "../../reports/files.ts";
import {
  type EpochRecord,
  type Outcome,
  RESULT_FORMAT,
  type RunResult,
  type RunSpec,
} from "../../reports/results.ts";
import { lineOf } from "./errors.ts";
import { type PlannedRun, runId } from "./plan.ts";

/** A folder of runs. */
export interface Store {
  /**
   * The run as far as it is stored, or undefined where nothing is. A folder that can't be used is
   * set aside under another name, with one line to `warn`.
   */
  load(run: PlannedRun): RunResult | undefined;
  /** Whether a run is finished. */
  holds(id: string): boolean;
  /** Starts a run from the beginning; what an earlier try left is replaced. */
  begin(run: PlannedRun): void;
  /** Adds the record of an epoch. */
  append(id: string, record: EpochRecord): void;
  /** Marks the run as finished. */
  finish(id: string, outcome: Outcome): void;
}

/**
 * The store in a folder, which is made by the first run that begins.
 *
 * @param warn Takes one line for each stored run that had to be set aside.
 */
export function openStore(directory: string, warn: (line: string) => void): Store {
  const path = (id: string, file: string) => join(directory, id, file);

  function load({ id, spec }: PlannedRun): RunResult | undefined {
    if (!existsSync(join(directory, id))) return undefined;
    try {
      checkSpec(id, JSON.parse(Deno.readTextFileSync(path(id, "spec.json"))));
      if (!holds(id)) {
        return { id, spec, epochs: readRecords(path(id, "epochs.jsonl"), "so far") };
      }
      const outcome: Outcome = JSON.parse(Deno.readTextFileSync(path(id, "outcome.json")));
      const epochs = readRecords(path(id, "epochs.jsonl"), "all");
      checkCount(epochs.length, outcome);
      return { id, spec, epochs, outcome };
    } catch (error) {
      const aside = setAside(join(directory, id));
      warn(`Stored run ${id} can't be used and was set aside as ${aside}: ${lineOf(error)}`);
      return undefined;
    }
  }

  function holds(id: string): boolean {
    return existsSync(path(id, "outcome.json"));
  }

  // A checkpoint, once there is one, belongs into the run's folder beside its epochs: `begin` will
  // then keep the epochs up to it instead of starting with none.
  function begin({ id, spec }: PlannedRun): void {
    Deno.mkdirSync(join(directory, id), { recursive: true });
    rmSync(path(id, "outcome.json"), { force: true });
    writeAtomically(path(id, "epochs.jsonl"), "");
    writeAtomically(path(id, "spec.json"), JSON.stringify(spec, null, 2) + "\n");
  }

  function append(id: string, record: EpochRecord): void {
    Deno.writeTextFileSync(path(id, "epochs.jsonl"), JSON.stringify(record) + "\n", {
      append: true,
    });
  }

  function finish(id: string, outcome: Outcome): void {
    writeAtomically(path(id, "outcome.json"), JSON.stringify(outcome, null, 2) + "\n");
  }

  return { load, holds, begin, append, finish };
}

/** @throws {Error} If the stored spec is of another format or another run's. */
function checkSpec(id: string, spec: RunSpec): void {
  if (spec.format !== RESULT_FORMAT) {
    throw new Error(`Expected result format ${RESULT_FORMAT} but found ${spec.format}`);
  }
  const found = runId(spec);
  if (found !== id) throw new Error(`Expected a spec that hashes to ${id} but found ${found}`);
}

/** @throws {Error} If epochs are missing. The epoch in which a run diverges has no record. */
function checkCount(found: number, outcome: Outcome): void {
  const expected = outcome.kind === "diverged" ? outcome.epoch : outcome.epoch + 1;
  if (found !== expected) throw new Error(`Expected ${expected} epochs but found ${found}`);
}

/**
 * The records of a file. Of an unfinished run ("so far") the last line may be cut off in the middle
 * of writing and is left out then.
 */
function readRecords(path: string, which: "all" | "so far"): EpochRecord[] {
  const lines = existsSync(path) ? Deno.readTextFileSync(path).split("\n") : [""];
  const last = lines.pop();
  if (last !== "" && which === "all") {
    throw new Error("Expected epochs.jsonl to end with a line feed");
  }
  return lines.map((line) => JSON.parse(line));
}

/** Moves a run's folder out of the way; returns its new name. */
function setAside(directory: string): string {
  for (let count = 1;; count++) {
    const aside = `${directory}.set-aside-${count}`;
    if (existsSync(aside)) continue;
    Deno.renameSync(directory, aside);
    return aside;
  }
}
