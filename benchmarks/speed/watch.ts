/**
 * How measurements that keep this thread busy say what they are at, and how they are ended.
 *
 * @module
 */

/** Who looks on. */
export interface Watch {
  /** Takes a line for each thing that begins. */
  readonly note?: (line: string) => void;
  /** Ends the measurement with an error before the next thing begins. */
  readonly signal?: AbortSignal;
}

/**
 * Says what begins now.
 *
 * @throws What the signal came with.
 */
export async function begin(line: string, { note, signal }: Watch): Promise<void> {
  // a turn of the event loop, in which Ctrl-C can come
  await new Promise((resolve) => setTimeout(resolve));
  signal?.throwIfAborted();
  note?.(line);
}
