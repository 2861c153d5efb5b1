/**
 * Labelled examples (x_i, y_i), i = 1 … n: what a network is trained and tested on.
 *
 * @module
 */

/** A set of labelled examples. Inputs stay bytes until an engine decodes them: x = byte / 255. */
export interface Examples {
  /** Number of examples n. */
  readonly count: number;
  /** Number of inputs D of one example. */
  readonly inputs: number;
  /** Number of classes C. */
  readonly classes: number;
  /** Inputs, n × D, one example after the other; the real input is byte / 255. */
  readonly pixels: Uint8Array;
  /** Labels 0 … C − 1, n of them. */
  readonly labels: Uint8Array;
}
