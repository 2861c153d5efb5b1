/**
 * What the speed benchmark measures: a peer trains 100-H-10 with momentum SGD and soft-max
 * cross-entropy on one thread, and says how long a step takes.
 *
 * @module
 */

import type { Examples } from "../../network/examples.ts";

/** The work that every peer does. */
export interface Work {
  readonly train: Examples;
  readonly batchSize: number;
  readonly hyper: { readonly lr: number; readonly momentum?: number };
}

/** One program that trains networks. */
export interface Peer {
  readonly name: string;
  /** Prepares a network with H hidden units, warmed up, and returns what times `steps` steps of it. */
  prepare(width: number): Promise<Timed>;
  close(): void;
}

/** A network that is ready to be timed. */
export interface Timed {
  /** Milliseconds a step, the mean over this many steps in a row. */
  time(steps: number): Promise<number>;
  close(): void;
}

/** A peer that is not here, and how to get it. */
export interface Missing {
  readonly name: string;
  readonly reason: string;
}
