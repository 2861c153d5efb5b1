/**
 * The curves of a figure as they are compared: what each seed comes to.
 *
 * @module
 */

import {
  l2Norm,
  objective,
  pathNorm,
  type Quantity,
  testError,
  trainingError,
} from "../comparison/curves.ts";
import { FLOW_TITLES, STEPS_TITLES } from "../modified_loss/orders.ts";
import type { FigureResult, FlowComparison, RunResult } from "../results.ts";
import { rmspropTerm, sgdTerm } from "../rmsprop_implicit_regularization/quantities.ts";
import { average } from "../statistics.ts";
import { finalRuns } from "../step_sizes.ts";
import { settingsOf } from "./settings.ts";

/** A curve: the runs that differ in their seed alone. */
export interface Curve {
  /** In words, the same in two sets where the experiment is; the data set comes first. */
  readonly settings: readonly string[];
  /** Seeds of all its runs, however they ended. */
  readonly seeds: readonly number[];
  /** Seeds whose run diverged. */
  readonly diverged: readonly number[];
  /** Hashes of the weights at the end, by seed. */
  readonly bits: ReadonlyMap<number, string>;
  readonly quantities: readonly MeasuredQuantity[];
}

/** A quantity of a curve after its last epoch. */
export interface MeasuredQuantity {
  readonly name: string;
  /** Whether it spans decades, so that two values are compared by their ratio. */
  readonly decades: boolean;
  /** The least amount by which two values can differ: one example, for errors; 0 if any. */
  readonly resolution: number;
  /** By seed; of runs that ended without diverging. In percent for errors. */
  readonly values: ReadonlyMap<number, number>;
}

/** A quantity of runs, and the set that it is a share of, if it is one. */
interface RunQuantity {
  readonly quantity: Quantity;
  readonly shareOf?: "train" | "test";
}

const QUANTITIES: readonly RunQuantity[] = [
  { quantity: objective },
  { quantity: trainingError, shareOf: "train" },
  { quantity: testError, shareOf: "test" },
  { quantity: l2Norm },
  { quantity: pathNorm },
  { quantity: sgdTerm },
  { quantity: rmspropTerm },
];

/** The curves of a figure; points of a step-size grid are none. */
export function curvesOf(figure: FigureResult): Curve[] {
  const runs = Map.groupBy(finalRuns(figure), ({ spec }) => settingsOf(spec).join("\n"));
  return [
    ...[...runs.values()].map(curveOfRuns),
    ...(figure.flows ? flowCurves(figure.flows) : []),
  ];
}

function curveOfRuns(runs: readonly RunResult[]): Curve {
  const [{ spec }] = runs;
  const ended = runs.flatMap((run) =>
    run.outcome === undefined ? [] : [[run, run.outcome] as const]
  );
  const finished = ended.filter(([, { kind }]) => kind !== "diverged").map(([run]) => run);
  return {
    settings: settingsOf(spec),
    seeds: runs.map((run) => run.spec.seed),
    diverged: ended.filter(([, { kind }]) => kind === "diverged").map(([run]) => run.spec.seed),
    bits: new Map(ended.map(([run, outcome]) => [run.spec.seed, outcome.parameters])),
    quantities: QUANTITIES.flatMap(({ quantity, shareOf }): MeasuredQuantity[] => {
      const values = new Map(finished.flatMap((run): [number, number][] => {
        const value = quantity.value(run.epochs[run.epochs.length - 1]);
        return value === undefined ? [] : [[run.spec.seed, value]];
      }));
      const { name, decades } = quantity;
      const resolution = shareOf === undefined ? 0 : 100 / spec.data[shareOf];
      return values.size === 0 ? [] : [{ name, decades, resolution, values }];
    }),
  };
}

/** Steps against flows: the geometric mean of the distances over the step sizes. */
function flowCurves(flows: readonly FlowComparison[]): Curve[] {
  const points = flows.flatMap(({ data, sizes, seed, distances }) =>
    distances.map(({ steps, flow, distance }) => ({
      settings: [data.name, STEPS_TITLES[steps], FLOW_TITLES[flow], sizes.join("-")],
      seed,
      distance,
    }))
  );
  const curves = Map.groupBy(points, ({ settings }) => settings.join("\n"));
  return [...curves.values()].map((points) => {
    const bySeed = Map.groupBy(points, ({ seed }) => seed);
    const values = new Map([...bySeed].map(([seed, points]): [number, number] => {
      return [seed, Math.exp(average(points.map(({ distance }) => Math.log(distance))))];
    }));
    return {
      settings: points[0].settings,
      seeds: [...bySeed.keys()],
      diverged: [],
      bits: new Map(),
      quantities: [{ name: "distance", decades: true, resolution: 0, values }],
    };
  });
}
