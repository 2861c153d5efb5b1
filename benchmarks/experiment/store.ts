/**
 * The store of runs: what keeps every finished run, so that it is never computed twice.
 *
 * A run has a folder `<id>/` of its own:
 *
 * - `spec.json`: all that determines the run; its canonical JSON hashes to `<id>`;
 * - `epochs.jsonl`: one {@link EpochRecord} a line, added as the epochs end;
 * - `checkpoint.bin`: what it goes on from after an interruption, and `checkpoint.previous.bin`, the one
 *   before; only an unfinished run of some length has them: see `checkpoint.ts`;
 * - `outcome.json`: how it ended, with a seal on it and on the records; only a finished run has one;
 * - `failure.txt`: why it has none, where an error stopped it.
 *
 * Beside it is `<id>.lock` while a process is at it: see `lock.ts`. Whoever looks at a run needs no lock
 * and changes nothing; only the holder writes: see `held_run.ts`.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { readFile } from "../../reports/files.ts";
import type { EpochRecord, Outcome, RunResult, RunSpec } from "../../reports/results.ts";
import { decodeCheckpoint, epochOfCheckpoint, mostBytesOf } from "./checkpoint.ts";
import { isFromSystem, lineOf, StoreError } from "./errors.ts";
import { CHECKPOINTS, type HeldRun, holdRun, writing } from "./held_run.ts";
import { type Holder, type Lock, type Locks, openLocks } from "./lock.ts";
import { type PlannedRun, runId } from "./plan.ts";
import { MOST_BYTES, parseEpochs, parseOutcome, parseSpec } from "./run_files.ts";
import { unseal } from "./seal.ts";

/** A folder of runs. */
export interface Store {
  /** The run as far as it is stored, or undefined where nothing is, or nothing that can be used. */
  load(run: PlannedRun): RunResult | undefined;
  /**
   * The same, where it matters why a run can't be used.
   *
   * @throws {Error} If it can't.
   */
  read(run: PlannedRun): RunResult | undefined;
  /** Whether a run is finished. */
  holds(id: string): boolean;
  /** The epoch that an unfinished run would go on from; undefined where it has no checkpoint. */
  resumesAfter(id: string): number | undefined;
  /**
   * Takes the lock of a run in order to do it. What can't be used of an earlier try is set aside under
   * another name, with one line of warning.
   *
   * @throws {StoreError} If the folder can't be written.
   */
  claim(run: PlannedRun, options?: ClaimOptions): Claim;
}

/** How a run is claimed. */
export interface ClaimOptions {
  /** Given where it is to be done again, from its beginning. */
  readonly again?: {
    /** The outcome that is to be replaced; any other is that of a process that was quicker. */
    readonly replaced: Outcome | undefined;
  };
}

/** What a process has of a run that it wants to do. */
export type Claim =
  | { readonly kind: "held"; readonly run: HeldRun }
  /** It has been done in the meantime. */
  | { readonly kind: "finished" }
  /** Another process is at it. */
  | { readonly kind: "taken"; readonly holder: Holder | undefined };

/**
 * The store in a folder, which is made by the first run that is claimed.
 *
 * @param warn Takes one line for each thing that had to be set aside.
 */
export function openStore(
  directory: string,
  warn: (line: string) => void,
  { locks = openLocks() }: { locks?: Locks } = {},
): Store {
  const path = (id: string, file: string) => join(directory, id, file);
  const bytesOf = (id: string, file: keyof typeof MOST_BYTES) =>
    readFile(path(id, file), MOST_BYTES[file]);
  const textOf = (id: string, file: keyof typeof MOST_BYTES) =>
    new TextDecoder().decode(bytesOf(id, file));
  const recordsSoFar = (id: string) =>
    existsSync(path(id, "epochs.jsonl")) ? parseEpochs(textOf(id, "epochs.jsonl"), "so far") : [];

  function load(run: PlannedRun): RunResult | undefined {
    try {
      return read(run);
    } catch {
      return undefined; // who claims it says why
    }
  }

  function read({ id, spec }: PlannedRun): RunResult | undefined {
    // The spec is written last when a run begins: without it, it has not begun.
    if (!existsSync(path(id, "spec.json")) && !holds(id)) return undefined;
    checkSpec(id, parseSpec(textOf(id, "spec.json")));
    if (!holds(id)) return { id, spec, epochs: recordsSoFar(id) };
    const records = bytesOf(id, "epochs.jsonl");
    const outcome = unseal(parseOutcome(textOf(id, "outcome.json")), records);
    const epochs = parseEpochs(new TextDecoder().decode(records), "all");
    checkCount(epochs.length, outcome);
    return { id, spec, epochs, outcome };
  }

  function holds(id: string): boolean {
    return existsSync(path(id, "outcome.json"));
  }

  function resumesAfter(id: string): number | undefined {
    const file = CHECKPOINTS.map((name) => path(id, name)).find((file) => existsSync(file));
    return file === undefined || holds(id) ? undefined : epochOfCheckpoint(file);
  }

  function claim(run: PlannedRun, { again }: ClaimOptions = {}): Claim {
    const file = join(directory, `${run.id}.lock`);
    const claimed = writing(file, () => {
      Deno.mkdirSync(directory, { recursive: true });
      return locks.claim(file);
    });
    if (!("lock" in claimed)) return { kind: "taken", holder: claimed.holder };
    const { lock } = claimed;
    try {
      refresh(join(directory, run.id));
      const stored = readOrSetAside(run);
      if (stored?.outcome && !isDeepStrictEqual(stored.outcome, again?.replaced)) {
        lock.release();
        return { kind: "finished" };
      }
      return { kind: "held", run: again ? anew(run, lock) : goingOn(run, lock) };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  function readOrSetAside(run: PlannedRun): RunResult | undefined {
    try {
      return read(run);
    } catch (error) {
      const aside = setAside(join(directory, run.id), error);
      warn(`Stored run ${run.id} can't be used and was set aside as ${aside}: ${lineOf(error)}`);
      return undefined;
    }
  }

  /** The run from its beginning. */
  function anew(run: PlannedRun, lock: Lock): HeldRun {
    return holdRun({ ...run }, { folder: join(directory, run.id), records: [], lock });
  }

  /** The run from its last checkpoint that can be used. */
  function goingOn(run: PlannedRun, lock: Lock): HeldRun {
    for (const name of CHECKPOINTS) {
      const file = path(run.id, name);
      if (!existsSync(file)) continue;
      try {
        const from = decodeCheckpoint(run, readFile(file, mostBytesOf(run.spec)));
        const records = recordsSoFar(run.id);
        checkRecords(records, from.epoch);
        const upTo = records.slice(0, from.epoch + 1);
        return holdRun({ ...run, from }, {
          folder: join(directory, run.id),
          records: upTo,
          lock,
        });
      } catch (error) {
        const aside = setAside(file, error);
        warn(
          `A checkpoint of run ${run.id} can't be used and was set aside as ${aside}; the run goes on ` +
            `from the one before, or starts from its beginning: ${lineOf(error)}`,
        );
      }
    }
    return anew(run, lock);
  }

  return { load, read, holds, resumesAfter, claim };
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

/**
 * Opens a folder, where there is one: on a network file system, what another machine wrote a moment ago may
 * not be seen before.
 */
function refresh(folder: string): void {
  if (existsSync(folder)) Deno.readDirSync(folder);
}

/**
 * Moves a run's folder, or a file, out of the way; returns its new name.
 *
 * @param reason Why it can't be used. What could not be read for now may be good.
 * @throws {StoreError} If it could not be read, or not be moved.
 */
function setAside(path: string, reason: unknown): string {
  if (isFromSystem(reason) && !isMisshapen(reason)) {
    throw new StoreError(`Expected to read ${path} but found: ${lineOf(reason)}`);
  }
  for (let count = 1;; count++) {
    const aside = `${path}.set-aside-${count}`;
    if (existsSync(aside)) continue;
    writing(aside, () => Deno.renameSync(path, aside));
    return aside;
  }
}

/** Whether a file was missing, or a folder in its place. */
function isMisshapen(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory ||
    error instanceof Deno.errors.NotADirectory;
}
