/**
 * Runs that train together: a small network alone leaves most of a GPU idle, several at once do not.
 *
 * @module
 */

import type { Engine, Trainer } from "../../network/engines/mod.ts";
import { parameterCount } from "../../network/network.ts";
import type { RunSpec } from "../../reports/results.ts";
import type { Task } from "./checkpoint.ts";
import { canonicalJson } from "./plan.ts";

/** Most runs of a group: enough to fill a GPU; more would only make the first wait for the last. */
const MOST_RUNS = 64;

/**
 * Most weights of a group in one array, 64 MiB: half of what WebGPU promises to bind on any device. A
 * network of that size fills a GPU by itself.
 */
const MOST_WEIGHTS = 2 ** 24;

/**
 * Puts runs together that differ in nothing but what one setup of a trainer leaves open: start, order
 * of the examples, hyper-parameters and their schedule, and when to stop. Those that go on from different
 * epochs stay apart: they may have different rules in charge, and would not be in step.
 *
 * @returns The runs in groups of at least one, in the order of their first runs.
 */
export function groupRuns(runs: readonly Task[]): Task[][] {
  const alike = Map.groupBy(runs, ({ spec, from }) => `${from?.epoch} ${setupKey(spec)}`);
  return [...alike.values()].flatMap(split);
}

/**
 * An engine for each run of a group: the trainers that they give first train together, where the engine
 * can do that.
 */
export function groupEngines(engine: Engine, count: number): Engine[] {
  const { trainers } = engine;
  if (trainers === undefined) return Array<Engine>(count).fill(engine);
  let together: Promise<Trainer[]> | undefined;
  return Array.from({ length: count }, (_, i): Engine => {
    let asked = false;
    return {
      ...engine,
      trainer: async (setup) => {
        if (asked) return await engine.trainer(setup);
        asked = true;
        together ??= trainers(setup, count);
        return (await together)[i];
      },
    };
  });
}

/** Text that is the same for runs of one setup. */
export function setupKey(spec: RunSpec): string {
  const { hyper, schedule: _schedule, ...rule } = spec.optimizer;
  const {
    initialization: _initialization,
    epochs: _epochs,
    zeroErrorEpochs: _zeroErrorEpochs,
    norms: _norms,
    seed,
    ...shared
  } = { ...spec, optimizer: { ...rule, hyper: Object.keys(hyper) } };
  // A setup draws the masks of dropout from one seed.
  return canonicalJson(spec.keep === undefined ? shared : { ...shared, seed });
}

/** Cuts a list into as few groups as may be, of nearly the same size. */
function split(runs: readonly Task[]): Task[][] {
  const weights = parameterCount(runs[0].spec.sizes);
  const most = Math.max(1, Math.min(MOST_RUNS, Math.floor(MOST_WEIGHTS / weights)));
  const size = Math.ceil(runs.length / Math.ceil(runs.length / most));
  return Array.from(
    { length: Math.ceil(runs.length / size) },
    (_, i) => runs.slice(i * size, (i + 1) * size),
  );
}
