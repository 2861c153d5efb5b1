/**
 * How much memory runs take, before they begin, so that no more go on side by side than fit.
 *
 * @module
 */

import type { EngineName } from "../../network/engines/mod.ts";
import { parameterCount } from "../../network/network.ts";
import { builtin } from "../../optimizers/mod.ts";
import { plural } from "../../reports/format.ts";
import type { OptimizerSpec, RuleSpec, RunSpec } from "../../reports/results.ts";
import type { Sets } from "./sets.ts";

/** Bytes of a Worker with its engine, besides all that grows with network or data. */
const WORKER_BYTES = 2 ** 25;

/** Share of the free memory that runs may take: other programs go on, and the estimate is rough. */
const USABLE = 0.8;

/** Bytes of a number on each engine. */
const NUMBER_BYTES: Record<EngineName, number> = { wasm: 4, webgpu: 4, tfjs: 4, reference: 8 };

/** Bytes that a run takes in the memory of its engine: weights, state, a mini-batch, the data. */
export function trainingBytes(spec: RunSpec, sets: Sets): number {
  const { sizes, batchSize, engine, optimizer } = spec;
  const number = NUMBER_BYTES[engine.split("/")[0] as EngineName];
  const weights = parameterCount(sizes) * (1 + stateCount(optimizer));
  const units = sizes.reduce((sum, size) => sum + size);
  const activations = 2 * units * batchSize; // with ∂L/∂z
  const counts = Object.values(sets).map(({ count }) => count);
  const examples = counts.reduce((sum, count) => sum + count) * (sizes[0] + 1); // with the label
  const orders = 8 * Math.max(...counts); // of an epoch and of an evaluation
  return number * (weights + activations) + examples + orders;
}

/**
 * Bytes that a run takes in all, at the moment when it writes a checkpoint.
 *
 * @param options.resumed Whether it goes on from a checkpoint.
 */
export function runBytes(
  spec: RunSpec,
  { sets, resumed }: { sets: Sets; resumed: boolean },
): number {
  const weights = 8 * parameterCount(spec.sizes); // float64, as measured and kept
  const measured = 2 * weights; // the last epoch's are still there
  const checkpoint = weights * (1 + stateCount(spec.optimizer));
  // Its numbers and its file; what the run went on from, in its Worker and in the main thread.
  const checkpoints = (resumed ? 4 : 2) * checkpoint;
  return WORKER_BYTES + trainingBytes(spec, sets) + measured + checkpoints;
}

/**
 * The number of Workers: as many as there is work and memory for, where the system tells how much is free.
 *
 * @param options.together Whether runs train together on a GPU: its memory is the limit then, and its
 *   engine keeps it.
 * @param options.bytesOf What a run takes.
 * @param options.note Takes a line where there are fewer than the jobs that are asked for.
 */
export function workersFor<Run>(
  runs: readonly Run[],
  { jobs, together, bytesOf, note }: {
    jobs: number;
    together: boolean;
    bytesOf: (run: Run) => number;
    note: (line: string) => void;
  },
): number {
  const wanted = Math.min(jobs, runs.length);
  const available = availableBytes();
  if (together || available === undefined) return wanted;
  const bytes = runs.map(bytesOf);
  const fitting = jobsThatFit(bytes, { jobs: wanted, available });
  if (fitting < wanted) {
    note(
      `${plural(fitting, "run")} side by side instead of ${wanted}: one may take ` +
        `${gibibytes(Math.max(...bytes))} and ${gibibytes(available)} of memory are free.`,
    );
  }
  return fitting;
}

/**
 * How many runs fit side by side into the memory that is free, if these are the ones that take the most.
 *
 * @param bytes Of each run.
 * @param limits.jobs The most that are wanted.
 * @param limits.available Bytes that are free.
 * @returns At least 1.
 */
export function jobsThatFit(
  bytes: readonly number[],
  { jobs, available }: { jobs: number; available: number },
): number {
  let rest = USABLE * available;
  const largest = [...bytes].sort((a, b) => b - a).slice(0, jobs);
  const count = largest.findIndex((bytes) => (rest -= bytes) < 0);
  return count === -1 ? jobs : Math.max(1, count);
}

/**
 * Bytes of memory that are free; undefined where the system may not be asked: asking would make Deno ask
 * the user. Of a container's limit it does not know.
 */
function availableBytes(): number | undefined {
  const { state } = Deno.permissions.querySync({ name: "sys", kind: "systemMemoryInfo" });
  return state === "granted" ? Deno.systemMemoryInfo().available : undefined;
}

/** Most arrays of state that a rule of the optimizer keeps beside the weights. */
function stateCount(optimizer: OptimizerSpec): number {
  const rules: RuleSpec[] = [optimizer, ...(optimizer.successor ? [optimizer.successor.rule] : [])];
  return Math.max(
    ...rules.map(({ name, state }) => (state ?? builtin[name]?.state ?? []).length),
  );
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
