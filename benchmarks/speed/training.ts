/**
 * Networks in training on the project's engines, for measurements of whole steps and epochs.
 *
 * @module
 */

import type { EngineName } from "../../network/engines/engine.ts";
import { momentum } from "../../optimizers/mod.ts";
import { noise } from "./measuring.ts";
import { timedTogether } from "./own.ts";
import type { Timed } from "./peer.ts";

/** What is trained: momentum SGD on examples without meaning. */
export interface Training {
  /** Layer sizes [D, H1, …, C]. */
  readonly sizes: readonly number[];
  /** Examples of a full mini-batch. */
  readonly batch: number;
  /** Examples of an epoch. */
  readonly examples: number;
}

/** Timings that are taken at least of each. */
const LEAST_TIMINGS = 3;

/** Networks in training, warmed up; a step is one of each. */
export function inTraining(
  engine: EngineName,
  { sizes, batch, examples, count = 1 }: Training & { count?: number },
): Promise<Timed> {
  const shape = { count: examples, inputs: sizes[0], classes: sizes[sizes.length - 1] };
  // a step so short that no weight grows to infinity, however long this goes on
  const work = { train: noise(shape), batchSize: batch, hyper: { lr: 1e-6 } };
  return timedTogether(engine, { work, sizes, rule: momentum, count });
}

/** Mini-batches of an epoch. */
export function stepsOf({ examples, batch }: Training): number {
  return Math.ceil(examples / batch);
}

/** Seconds of an epoch: the least of those that there is time for. */
export async function leastEpoch(
  network: Timed,
  { training, seconds }: { training: Training; seconds: number },
): Promise<number> {
  const steps = stepsOf(training);
  const end = performance.now() + 1000 * seconds;
  let least = Infinity;
  for (let i = 0; i < LEAST_TIMINGS || performance.now() < end; i++) {
    least = Math.min(least, steps * await network.time(steps) / 1000);
  }
  return least;
}
