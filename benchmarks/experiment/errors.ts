/**
 * Errors as the user sees them: one line each.
 *
 * @module
 */

/** A command line that asks for something impossible; the command ends with exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A file of the store, or a page, that can't be read or written; the command ends with exit code 1. */
export class StoreError extends Error {
  override readonly name = "StoreError";
}

/** Whether the system refused something: no space left, no permission … */
export function isFromSystem(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}

/** Whatever was thrown, in one line. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  return text.split("\n")[0];
}

/** Whatever was thrown, with all that is known of where. */
export function reportOf(error: unknown): string {
  return error instanceof Error && error.stack ? error.stack : String(error);
}
