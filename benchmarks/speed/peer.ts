/**
 * What the speed benchmarks have in common with the programs that they time.
 *
 * @module
 */

import type { Examples } from "../../network/examples.ts";

/** The work that every program does. */
export interface Work {
  readonly train: Examples;
  readonly batchSize: number;
  /** Hyper-parameters in place of the rule's own. */
  readonly hyper: Readonly<Record<string, number>>;
}

/** A network that is ready to be timed. */
export interface Timed {
  /** Milliseconds a step, the mean over this many steps in a row. */
  time(steps: number): Promise<number>;
  close(): void;
}

/** A program that is not here, and how to get it. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}

/** What a measurement of `deno task bench` happens within. */
export interface Within {
  /** A folder for whatever it writes; it is gone afterwards. */
  readonly folder: string;
  /** Ends the measurement with an error. */
  readonly signal: AbortSignal;
  /** Takes a line for each thing that begins. */
  readonly note: (line: string) => void;
}
