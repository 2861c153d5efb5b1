/**
 * Small runs for the tests of benchmarks/experiment.
 *
 * @module
 */

import type { Sets } from "../../../benchmarks/experiment/sets.ts";
import type { Engine, Evaluation, Trainer, TrainerSetup } from "../../../network/engines/mod.ts";
import type { Examples } from "../../../network/examples.ts";
import { type Network, zeroNetwork } from "../../../network/network.ts";
import { stream } from "../../../network/random.ts";
import { momentum } from "../../../optimizers/mod.ts";
import type { EpochRecord, Outcome, RunSpec } from "../../../reports/results.ts";

/** A run of three inputs, two hidden units and two classes. */
export const spec: RunSpec = {
  format: 1,
  data: {
    name: "mnist",
    hash: "ab12".repeat(16),
    transforms: ["Made small"],
    train: 20,
    validation: 4,
    test: 6,
  },
  sizes: [3, 2, 2],
  initialization: "balanced",
  loss: "truncated-cross-entropy",
  optimizer: {
    name: "momentum",
    update: momentum.update,
    hyper: { lr: 0.1, momentum: 0.5 },
    schedule: { lr: "lr * 0.99 ** epoch" },
  },
  batchSize: 8,
  epochs: 3,
  zeroErrorEpochs: 2,
  seed: 1,
  engine: "reference/float64",
};

/** Random examples that fit the run. */
export const sets = {
  train: examples(20),
  validation: examples(4),
  test: examples(6),
} satisfies Sets;

/** The record of an epoch. */
export function record(epoch: number): EpochRecord {
  const measured = { loss: 1 / (epoch + 1), error: 0.5 };
  return { epoch, train: measured, validation: measured, test: measured, seconds: epoch };
}

/** The outcome of a run that went on to its limit. */
export const outcome: Outcome = {
  kind: "epoch limit",
  epoch: 2,
  reason: "The limit of 2 epochs came first.",
  seconds: 2,
  parameters: "cd34".repeat(16),
  finished: "2026-01-02T03:04:05.000Z",
};

/** What a {@link fakeEngine} answers; each function is given the epoch. */
export interface Script {
  /** Loss and error on each of the sets after an epoch. */
  readonly evaluate?: (epoch: number, set: string) => Evaluation;
  /** Mean loss during an epoch. */
  readonly running?: (epoch: number) => number;
  /** The network's first weight after an epoch. */
  readonly weight?: (epoch: number) => number;
  /** The network's last threshold after an epoch. */
  readonly threshold?: (epoch: number) => number;
}

/** What was asked of a {@link fakeEngine}. */
export interface Calls {
  readonly setups: TrainerSetup[];
  readonly written: Network[];
  readonly hyper: Readonly<Record<string, number>>[];
  readonly orders: Uint32Array[];
  closed: number;
}

/** An engine that trains nothing and answers as scripted. */
export function fakeEngine(script: Script): Engine & { readonly calls: Calls } {
  const calls: Calls = { setups: [], written: [], hyper: [], orders: [], closed: 0 };
  const good = { loss: 1, error: 0.5 };
  let epoch = 0;
  const trainer = ({ sizes }: { sizes: readonly number[] }): Trainer => ({
    write: (network) => {
      calls.written.push(network);
      return Promise.resolve();
    },
    read: () => {
      const network = zeroNetwork(sizes);
      network[0].weights[0] = script.weight?.(epoch) ?? 1;
      network.at(-1)!.thresholds[sizes.at(-1)! - 1] = script.threshold?.(epoch) ?? 0;
      return Promise.resolve(network);
    },
    readState: () => Promise.resolve({}),
    writeState: async () => {},
    epoch: (order, hyper) => {
      epoch++;
      calls.orders.push(order);
      calls.hyper.push({ ...hyper });
      return Promise.resolve({ loss: script.running?.(epoch) ?? 1, error: 0.5 });
    },
    evaluate: (set) => Promise.resolve(script.evaluate?.(epoch, set) ?? good),
    gradient: (): Promise<Network> => Promise.resolve(zeroNetwork(sizes)),
    gradientNorms: () =>
      Promise.resolve({ batches: 1, squares: 0, mean: zeroNetwork(sizes), deviations: 0 }),
    close: () => void calls.closed++,
  });
  return {
    name: "reference",
    variant: "float64",
    description: "answers as scripted",
    trainer: (setup) => {
      calls.setups.push(setup);
      return Promise.resolve(trainer(setup));
    },
    calls,
  };
}

function examples(count: number): Examples {
  const random = stream(1, "examples", count);
  return {
    count,
    inputs: 3,
    classes: 2,
    pixels: Uint8Array.from({ length: 3 * count }, () => random.below(256)),
    labels: Uint8Array.from({ length: count }, () => random.below(2)),
  };
}
