/**
 * Made-up results with the shape of S's figures, for the tests of reports.
 *
 * @module
 */

import type { EpochRecord, FigureResult, RunResult, RunSpec } from "../../reports/results.ts";
import { hashOf, outcome, syntheticFigure } from "./synthetic.ts";

/** A run's course: how fast its loss falls, and where the rest goes as it does. */
export interface Course {
  /** Decades that the training loss falls over all epochs. */
  readonly decades: number;
  /** L2 norm at the end; 30 at the start. */
  readonly norm: number;
  /** Test error at the end, from 0 to 1; 0.9 at the start. */
  readonly test: number;
  /** Equation (1)'s term. */
  readonly term: number;
}

/** What to make. */
export interface NoiseOptions {
  readonly dataset?: "mnist" | "stand-in";
  readonly seeds?: number;
  readonly epochs?: number;
  /** Runs beside S's and SGD's larger step. */
  readonly variants?: readonly Partial<RunSpec>[];
  /** Changes to a run's course. */
  readonly course?: (spec: RunSpec) => Partial<Course>;
  /** Last word on each run. */
  readonly change?: (run: RunResult) => RunResult | undefined;
}

/** S's Figures 1 to 4 as a benchmark would hand them over: SGD's larger step fits the noise too. */
export function noiseFigure(options: NoiseOptions = {}): FigureResult {
  const { dataset = "mnist", seeds = 5, epochs = 20, variants = [] } = options;
  const optimizers = [["sgd", 0.001], ["rmsprop", 0.001], ["adam", 0.001], ["sgd", 0.1]] as const;
  const settings: Partial<RunSpec>[] = [
    ...optimizers.map(([name, lr]) => ({ optimizer: optimizerOf(name, lr) })),
    ...variants,
  ];
  const runs = settings.flatMap((setting) =>
    Array.from({ length: seeds }, (_, i) => {
      const spec: RunSpec = { ...specOf(dataset, epochs), ...setting, seed: i + 1 };
      return runOf(spec, { ...courseOf(spec), ...options.course?.(spec) });
    })
  );
  const change = options.change ?? ((run: RunResult) => run);
  return {
    ...syntheticFigure({ datasets: [dataset], widths: [4], seeds: 1 }),
    figure: "rmsprop-implicit-regularization",
    command: "deno task rmsprop-implicit-regularization --profile paper",
    runs: runs.flatMap((run) => change(run) ?? []),
  };
}

/** An optimizer as a run's spec names it. */
export function optimizerOf(name: string, lr: number): RunSpec["optimizer"] {
  return { name, update: `${name}'s formula`, hyper: { lr }, schedule: {} };
}

function specOf(name: string, epochs: number): RunSpec {
  return {
    format: 1,
    data: { name, hash: hashOf(name), transforms: [], train: 10_000, validation: 0, test: 10_000 },
    sizes: [784, 256, 256, 256, 256, 10],
    initialization: "balanced",
    loss: "cross-entropy",
    optimizer: optimizerOf("sgd", 0.001),
    batchSize: 64,
    norms: true,
    terms: { curvatureEvery: Math.ceil(epochs / 2) },
    epochs,
    zeroErrorEpochs: epochs + 2,
    seed: 1,
    engine: "wasm/relaxed-simd",
  };
}

/** Like the paper's: SGD at S's step hardly falls and stays small, the others fit the noise. */
function courseOf({ optimizer: { name, hyper } }: RunSpec): Course {
  if (name === "sgd" && hyper.lr === 0.001) {
    return { decades: 0.3, norm: 33, test: 0.08, term: 1e-3 };
  }
  return name === "sgd"
    ? { decades: 3, norm: 60, test: 0.3, term: 1e-3 }
    : { decades: 4, norm: 64, test: 0.32, term: 5e-4 };
}

function runOf(spec: RunSpec, course: Course): RunResult {
  const { epochs, seed, optimizer, terms } = spec;
  const spread = 1 + 0.01 * (seed - 3);
  const records = Array.from({ length: epochs + 1 }, (_, epoch): EpochRecord => {
    const share = epoch / epochs;
    const loss = 2.3 * 10 ** (-course.decades * share);
    const error = 0.9 * 10 ** (-course.decades * share);
    const term = course.term * spread;
    return {
      epoch,
      train: { loss, error },
      test: { loss: 1, error: (0.9 + (course.test - 0.9) * share) * spread },
      clean: { loss: 1, error: error / 2 },
      norms: { l2: (30 + (course.norm - 30) * share) * spread, path: 3, gamma: [1, 2] },
      terms: {
        batches: 157,
        sgd: { term, fullBatch: term / 10, miniBatch: 0.9 * term, gap: 1e-14 },
        ...(optimizer.name === "rmsprop" && {
          rmsprop: 1e-9 * term,
          backwardError: {
            coefficient: { least: -9, mean: -8, largest: 0.5 },
            term: -0.5,
            noise: 4,
          },
        }),
        ...(epoch % terms!.curvatureEvery === 0 && { curvature: 20 * spread }),
      },
      seconds: epoch,
    };
  });
  const id = [optimizer.name, optimizer.hyper.lr, spec.sizes.join("-"), seed].join(" ");
  return { id, spec, epochs: records, outcome: outcome("epoch limit", epochs) };
}
