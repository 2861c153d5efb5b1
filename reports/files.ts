/**
 * Writing files so that a reader never sees half of one.
 *
 * @module
 */

/** How the name of a file ends that is not written to its end yet. */
export const PART = ".part";

/**
 * Writes a file, text as UTF-8: to a temporary name first, synced, then renamed to its own.
 *
 * @throws {Error} If the file cannot be written; nothing is left of it then.
 */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${crypto.randomUUID()}${PART}`;
  try {
    const file = Deno.openSync(temporary, { write: true, createNew: true });
    try {
      const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
      for (let written = 0; written < bytes.length;) {
        written += file.writeSync(bytes.subarray(written));
      }
      file.syncDataSync();
    } finally {
      file.close();
    }
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
