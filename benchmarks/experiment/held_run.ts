/**
 * A run of the store that this process holds the lock of: the only way to write its files.
 *
 * @module
 */

import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { PART, writeAll, writeAtomically } from "../../reports/files.ts";
import type { EpochRecord, Outcome } from "../../reports/results.ts";
import type { Task } from "./checkpoint.ts";
import { isFromSystem, lineOf, StoreError } from "./errors.ts";
import type { Lock } from "./lock.ts";
import { lineOfRecord } from "./run_files.ts";
import { seal } from "./seal.ts";

/**
 * A run to do, and its files. Each function but `release` throws a {@link LostRunError} where another
 * process has taken the run over, and a {@link StoreError} where the file system refuses.
 */
export interface HeldRun {
  /** An object of its own for each claim. */
  readonly task: Task;
  /**
   * Starts it: from its beginning, or from the task's checkpoint, up to which its records stay. What else
   * an earlier try left is dropped.
   */
  begin(): void;
  /** Adds the record of an epoch. */
  append(record: EpochRecord): void;
  /** Replaces the checkpoint; the record of its epoch has been added. The one before stays too. */
  keep(checkpoint: Uint8Array): void;
  /** Marks the run as finished; its checkpoints go, and so does the lock. */
  finish(outcome: Outcome): void;
  /** Writes down why it failed, with all that is known, and gives the lock up. */
  fail(report: string): void;
  /** Gives the lock up. */
  release(): void;
}

/** The run is another process's by now, since this one has been suspended for longer than a lease. */
export class LostRunError extends Error {
  override readonly name = "LostRunError";
}

/** The files that a run may have checkpoints in, the newest first. */
export const CHECKPOINTS = ["checkpoint.bin", "checkpoint.previous.bin"];

/**
 * The run with this folder.
 *
 * @param hold.records Those up to the task's checkpoint.
 */
export function holdRun(
  task: Task,
  { folder, records, lock }: { folder: string; records: readonly EpochRecord[]; lock: Lock },
): HeldRun {
  const path = (name: string) => join(folder, name);
  // Written through what was opened when the run began: after a takeover these are not the new holder's.
  let lines: Deno.FsFile | undefined;

  function begin(): void {
    const remove = (name: string) => rmSync(path(name), { force: true });
    write(folder, () => Deno.mkdirSync(folder, { recursive: true }));
    write(path("outcome.json"), () => {
      ["outcome.json", "failure.txt"].forEach(remove);
      if (task.from === undefined) CHECKPOINTS.forEach(remove);
      removeParts(folder);
    });
    write(path("epochs.jsonl"), () => {
      put("epochs.jsonl", records.map(lineOfRecord).join(""));
      lines = Deno.openSync(path("epochs.jsonl"), { append: true });
    });
    const spec = JSON.stringify(task.spec, null, 2) + "\n";
    write(path("spec.json"), () => put("spec.json", spec));
  }

  function append(record: EpochRecord): void {
    const line = new TextEncoder().encode(lineOfRecord(record));
    write(path("epochs.jsonl"), () => writeAll(lines!, line));
  }

  // The records reach the disk first: a checkpoint is of no use without those up to its epoch. A large one
  // may take longer than a lease; it is as good for whoever has taken the run over, so it is not held back.
  function keep(checkpoint: Uint8Array): void {
    const [newest, previous] = CHECKPOINTS.map(path);
    write(newest, () => {
      lines!.syncDataSync();
      const beforeRename = () => {
        if (existsSync(newest)) Deno.renameSync(newest, previous);
      };
      writeAtomically(newest, checkpoint, { beforeRename });
    });
  }

  function finish(outcome: Outcome): void {
    write(path("outcome.json"), () => {
      lines!.syncDataSync();
      const sealed = seal(outcome, Deno.readFileSync(path("epochs.jsonl")));
      put("outcome.json", JSON.stringify(sealed, null, 2) + "\n");
      for (const name of CHECKPOINTS) rmSync(path(name), { force: true });
    });
    release();
  }

  function fail(report: string): void {
    write(path("failure.txt"), () => put("failure.txt", report + "\n"));
    release();
  }

  function release(): void {
    lines?.close();
    lines = undefined;
    lock.release();
  }

  /** Writes files while the run is still one's own. */
  function write(file: string, action: () => void): void {
    writing(file, () => {
      checkHeld();
      try {
        action();
      } catch (error) {
        checkHeld(); // a new holder removes what it finds half written
        throw error;
      }
    });
  }

  /** Replaces a file: what takes its time comes first, then the lock is looked at once more. */
  function put(name: string, content: string): void {
    writeAtomically(path(name), content, { beforeRename: checkHeld });
  }

  function checkHeld(): void {
    if (lock.isHeld()) return;
    throw new LostRunError(`Expected to hold run ${task.id} but found that it was taken over`);
  }

  return { task, begin, append, keep, finish, fail, release };
}

/**
 * Does what writes a file.
 *
 * @throws {StoreError} If the file system refuses, with the file and the reason.
 */
export function writing<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!isFromSystem(error)) throw error;
    throw new StoreError(`Expected to write ${file} but found: ${lineOf(error)}`);
  }
}

/** Removes what a killed process had not written to its end. */
function removeParts(folder: string): void {
  for (const { name } of Deno.readDirSync(folder)) {
    if (name.endsWith(PART)) Deno.removeSync(join(folder, name));
  }
}
