/**
 * Made-up results with the shape of N's Figures 2 and 3, for the tests of reports.
 *
 * @module
 */

import type { Provenance } from "../../data/dataset.ts";
import { stream } from "../../network/random.ts";
import type {
  EpochRecord,
  FigureResult,
  RunResult,
  StepSizeChoice,
} from "../../reports/results.ts";
import { hashOf, outcome, syntheticFigure } from "./synthetic.ts";
import { WORKED } from "./synthetic_worked.ts";

type Name = "mnist" | "cifar-10" | "cifar-100" | "svhn" | "stand-in";
type Start = RunResult["spec"]["initialization"];

/** What to make. */
export interface ComparisonOptions {
  readonly datasets?: readonly Name[];
  readonly optimizers?: readonly string[];
  readonly seeds?: number;
  readonly epochs?: number;
  /** Last word on each run that is no point of a grid. */
  readonly change?: (run: RunResult) => RunResult | undefined;
}

const SETS = {
  "mnist": { title: "MNIST", inputs: 784, classes: 10, train: 60_000, test: 10_000, least: 1.6 },
  "cifar-10": {
    title: "CIFAR-10",
    inputs: 3072,
    classes: 10,
    train: 50_000,
    test: 10_000,
    least: 45,
  },
  "cifar-100": {
    title: "CIFAR-100",
    inputs: 3072,
    classes: 100,
    train: 50_000,
    test: 10_000,
    least: 70,
  },
  "svhn": { title: "SVHN", inputs: 3072, classes: 10, train: 73_257, test: 26_032, least: 14 },
  "stand-in": {
    title: "Built-in digits",
    inputs: 784,
    classes: 10,
    train: 2000,
    test: 500,
    least: 2,
  },
};

const UPDATES: Readonly<Record<string, { rate: number; extra: number; alpha: number }>> = {
  "sgd": { rate: 0.35, extra: 0.4, alpha: 1 },
  "adagrad": { rate: 0.5, extra: 0.3, alpha: 2 },
  "path-sgd": { rate: 0.9, extra: 0, alpha: 2 },
};
const OWN = { rate: 0.6, extra: 0.2, alpha: 2 };
const STARTS: readonly Start[] = ["balanced", "unbalanced"];

/** N's Figure 3 as a benchmark would hand it over. */
export function fourDatasetsFigure(options: ComparisonOptions = {}): FigureResult {
  const datasets = options.datasets ?? ["cifar-10", "cifar-100", "mnist", "svhn"];
  const optimizers = options.optimizers ?? ["sgd", "adagrad", "path-sgd"];
  const contenders = datasets.flatMap((name) =>
    optimizers.flatMap((optimizer) => STARTS.map((start) => ({ name, optimizer, start })))
  );
  const grids = contenders.map((contender) => gridOf(contender, options.epochs ?? 30));
  return {
    ...comparisonFigure(datasets),
    figure: "four-datasets",
    command: "deno task four-datasets --profile paper",
    runs: [...grids.flatMap((grid) => grid.runs), ...finals(contenders, options)],
    stepSizes: grids.map((grid) => grid.choice),
  };
}

/** N's Figure 2 as a benchmark would hand it over. */
export function unbalancedSgdFigure(options: ComparisonOptions = {}): FigureResult {
  const datasets = options.datasets ?? ["mnist"];
  const contenders = datasets.flatMap((name) =>
    STARTS.map((start) => ({ name, optimizer: "sgd", start }))
  );
  return {
    ...comparisonFigure(datasets),
    figure: "unbalanced-sgd",
    command: "deno task unbalanced-sgd --profile paper",
    runs: finals(contenders, options),
    starts: datasets.flatMap((data) =>
      Array.from({ length: options.seeds ?? 5 }, (_, i) => ({
        data,
        seed: i + 1,
        examples: 10_000,
        difference: 2e-6 * (1 + 0.1 * i),
        largest: 4,
      }))
    ),
    workedExamples: WORKED,
  };
}

interface Key {
  readonly name: Name;
  readonly optimizer: string;
  readonly start: Start;
}

function comparisonFigure(datasets: readonly Name[]): FigureResult {
  return { ...syntheticFigure({ datasets: ["mnist"] }), data: datasets.map(provenance), runs: [] };
}

function finals(contenders: readonly Key[], options: ComparisonOptions): RunResult[] {
  const change = options.change ?? ((run: RunResult) => run);
  return contenders.flatMap((key) =>
    Array.from({ length: options.seeds ?? 5 }, (_, i) => {
      const run = runOf({ ...key, seed: i + 1, epochs: options.epochs ?? 30 });
      return change(run) ?? [];
    }).flat()
  );
}

function provenance(name: Name): Provenance {
  const { title, train } = SETS[name];
  const standIn = name === "stand-in";
  const file = {
    name: `${name}-images.gz`,
    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    published: true,
    records: train,
    publishedRecords: train,
  };
  return { name, title, standIn, files: standIn ? [] : [file], transforms: [] };
}

function gridOf(key: Key, epochs: number): { choice: StepSizeChoice; runs: RunResult[] } {
  const { alpha: best } = UPDATES[key.optimizer] ?? OWN;
  const runs = Array.from({ length: 7 }, (_, alpha) => {
    const run = runOf({ ...key, seed: 1, epochs });
    const worse = 1 + 0.6 * Math.abs(alpha - best);
    return {
      ...run,
      id: `${run.id}-grid-${alpha}`,
      spec: {
        ...run.spec,
        data: { ...run.spec.data, hash: hashOf(`held out ${key.name}`), validation: 10_000 },
        optimizer: { ...run.spec.optimizer, hyper: { lr: 10 ** -alpha } },
      },
      epochs: run.epochs.map((epoch) => ({
        ...epoch,
        validation: { loss: 1, error: Math.min(0.9, worse * epoch.test.error) },
      })),
      outcome: outcome(alpha < best - 1 ? "diverged" : "epoch limit", epochs),
    };
  });
  const target = Math.min(...runs[best].epochs.map((epoch) => epoch.validation.error));
  return {
    choice: {
      data: key.name,
      optimizer: key.optimizer,
      initialization: key.start,
      grid: runs.map((run, alpha) => ({ alpha, run: run.id })),
      target,
      chosen: best,
    },
    runs,
  };
}

function runOf(
  { name, optimizer, start, seed, epochs }: Key & { seed: number; epochs: number },
): RunResult {
  const set = SETS[name];
  const { rate, extra, alpha } = UPDATES[optimizer] ?? OWN;
  const path = optimizer.startsWith("path-");
  const random = stream(seed, name, optimizer);
  const noise = 1 + 0.03 * random.normal();
  const slow = start === "unbalanced" && !path ? 0.03 : 1;
  // A difference between the two starts that nobody sees.
  const rounding = path && start === "unbalanced" ? 1 + 1e-4 : 1;
  const least = (set.least + extra * set.least / 8) / 100;
  const records = Array.from({ length: epochs + 1 }, (_, epoch): EpochRecord => {
    const left = Math.exp(-rate * slow * noise * 20 * epoch / epochs);
    const train = 0.9 * left;
    const grown = 1 + 0.4 * (1 - left);
    return {
      epoch,
      train: {
        loss: 2.3 * left ** 0.8 * rounding,
        error: train < 1e-4 ? 0 : Math.round(train * set.train) / set.train,
      },
      test: { loss: 1, error: least * noise ** 0.2 + (0.9 - least) * left },
      norms: {
        l2: (start === "balanced" ? 60 : 9000) * grown,
        path: (path ? 8 : 12) * grown ** 3 * noise,
        gamma: start === "balanced" ? [1e-3, 4e2] : [2e-7, 8e6],
      },
      seconds: 0.4 * epoch,
    };
  });
  return {
    id: `${name}-${optimizer}-${start}-${seed}`,
    spec: {
      format: 1,
      data: {
        name,
        hash: hashOf(`all of ${name}`),
        transforms: [],
        train: set.train,
        validation: 0,
        test: set.test,
      },
      sizes: [set.inputs, 4000, 4000, set.classes],
      initialization: start,
      loss: "cross-entropy",
      optimizer: {
        name: optimizer,
        update: "w = w - lr * g",
        ...(path && { geometry: { p: 2 } }),
        hyper: { lr: 10 ** -alpha },
        schedule: {},
      },
      batchSize: 100,
      norms: true,
      epochs,
      zeroErrorEpochs: epochs,
      seed,
      engine: "wasm/relaxed-simd",
    },
    epochs: records,
    outcome: outcome("epoch limit", epochs),
  };
}
