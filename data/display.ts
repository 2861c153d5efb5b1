/**
 * Where the progress of downloads is shown.
 *
 * @module
 */

import { megabytes } from "./format.ts";

/** Takes what there is to tell a user. */
export interface Display {
  /** A line that stays. */
  line(text: string): void;
  /** The state of what is being done; each replaces the one before. */
  progress(text: string): void;
}

/** A stream to print on, such as `Deno.stderr`. */
export interface Output {
  isTerminal(): boolean;
  writeSync(bytes: Uint8Array): number;
}

/** Milliseconds between two states: on a terminal, where they are redrawn, and in a log. */
const REDRAW_INTERVAL = 100;
const LOG_INTERVAL = 10_000;

/**
 * Shows progress on a stream: redrawn in place on a terminal, else as plain lines now and then.
 *
 * @param now The clock, in milliseconds.
 */
export function streamDisplay(output: Output, now: () => number = Date.now): Display {
  const terminal = output.isTerminal();
  const interval = terminal ? REDRAW_INTERVAL : LOG_INTERVAL;
  const clear = terminal ? "\r\x1b[K" : "";
  const encoder = new TextEncoder();
  const print = (text: string) => output.writeSync(encoder.encode(text));
  let shown = now();
  return {
    line(text) {
      print(`${clear}${text}\n`);
    },
    progress(text) {
      if (now() - shown < interval) return;
      shown = now();
      print(terminal ? `${clear}${text}` : `${text}\n`);
    },
  };
}

/** A download's state in one line: name, bar, share, megabytes and speed. */
export function progressLine(
  name: string,
  state: { done: number; total: number; bytesPerSecond: number },
): string {
  const { done, total, bytesPerSecond } = state;
  const width = 20;
  const filled = Math.floor(width * done / total);
  const bar = "█".repeat(filled) + "░".repeat(width - filled);
  const percent = Math.floor(100 * done / total).toString().padStart(3);
  return `${name} ${bar} ${percent} % of ${megabytes(total)}, ${megabytes(bytesPerSecond)}/s`;
}
