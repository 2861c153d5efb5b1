/**
 * Locks on runs, for several processes on one store: on one machine, or on several with a common file
 * system.
 *
 * A lock is a file; whoever creates it holds it, and renews it by writing a new beat into it. One that is
 * not renewed for a lease is dead and may be taken over. Clocks are never compared: a watcher counts the
 * time for which it has itself seen the same beat. On the holder's machine nobody has to wait that long,
 * because the holder also keeps the kernel's advisory lock on the file, which ends with its process.
 *
 * A holder that is suspended for longer than a lease loses its lock without knowing, so {@link Lock.isHeld}
 * is to be asked before anything is written.
 *
 * @module
 */

import { rmSync } from "node:fs";
import { writeAll } from "../../reports/files.ts";

/** Seconds without renewal after which a lock is dead. */
export const LEASE_SECONDS = 30;

/** Renewals in a lease: a few may come late. */
const RENEWALS = 4;

/** The process that holds a lock. */
export interface Holder {
  readonly host: string;
  readonly pid: number;
}

/** A holder in words. */
export function holderText(holder: Holder | undefined): string {
  if (holder === undefined) return "another process";
  return `process ${holder.pid}${holder.host && ` on ${holder.host}`}`;
}

/** A lock that is one's own. */
export interface Lock {
  /** Whether it still is. */
  isHeld(): boolean;
  /** Gives it up, if it still is one's own. What can't be removed is taken over later by others. */
  release(): void;
}

/** A lock, or who has it: undefined where the file does not tell. */
export type LockClaim = { readonly lock: Lock } | { readonly holder: Holder | undefined };

/** Locks as one process sees them. */
export interface Locks {
  /**
   * Takes a lock that is free or dead.
   *
   * @param path Its file, in a folder that exists.
   * @throws {Error} If the file can't be written.
   */
  claim(path: string): LockClaim;
}

/** What a lock's file holds. */
interface Content extends Holder {
  /** Random, so that no two locks are the same. */
  readonly owner: string;
  readonly beat: number;
}

/** The locks of this process, with its memory of those it has seen. */
export function openLocks(leaseSeconds: number = LEASE_SECONDS): Locks {
  const lease = 1000 * leaseSeconds;
  const seen = new Map<string, { text: string; since: number }>();

  function claim(path: string): LockClaim {
    for (;;) {
      const lock = create(path, lease / RENEWALS);
      if (lock !== undefined) {
        seen.delete(path);
        return { lock };
      }
      const text = textOf(path);
      // Given up in the meantime, or a link to nowhere, which never ends: the next look tells.
      if (text === undefined) return { holder: undefined };
      const holder = holderOf(text);
      if (!isDead(path, text, holder) || !remove(path, text)) return { holder };
    }
  }

  function isDead(path: string, text: string, holder: Holder | undefined): boolean {
    if (holder !== undefined && holder.host === HOST && isAbandoned(path)) return true;
    const before = seen.get(path);
    if (before?.text === text) return performance.now() - before.since >= lease;
    seen.set(path, { text, since: performance.now() });
    return false;
  }

  /**
   * Removes a dead lock, which others may have found dead too, and taken by now: under a lock of its own.
   *
   * @returns Whether it is gone; else another process is just about to remove it.
   */
  function remove(path: string, dead: string): boolean {
    const claimed = claim(`${path}.takeover`);
    if (!("lock" in claimed)) return false;
    try {
      // Its holder may be alive after all, and give it up just now.
      if (textOf(path) === dead) rmSync(path, { force: true });
    } finally {
      claimed.lock.release();
    }
    return true;
  }

  return { claim };
}

/** Makes the lock's file; undefined where there is one already. */
function create(path: string, renewal: number): Lock | undefined {
  const file = openNew(path);
  if (file === undefined) return undefined;
  const owner = crypto.randomUUID();
  let beat = 0;
  const renew = () => {
    const content = { owner, host: HOST ?? "", pid: Deno.pid, beat: beat++ } satisfies Content;
    file.seekSync(0, Deno.SeekMode.Start);
    writeAll(file, new TextEncoder().encode(JSON.stringify(content)));
  };
  const isHeld = () => {
    const text = textOf(path);
    return text !== undefined && text.includes(owner);
  };
  try {
    lockInKernel(file);
    renew();
  } catch (error) {
    file.close();
    rmSync(path, { force: true });
    throw error;
  }
  // A renewal that fails is one that comes late; writing a result would fail as well, and says so.
  const timer = setInterval(() => quietly(renew), renewal);
  return {
    isHeld,
    release() {
      clearInterval(timer);
      quietly(() => isHeld() && Deno.removeSync(path));
      file.close();
    },
  };
}

function openNew(path: string): Deno.FsFile | undefined {
  try {
    return Deno.openSync(path, { read: true, write: true, createNew: true });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return undefined;
    throw error;
  }
}

/**
 * Takes the kernel's lock, which a watcher may have for a moment. Without it, as on some network file
 * systems, only the lease counts; so it does on Windows, where nobody could read a file that is locked.
 */
function lockInKernel(file: Deno.FsFile): void {
  if (Deno.build.os !== "windows") quietly(() => file.lockSync(true));
}

/** Whether no process of this machine has the kernel's lock on a file. */
function isAbandoned(path: string): boolean {
  if (Deno.build.os === "windows") return false;
  try {
    using file = Deno.openSync(path, { read: true, write: true });
    return file.tryLockSync(true);
  } catch {
    return false; // gone, or a file system without such locks
  }
}

function textOf(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Who a lock's file names; undefined where it is not written to its end, or was by something else. */
function holderOf(text: string): Holder | undefined {
  try {
    const { host, pid }: Content = JSON.parse(text);
    const isHolder = typeof host === "string" && HOST_NAME.test(host) && Number.isInteger(pid);
    return isHolder ? { host, pid } : undefined;
  } catch {
    return undefined;
  }
}

/** What a host's name may be; it is shown to the user. */
const HOST_NAME = /^[\w.-]{0,255}$/;

/** This machine's name; undefined where it may not be asked: asking would make Deno ask the user. */
const HOST = Deno.permissions.querySync({ name: "sys", kind: "hostname" }).state === "granted"
  ? Deno.hostname()
  : undefined;

/** For what others make good where it fails. */
function quietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // see above
  }
}
