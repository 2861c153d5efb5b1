/**
 * Errors as the user sees them: one line each.
 *
 * @module
 */

/** A command line that asks for something impossible; the command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Whatever was thrown, in one line. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split("\n")[0];
}
