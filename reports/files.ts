/**
 * Writing files so that a reader never sees half of one.
 *
 * @module
 */

/**
 * Writes a text file: to a temporary name first, synced, then renamed to its own.
 *
 * @throws {Error} If the file cannot be written; nothing is left of it then.
 */
export function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.${crypto.randomUUID()}.part`;
  try {
    const file = Deno.openSync(temporary, { write: true, createNew: true });
    try {
      const bytes = new TextEncoder().encode(text);
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
