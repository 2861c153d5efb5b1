/**
 * The store of runs: what keeps every finished run, so that it is never computed twice.
 *
 * A run has a folder `<id>/` of its own:
 *
 * - `spec.json`: all that determines the run; its canonical JSON hashes to `<id>`;
 * - `epochs.jsonl`: one {@link EpochRecord} a line, added as the epochs end;
 * - `checkpoint.bin`: what it goes on from after an interruption; only an unfinished run of some length
 *   has one: see `checkpoint.ts`;
 * - `outcome.json`: how it ended; only a finished run has one.
 *
 * @module
 */

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PART, readTextFile, writeAtomically } from "../../reports/files.ts";
import type { EpochRecord, Outcome, RunResult, RunSpec } from "../../reports/results.ts";
import { type Checkpoint, decodeCheckpoint } from "./checkpoint.ts";
import { lineOf } from "./errors.ts";
import { type PlannedRun, runId } from "./plan.ts";
import { lineOfRecord, MOST_BYTES, parseEpochs, parseOutcome, parseSpec } from "./run_files.ts";

/** A folder of runs. */
export interface Store {
  /**
   * The run as far as it is stored, or undefined where nothing is. A folder that can't be used is
   * set aside under another name, with one line to `warn`.
   */
  load(run: PlannedRun): RunResult | undefined;
  /** Whether a run is finished. */
  holds(id: string): boolean;
  /**
   * The checkpoint of an unfinished run, or undefined where there is none. One that can't be used is set
   * aside under another name, with one line to `warn`.
   */
  checkpoint(run: PlannedRun): Checkpoint | undefined;
  /**
   * Starts a run: from the beginning, or from a checkpoint, up to which its records stay. What else an
   * earlier try left is dropped.
   */
  begin(run: PlannedRun, from?: Checkpoint): void;
  /** Adds the record of an epoch. */
  append(id: string, record: EpochRecord): void;
  /** Replaces the checkpoint; the record of its epoch has been added. */
  keep(id: string, checkpoint: Uint8Array): void;
  /** Marks the run as finished; its checkpoint goes. */
  finish(id: string, outcome: Outcome): void;
}

/**
 * The store in a folder, which is made by the first run that begins.
 *
 * @param warn Takes one line for each stored run that had to be set aside.
 */
export function openStore(directory: string, warn: (line: string) => void): Store {
  const path = (id: string, file: string) => join(directory, id, file);
  const read = (id: string, file: keyof typeof MOST_BYTES) =>
    readTextFile(path(id, file), MOST_BYTES[file]);
  const recordsSoFar = (id: string) =>
    existsSync(path(id, "epochs.jsonl")) ? parseEpochs(read(id, "epochs.jsonl"), "so far") : [];

  function load({ id, spec }: PlannedRun): RunResult | undefined {
    if (!existsSync(join(directory, id))) return undefined;
    try {
      checkSpec(id, parseSpec(read(id, "spec.json")));
      if (!holds(id)) return { id, spec, epochs: recordsSoFar(id) };
      const outcome = parseOutcome(read(id, "outcome.json"));
      const epochs = parseEpochs(read(id, "epochs.jsonl"), "all");
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

  function checkpoint(run: PlannedRun): Checkpoint | undefined {
    const { id } = run;
    const file = path(id, "checkpoint.bin");
    if (holds(id) || !existsSync(file)) return undefined;
    try {
      const found = decodeCheckpoint(run, Deno.readFileSync(file));
      checkRecords(recordsSoFar(id), found.epoch);
      return found;
    } catch (error) {
      const aside = setAside(file);
      warn(
        `The checkpoint of run ${id} can't be used and was set aside as ${aside}; ` +
          `the run starts from its beginning: ${lineOf(error)}`,
      );
      return undefined;
    }
  }

  function begin({ id, spec }: PlannedRun, from?: Checkpoint): void {
    Deno.mkdirSync(join(directory, id), { recursive: true });
    rmSync(path(id, "outcome.json"), { force: true });
    if (from === undefined) rmSync(path(id, "checkpoint.bin"), { force: true });
    const records = from === undefined ? [] : recordsSoFar(id).slice(0, from.epoch + 1);
    writeAtomically(path(id, "epochs.jsonl"), records.map(lineOfRecord).join(""));
    writeAtomically(path(id, "spec.json"), JSON.stringify(spec, null, 2) + "\n");
    removeParts(join(directory, id));
  }

  function append(id: string, record: EpochRecord): void {
    Deno.writeTextFileSync(path(id, "epochs.jsonl"), lineOfRecord(record), { append: true });
  }

  // The records reach the disk first: a checkpoint is of no use without those up to its epoch.
  function keep(id: string, checkpoint: Uint8Array): void {
    using records = Deno.openSync(path(id, "epochs.jsonl"), { append: true });
    records.syncDataSync();
    writeAtomically(path(id, "checkpoint.bin"), checkpoint);
  }

  function finish(id: string, outcome: Outcome): void {
    writeAtomically(path(id, "outcome.json"), JSON.stringify(outcome, null, 2) + "\n");
    rmSync(path(id, "checkpoint.bin"), { force: true });
  }

  return { load, holds, checkpoint, begin, append, keep, finish };
}

/** @throws {Error} If the stored spec is another run's. */
function checkSpec(id: string, spec: RunSpec): void {
  const found = runId(spec);
  if (found !== id) throw new Error(`Expected a spec that hashes to ${id} but found ${found}`);
}

/** @throws {Error} If epochs are missing. The epoch in which a run diverges has no record. */
function checkCount(found: number, outcome: Outcome): void {
  const expected = outcome.kind === "diverged" ? outcome.epoch : outcome.epoch + 1;
  if (found !== expected) throw new Error(`Expected ${expected} epochs but found ${found}`);
}

/** @throws {Error} If the record of an epoch up to a checkpoint's is not there. */
function checkRecords(records: readonly EpochRecord[], last: number): void {
  for (let epoch = 0; epoch <= last; epoch++) {
    if (records[epoch]?.epoch === epoch) continue;
    throw new Error(`Expected the records of epochs 0 to ${last} but found none of epoch ${epoch}`);
  }
}

/** Moves a run's folder, or a file, out of the way; returns its new name. */
function setAside(path: string): string {
  for (let count = 1;; count++) {
    const aside = `${path}.set-aside-${count}`;
    if (existsSync(aside)) continue;
    Deno.renameSync(path, aside);
    return aside;
  }
}

/** Removes what a killed process had not written to its end. */
function removeParts(directory: string): void {
  for (const { name } of Deno.readDirSync(directory)) {
    if (name.endsWith(PART)) Deno.removeSync(join(directory, name));
  }
}
