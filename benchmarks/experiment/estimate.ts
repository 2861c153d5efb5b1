/**
 * How long a run is expected to take, before it begins.
 *
 * @module
 */

import type { EngineName } from "../../network/engines/mod.ts";
import { batchConjugateGradient } from "../../optimizers/mod.ts";
import type { RunSpec } from "../../reports/results.ts";
import type { Task } from "./checkpoint.ts";

/**
 * What an engine does in a second on one core, and what a mini-batch costs besides. Round figures of
 * an ordinary server core: they order the runs and give `--dry-run` its estimate; the time left that
 * is shown while runs go on is measured.
 */
const SPEED: Record<EngineName, { flops: number; stepSeconds: number }> = {
  wasm: { flops: 60e9, stepSeconds: 10e-6 },
  webgpu: { flops: 2e12, stepSeconds: 100e-6 },
  tfjs: { flops: 5e9, stepSeconds: 500e-6 },
  reference: { flops: 1e9, stepSeconds: 10e-6 },
};

/** Points that a line search of batch conjugate gradient evaluates, as a rule. */
const TRIALS = 2;

/** Seconds that a run takes on one core if it goes on to its epoch limit. */
export function secondsOf(spec: RunSpec): number {
  return spec.epochs * epochSeconds(spec);
}

/** Seconds that a run takes on one core until an epoch, counted from where it goes on. */
export function secondsUntil(epoch: number, { spec, from }: Task): number {
  return (epoch - (from?.epoch ?? 0)) * epochSeconds(spec);
}

function epochSeconds({ data, sizes, batchSize, optimizer, engine, terms }: RunSpec): number {
  const { flops, stepSeconds } = SPEED[engine.split("/")[0] as EngineName];
  const edges = sizes.slice(1).reduce((sum, fanOut, l) => sum + sizes[l] * fanOut, 0);
  const evaluated = data.train + data.validation + data.test;
  // Two operations an edge and example forwards, four backwards. A line search needs the loss before;
  // the terms take the gradients of a further pass.
  const batch = optimizer.name === batchConjugateGradient.name;
  const [learning, forwards] = batch ? [TRIALS, 4] : [1, 2];
  const passes = learning + (terms === undefined ? 0 : 1);
  const operations = edges * (passes * (forwards + 4) * data.train + 2 * evaluated);
  const steps = passes * Math.ceil(data.train / batchSize) + Math.ceil(evaluated / batchSize);
  return operations / flops + steps * stepSeconds;
}
