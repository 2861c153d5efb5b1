/**
 * How numbers are written in this room's messages.
 *
 * @module
 */

/** A whole number with a comma between thousands. */
export function decimal(value: number): string {
  return value.toLocaleString("en-US");
}

/** A size in megabytes (10⁶ bytes), or in kilobytes or bytes where it is small. */
export function megabytes(bytes: number): string {
  if (bytes < 1e3) return `${Math.round(bytes)} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
