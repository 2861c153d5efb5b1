/**
 * A year of nights whose truth is known: numbers drawn from given distributions, with shifts planted in
 * some metrics, nights that fail, and one metric that is noisy. The alert sees each night as it would
 * have seen it then.
 *
 * @module
 */

import { type Random, stream } from "../../../network/random.ts";
import { changeOf, returnsOf, suspicionsOf } from "../../../reports/nights/alert.ts";
import { metricsOf } from "../../../reports/nights/metrics.ts";
import {
  type Night,
  NIGHT_FORMAT,
  type NightClaim,
  type NightFigure,
} from "../../../reports/nights/night.ts";
import { estimate } from "../../../reports/statistics.ts";

/** A change of a metric that was planted: from a night on, its mean is another. */
export interface Planted {
  readonly metric: string;
  /** Night that it begins with, from 0. */
  readonly from: number;
  /** Night before which it ends; it stays where this is left out. */
  readonly until?: number;
  /** In standard deviations of a night; of a time, the factor. */
  readonly by: number;
}

/** What a year is like. */
export interface YearOptions {
  readonly seed: number;
  readonly nights?: number;
  readonly planted?: readonly Planted[];
  /** Nights in which all figures fail, and in which the first one does. */
  readonly allFail?: readonly number[];
  readonly oneFails?: readonly number[];
}

/** The metric whose seeds are at times ten times as far off as they should be. */
export const NOISY = "four-datasets/svhn-sgd-differs";

const SEEDS = 3;

/** Mean over many nights, and the standard deviation of a seed. */
interface Law {
  readonly id: string;
  readonly sentence: string;
  readonly unit: string;
  readonly mean: number;
  readonly deviation: number;
}

const DATASETS = {
  "mnist": "MNIST",
  "cifar-10": "CIFAR-10",
  "cifar-100": "CIFAR-100",
  svhn: "SVHN",
};

/** Claims such as the figures make, with means and spreads such as they have. */
const LAWS: Readonly<Record<string, readonly Law[]>> = {
  "width-sweep": [
    law(
      "mnist-32-units-fit",
      "On MNIST, 32 hidden units reach zero training error.",
      "%",
      1.26,
      0.07,
    ),
    law("mnist-keeps-falling", "On MNIST, the test error goes on falling.", "points", 0.35, 0.1),
    law("mnist-does-not-rise", "On MNIST, the test error does not rise.", "points", -0.01, 0.06),
    law(
      "cifar-10-keeps-falling",
      "On CIFAR-10, the test error goes on falling.",
      "points",
      2.1,
      0.3,
    ),
  ],
  "four-datasets": Object.entries(DATASETS).flatMap(([name, title]) => [
    law(`${name}-path-sgd-coincides`, `On ${title}, Path-SGD's curves coincide.`, "%", 5, 1.5),
    law(`${name}-sgd-differs`, `On ${title}, SGD's curves do not coincide.`, "%", 60, 9),
    law(`${name}-sooner`, `On ${title}, Path-SGD is sooner than SGD.`, "epochs", -4, 2.5),
    law(`${name}-better`, `On ${title}, Path-SGD's test error is lower.`, "points", 0.8, 0.35),
  ]),
  "modified-loss": [
    law(
      "mnist-follows-modified",
      "The mean iterate follows the modified loss.",
      "powers",
      0.99,
      0.01,
    ),
    law("mnist-gains-nothing", "Independent mini-batches gain nothing.", "powers", 0, 0.002),
    law("mnist-follows-printed", "RMSProp follows the printed loss.", "powers", 0, 0),
  ],
};

function law(id: string, sentence: string, unit: string, mean: number, deviation: number): Law {
  return { id, sentence, unit, mean, deviation };
}

/** The nights of a year, with what the alert found in each. */
export function simulatedYear(options: YearOptions): Night[] {
  const nights: Night[] = [];
  for (let index = 0; index < (options.nights ?? 365); index++) {
    const night = drawn(index, { ...options, purpose: "night" });
    const returned = { ...night, changes: returnsOf([...nights, night]) };
    const again = [1, 2].map((round) =>
      metricsOf(drawn(index, { ...options, purpose: `again ${round}` }))
    );
    const changes = suspicionsOf([...nights, returned]).map((suspicion) =>
      changeOf(
        suspicion,
        again.map((metrics) => metrics.find(({ id }) => id === suspicion.metric.id)!),
      )
    );
    nights.push({ ...returned, changes: [...returned.changes, ...changes] });
  }
  return nights;
}

/** The day of a night. */
export function dateOf(index: number): string {
  return new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10);
}

function drawn(index: number, options: YearOptions & { purpose: string }): Night {
  const { seed, purpose, allFail = [], oneFails = [] } = options;
  const date = dateOf(index);
  const commit = Math.floor(index / 3).toString(16).padStart(3, "0").padEnd(40, "c0ffee");
  return {
    format: NIGHT_FORMAT,
    date,
    finished: `${date}T03:12:00.000Z`,
    protocol: "--profile quick",
    seeds: [1, 2, 3].map((n) => n + 3 * index),
    environment: {
      version: index < 150 ? "0.1.0" : "0.2.0",
      commit,
      deno: "2.9.6",
      v8: "15.0",
      os: "linux x86_64",
      cpu: "AMD EPYC",
      cores: 4,
    },
    figures: Object.entries(LAWS).map(([figure, laws], i) => {
      const failed = allFail.includes(index) || (i === 0 && oneFails.includes(index));
      if (failed) return failure(figure);
      return drawnFigure(figure, { laws, index, options, random: stream(seed, purpose, index, i) });
    }),
    changes: [],
  };
}

function failure(figure: string): NightFigure {
  return {
    figure,
    failure: "Expected a download of 11594722 bytes but found <html> & nothing else",
    seconds: 0,
    outcomes: { "converged": 0, "epoch limit": 0, "diverged": 0, "failed": 0 },
    claims: [],
  };
}

function drawnFigure(
  figure: string,
  { laws, index, options: { planted = [] }, random }: {
    laws: readonly Law[];
    index: number;
    options: YearOptions;
    random: Random;
  },
): NightFigure {
  const shift = (metric: string) =>
    planted.find((plant) =>
      plant.metric === metric && index >= plant.from && index < (plant.until ?? Infinity)
    )?.by;
  const slower = shift(`${figure}/seconds`) ?? 1;
  return {
    figure,
    engine: "wasm/relaxed-simd",
    seconds: 200 * slower * Math.exp(0.08 * random.normal()),
    outcomes: { "converged": 60, "epoch limit": 20 - random.below(3), "diverged": 4, "failed": 0 },
    claims: laws.map((law) =>
      drawnClaim(law, { figure, shift: shift(`${figure}/${law.id}`), random })
    ),
  };
}

function drawnClaim(
  { id, sentence, unit, mean, deviation }: Law,
  { figure, shift = 0, random }: { figure: string; shift: number | undefined; random: Random },
): NightClaim {
  const noisy = `${figure}/${id}` === NOISY;
  const centre = mean + shift * deviation / Math.sqrt(SEEDS);
  const values = Array.from({ length: SEEDS }, () => {
    const far = noisy && random.uniform() < 0.1 ? 10 : 1;
    return centre + deviation * far * random.normal();
  });
  const { mean: effect, interval } = estimate(values);
  return { id, sentence, unit, verdict: "reproduced", effect, interval: interval!, seeds: SEEDS };
}
