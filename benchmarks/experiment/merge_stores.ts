/**
 * Brings the runs of several folders together in one store.
 *
 * @module
 */

import { existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { plural } from "../../reports/format.ts";
import { PART, readFile, readTextFile } from "../../reports/files.ts";
import type { RunResult } from "../../reports/results.ts";
import { decodeCheckpoint, mostBytesOf } from "./checkpoint.ts";
import { lineOf, UsageError } from "./errors.ts";
import { CHECKPOINTS } from "./held_run.ts";
import { holderText } from "./lock.ts";
import { type PlannedRun, runTitle } from "./plan.ts";
import { MOST_BYTES, parseSpec } from "./run_files.ts";
import { openStore, type Store } from "./store.ts";

/** Where runs are brought to. */
export interface MergeOptions {
  /** The folder that commands have as `--out`. */
  readonly out: string;
  /** Takes one line for each thing that the user should know. */
  readonly note: (line: string) => void;
}

/**
 * Copies the runs of other folders that this one lacks, or has not got as far with. Each is checked as
 * the store does, and copied whole or not at all. The folders that they come from are not changed.
 *
 * A run that is finished in both must have ended with the same bits; where it has not, the one that is
 * there stays.
 *
 * @param from Folders that commands had as `--out`.
 * @throws {UsageError} If one of them is none.
 */
export function mergeStores(from: readonly string[], { out, note }: MergeOptions): void {
  const missing = from.find((folder) => !isFolder(folder));
  if (missing !== undefined) {
    throw new UsageError(`Expected the folder ${missing} but found no folder of that name`);
  }
  const target = openFolder(out, note);
  for (const folder of from) {
    const source = openFolder(folder, note);
    const counts: Record<Merged, number> = { copied: 0, present: 0, "left out": 0 };
    for (const id of source.ids()) counts[mergeRun(id, { source, target, note })]++;
    note(
      `${folder}: ${plural(counts.copied, "run")} copied, ${counts.present} already here, ` +
        `${counts["left out"]} left out.`,
    );
  }
}

/** What becomes of a run: "present" where what is here is as far, or further. */
type Merged = "copied" | "present" | "left out";

/** A folder that commands have as `--out`, with its runs. */
interface RunFolder {
  readonly folder: string;
  readonly store: Store;
  readonly ids: () => string[];
  /** The folder of a run. */
  readonly path: (id: string) => string;
}

function openFolder(folder: string, note: (line: string) => void): RunFolder {
  const results = join(folder, "results");
  const names = () => existsSync(results) ? [...Deno.readDirSync(results)] : [];
  return {
    folder,
    store: openStore(results, note),
    ids: () => names().map(({ name }) => name).filter((name) => /^[0-9a-f]{16}$/.test(name)).sort(),
    path: (id) => join(results, id),
  };
}

function mergeRun(
  id: string,
  { source, target, note }: {
    source: RunFolder;
    target: RunFolder;
    note: (line: string) => void;
  },
): Merged {
  const leaveOut = (reason: string): Merged => {
    note(`Run ${id} of ${source.folder} is left out: ${reason}`);
    return "left out";
  };
  let found: RunResult;
  let epoch: number;
  try {
    const file = join(source.path(id), "spec.json");
    const spec = parseSpec(readTextFile(file, MOST_BYTES["spec.json"]));
    found = source.store.read({ id, spec })!;
    epoch = found.outcome ? Infinity : lastEpoch(found, source);
  } catch (error) {
    return leaveOut(lineOf(error));
  }
  const claim = target.store.claim(found);
  if (claim.kind === "taken") return leaveOut(`${holderText(claim.holder)} is at it`);
  if (claim.kind === "finished") {
    const other = found.outcome && differentBits(found, target);
    return other ? leaveOut(other) : "present";
  }
  const { task, release } = claim.run;
  try {
    if (epoch <= (task.from?.epoch ?? -1)) return "present";
    copyRun(source.path(id), target.path(id));
    return "copied";
  } finally {
    release();
  }
}

/** How a run that is finished here too ended elsewhere, where that was not with the same bits. */
function differentBits(run: RunResult, { folder, store }: RunFolder): string | undefined {
  if (run.outcome!.parameters === store.load(run)?.outcome?.parameters) return undefined;
  return `Expected ${runTitle(run.spec)} to have ended with the bits in ${folder}, which stay ` +
    "there, but found others";
}

/**
 * The epoch of an unfinished run's checkpoint; −1 where there is none to go on from.
 *
 * @throws {Error} If it can't be used.
 */
function lastEpoch(run: PlannedRun, { path }: RunFolder): number {
  const file = CHECKPOINTS.map((name) => join(path(run.id), name)).find((file) => existsSync(file));
  if (file === undefined) return -1;
  return decodeCheckpoint(run, readFile(file, mostBytesOf(run.spec))).epoch;
}

/** Copies the folder of a run, which takes its name once it is complete. */
function copyRun(source: string, target: string): void {
  const copy = `${target}.${crypto.randomUUID()}${PART}`;
  const replaced = `${target}.${crypto.randomUUID()}${PART}`;
  try {
    Deno.mkdirSync(copy, { recursive: true });
    for (const { name, isFile } of Deno.readDirSync(source)) {
      if (isFile && !name.endsWith(PART)) Deno.copyFileSync(join(source, name), join(copy, name));
    }
    if (existsSync(target)) Deno.renameSync(target, replaced);
    Deno.renameSync(copy, target);
  } finally {
    for (const folder of [copy, replaced]) rmSync(folder, { recursive: true, force: true });
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
