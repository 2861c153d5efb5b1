/**
 * What ends a command on its way: Ctrl-C, or whoever manages the machine.
 *
 * @module
 */

import { EXIT } from "./exit.ts";

/** The signals that ask for an end, with the exit code of each; Windows has others. */
const SIGNALS: Partial<Record<Deno.Signal, number>> = Deno.build.os === "windows"
  ? { SIGINT: EXIT.interrupted, SIGBREAK: EXIT.interrupted }
  : { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated };

/** Milliseconds after which a command that was asked to end is ended: nothing written is ever half. */
const MOST_MILLISECONDS = 4800;

/** A command's attention to signals. */
export interface StopSignals {
  /** Aborted by the first of them. The second ends the process at once. */
  readonly signal: AbortSignal;
  /** The exit code that it asks for. */
  readonly stopped: () => number;
  /** Ends the attention. */
  readonly close: () => void;
}

/** Listens to the signals that ask for an end. */
export function onStopSignals(): StopSignals {
  const stop = new AbortController();
  let code = EXIT.interrupted;
  let last: ReturnType<typeof setTimeout> | undefined;
  const listeners = Object.entries(SIGNALS).map(([name, exit]) => ({
    name: name as Deno.Signal,
    listener: () => {
      if (stop.signal.aborted) Deno.exit(exit);
      console.error("Stopping: what is going on is kept. Once more to stop at once.");
      code = exit;
      last = setTimeout(() => Deno.exit(exit), MOST_MILLISECONDS);
      stop.abort();
    },
  }));
  for (const { name, listener } of listeners) Deno.addSignalListener(name, listener);
  return {
    signal: stop.signal,
    stopped: () => code,
    close: () => {
      clearTimeout(last);
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}
