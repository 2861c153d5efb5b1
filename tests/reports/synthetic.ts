/**
 * Made-up results with the shape of Figure 1, for the tests of reports.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Provenance } from "../../data/dataset.ts";
import { stream } from "../../network/random.ts";
import type { EpochRecord, FigureResult, Outcome, RunResult } from "../../reports/results.ts";

/** What to make. */
export interface SyntheticOptions {
  readonly datasets?: readonly ("mnist" | "cifar-10" | "stand-in")[];
  readonly widths?: readonly number[];
  readonly seeds?: number;
  readonly epochs?: number;
  /** Last word on each run. */
  readonly change?: (run: RunResult) => RunResult | undefined;
}

const SETS = {
  mnist: { title: "MNIST", train: 50_000, inputs: 100, least: 1.5, most: 22, fits: 32 },
  "cifar-10": { title: "CIFAR-10", train: 40_000, inputs: 300, least: 44, most: 64, fits: 256 },
  "stand-in": { title: "Built-in digits", train: 2_000, inputs: 100, least: 2, most: 30, fits: 32 },
};

/** A hash of made-up data, named by what they are. */
export function hashOf(data: string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** A figure as a benchmark would hand it over. */
export function syntheticFigure(options: SyntheticOptions = {}): FigureResult {
  const datasets = options.datasets ?? ["mnist", "cifar-10"];
  const widths = options.widths ?? [4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096];
  const runs = datasets.flatMap((name) =>
    widths.flatMap((width) =>
      Array.from(
        { length: options.seeds ?? 5 },
        (_, i) => syntheticRun({ name, width, seed: i + 1, epochs: options.epochs ?? 12 }),
      )
    )
  );
  const change = options.change ?? ((run: RunResult) => run);
  return {
    format: 1,
    figure: "width-sweep",
    profile: "paper",
    command: "deno task width-sweep --profile paper --dataset mnist --dataset cifar-10",
    settings: [
      { name: "hidden units H", value: "4, 8, …, 4096", source: "paper", note: "Figure 1" },
      { name: "step size", value: "0.1·0.99^epoch", source: "paper", note: "Figure 1" },
      {
        name: "input scaling",
        value: "byte / 255",
        source: "assumption",
        note: "the paper does not say",
      },
      { name: "seeds", value: "5", source: "profile" },
      { name: "epochs", value: "12", source: "override", note: "--epochs 12" },
    ],
    environment: {
      version: "0.1.0",
      commit: "0123456789abcdef0123456789abcdef01234567",
      deno: "2.9.6",
      v8: "14.0",
      os: "linux x86_64",
      cpu: "AMD EPYC",
      cores: 2,
      engine: "wasm/relaxed-simd: WebAssembly with relaxed SIMD, one thread a run",
      date: "2026-03-01T14:05:09Z",
    },
    data: datasets.map(provenance),
    runs: runs.flatMap((run) => change(run) ?? []),
  };
}

function provenance(name: keyof typeof SETS): Provenance {
  const standIn = name === "stand-in";
  return {
    name,
    title: SETS[name].title,
    standIn,
    files: standIn ? [] : [{
      name: `${name}-images.gz`,
      sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      published: true,
      records: 60_000,
      publishedRecords: 60_000,
    }],
    transforms: ["downsampled to 10 × 10 by area"],
  };
}

interface RunKey {
  readonly name: keyof typeof SETS;
  readonly width: number;
  readonly seed: number;
  readonly epochs: number;
}

function syntheticRun({ name, width, seed, epochs }: RunKey): RunResult {
  const set = SETS[name];
  const random = stream(seed, name, width);
  const final = set.least + (set.most - set.least) * (4 / width) ** 0.62;
  const test = final + 0.012 * final * random.normal();
  const fits = width >= set.fits;
  const train = fits ? 0 : (test - set.least) * (1 - 0.9 * width / set.fits);
  const records: EpochRecord[] = Array.from({ length: epochs + 1 }, (_, epoch) => {
    const left = epoch === epochs ? 0 : 0.9 * Math.exp(-16 * epoch / epochs);
    // Overfits a little over the last half: early stopping gains 3 % of the error.
    const spared = 0.03 * Math.min(1, 2 * (1 - epoch / epochs));
    const testError = (1 - spared) * test / 100 + left * (0.9 - test / 100);
    return {
      epoch,
      train: { loss: 2.3 * left + train / 50, error: train / 100 + left * (0.9 - train / 100) },
      validation: { loss: 2.3 * left + 0.1, error: testError + 0.001 },
      test: { loss: 2.3 * left + 0.1, error: Math.round(1e4 * testError) / 1e4 },
      seconds: 0.4 * epoch,
    };
  });
  return {
    id: `${name}-${width}-${seed}`,
    spec: {
      format: 1,
      data: {
        name,
        hash: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c",
        transforms: ["downsampled to 10 × 10 by area"],
        train: set.train,
        validation: 10_000,
        test: 10_000,
      },
      sizes: [set.inputs, width, 10],
      initialization: "balanced",
      loss: "truncated-cross-entropy",
      optimizer: {
        name: "momentum",
        update: "m = momentum * m - lr * g\nw = w + m",
        hyper: { lr: 0.1, momentum: 0.5 },
        schedule: { lr: "0.1 * 0.99^epoch", momentum: "min(0.9, 0.5 + 0.02 * epoch)" },
      },
      batchSize: 100,
      epochs,
      zeroErrorEpochs: 3,
      seed,
      engine: "wasm/relaxed-simd",
    },
    epochs: records,
    outcome: outcome(fits ? "converged" : "epoch limit", epochs),
  };
}

/**
 * A run with other final errors, in percent. The validation error is least in the epoch before the
 * last, where the test error is `early`.
 */
export function runOf(
  run: RunResult,
  errors: { readonly train: number; readonly test: number; readonly early: number },
): RunResult {
  const last = run.epochs.length - 1;
  const measured = (error: number) => ({ loss: error / 50, error: error / 100 });
  const epochs = run.epochs.map((epoch, i) => ({
    ...epoch,
    train: measured(errors.train),
    validation: measured(i === last - 1 ? errors.early : Math.max(errors.test, errors.early) + 1),
    test: measured(i === last - 1 ? errors.early : errors.test),
  }));
  return { ...run, epochs };
}

/** A run's end of the given kind. */
export function outcome(kind: Outcome["kind"], epoch: number): Outcome {
  const reason = {
    converged: "Zero training error for 3 epochs in a row.",
    "epoch limit": `The limit of ${epoch} epochs came first.`,
    diverged: "The loss is not finite.",
  };
  return {
    kind,
    epoch,
    reason: reason[kind],
    seconds: 0.4 * epoch,
    parameters: "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b",
    finished: "2026-03-01T14:05:09Z",
  };
}
