/**
 * Writing files so that a reader never sees half of one, and reading those that may be anything.
 *
 * @module
 */

import { basename } from "node:path";

/** How the name of a file ends that is not written to its end yet. */
export const PART = ".part";

/**
 * Writes a file, text as UTF-8: to a temporary name first, synced, then renamed to its own.
 *
 * @param options.beforeRename What is done in between; the file stays as it was where this throws.
 * @throws {Error} If the file cannot be written; nothing is left of it then.
 */
export function writeAtomically(
  path: string,
  content: string | Uint8Array,
  { beforeRename = () => {} }: { beforeRename?: () => void } = {},
): void {
  const temporary = `${path}.${crypto.randomUUID()}${PART}`;
  try {
    const file = Deno.openSync(temporary, { write: true, createNew: true });
    try {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      writeAll(file, bytes);
      file.syncDataSync();
    } finally {
      file.close();
    }
    beforeRename();
    Deno.renameSync(temporary, path);
  } catch (error) {
    try {
      Deno.removeSync(temporary);
    } catch {
      // it was never made
    }
    throw error;
  }
}

/** Writes all of the bytes, where a single call may write some of them. */
export function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    written += file.writeSync(bytes.subarray(written));
  }
}

/**
 * The bytes of a file.
 *
 * @param most Bytes above which it is not read.
 * @throws {Error} If the file is larger, or can't be read.
 */
export function readFile(path: string, most: number): Uint8Array<ArrayBuffer> {
  const { size } = Deno.statSync(path);
  if (size > most) {
    throw new Error(`Expected at most ${most} bytes in ${basename(path)} but found ${size}`);
  }
  return Deno.readFileSync(path);
}

/** The text of a file, UTF-8; see {@linkcode readFile}. */
export function readTextFile(path: string, most: number): string {
  return new TextDecoder().decode(readFile(path, most));
}
