/**
 * Writing files so that a reader never sees half of one.
 *
 * @module
 */

/** Writes a text file: to a temporary name first, synced, then renamed to its own. */
export function writeAtomically(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  const file = Deno.openSync(temporary, { write: true, create: true, truncate: true });
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
}
