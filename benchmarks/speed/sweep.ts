/**
 * The whole width sweep, quick profile, on all cores: by this project's own executor, and by PyTorch in as
 * many processes.
 *
 * @module
 */

import { join } from "node:path";
import { scheduled } from "../../optimizers/mod.ts";
import type { RunResult } from "../../reports/results.ts";
import type { SweepTiming } from "../../reports/speed/results.ts";
import { type Command, parseCommand } from "../experiment/command.ts";
import { lineOf } from "../experiment/errors.ts";
import { here } from "../experiment/executors.ts";
import type { ProfileName } from "../experiment/figure.ts";
import { COMMON_FLAGS } from "../experiment/flags.ts";
import type { PlannedRun } from "../experiment/plan.ts";
import { type FigurePlan, planFigure, plannedRuns } from "../experiment/run_figure.ts";
import { widthSweep } from "../width_sweep.ts";
import type { WidthSweepSettings } from "../width_sweep_settings.ts";
import type { Missing, Within } from "./peer.ts";
import { startPytorch } from "./python.ts";

/** How often each program does the sweep, in turn. */
const ROUNDS = 2;

/** What trains the sweep here: flags of its command, by the program's id. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  "wasm": ["--engine", "wasm"],
};

/** What to sweep. */
export interface SweepOptions extends Within {
  readonly profile: ProfileName;
  /** Those that are timed; not all of them can do it. */
  readonly programs: readonly { readonly id: string }[];
  /** Number of seeds of each width. */
  readonly seeds: number;
  /** Epochs of each run at most, of the profile's: a sample of what takes long. */
  readonly epochs?: number;
  /** The folder with the data set; the stand-in is learned where absent. */
  readonly data?: string;
  /** Name of the data set in it. */
  readonly dataset: string;
}

/** A run as it ended. */
interface Ended {
  readonly width: number;
  readonly epochs: number;
  readonly testError: number;
}

/** A sweep that was done. */
interface Done {
  readonly seconds: number;
  readonly runs: readonly Ended[];
}

/** Something that does the sweep. */
interface Sweeper {
  readonly program: string;
  sweep(): Promise<Done>;
  close(): void;
}

/** What came of the sweep. */
export interface Sweeps {
  readonly sweep: readonly SweepTiming[];
  /** Those that ended on their way. */
  readonly failed: readonly Missing[];
}

/**
 * Times the sweep of each program that can do it, in turn.
 *
 * @throws {DataError} If the data are not what they should be.
 * @throws {Error} Once the signal came.
 */
export async function measureSweep(options: SweepOptions): Promise<Sweeps> {
  const { programs, signal, note } = options;
  const isWanted = (program: string) => programs.some(({ id }) => id === program);
  const plans = [];
  for (const program of Object.keys(OWN)) plans.push(await planOf(program, options));
  const [{ runs: [{ spec }], jobs }] = plans;
  const sweepers = plans.map(sweeperHere).filter(({ program }) => isWanted(program));
  if (isWanted("pytorch")) sweepers.push(...await sweeperInPytorch(plans[0], options));
  const all = sweepers.map((sweeper) => ({ sweeper, done: [] as Done[], failure: "" }));
  const close = () => sweepers.forEach((sweeper) => sweeper.close());
  signal.addEventListener("abort", close, { once: true });
  try {
    for (let round = 1; round <= ROUNDS; round++) {
      for (const each of all.filter(({ failure }) => failure === "")) {
        note(`width sweep: ${each.sweeper.program}, round ${round} of ${ROUNDS}`);
        await each.sweeper.sweep().then(
          (done) => each.done.push(done),
          (error) => each.failure = lineOf(error),
        );
        signal.throwIfAborted();
      }
    }
  } finally {
    close();
    signal.removeEventListener("abort", close);
  }
  return {
    sweep: all.filter(({ failure }) => failure === "").map(({ sweeper: { program }, done }) => ({
      program,
      processes: jobs,
      runs: done[0].runs.length,
      examples: spec.data.train * done[0].runs.reduce((sum, { epochs }) => sum + epochs, 0),
      seconds: done.map(({ seconds }) => seconds),
      testErrors: testErrors(done[0]),
    })),
    failed: all.filter(({ failure }) => failure !== "").map(({ sweeper, failure }) => ({
      name: `${sweeper.program} on the width sweep`,
      reason: failure,
    })),
  };
}

/** The sweep as one of the project's programs does it. */
interface SweepPlan {
  readonly program: string;
  readonly command: Command;
  readonly plan: FigurePlan<WidthSweepSettings>;
  readonly runs: readonly PlannedRun[];
  readonly jobs: number;
  readonly signal: AbortSignal;
}

async function planOf(
  program: string,
  { profile, seeds, epochs, data, dataset, folder, signal, note }: SweepOptions,
): Promise<SweepPlan> {
  const source = data === undefined ? ["stand-in"] : [dataset, "--data", data];
  const flags = ["--profile", profile, "--seeds", `${seeds}`, "--dataset", ...source];
  if (epochs !== undefined) flags.push("--epochs", `${epochs}`);
  const command = await parseCommand(
    [...flags, ...OWN[program], "--fresh", "--quiet", "--out", folder],
    { flags: [...COMMON_FLAGS, ...widthSweep.flags] },
  );
  const plan = await planFigure(widthSweep, { command, note });
  const { runs } = plannedRuns(widthSweep, plan);
  return { program, command, plan, runs, jobs: plan.jobs, signal };
}

/** Trains here, in Workers. */
function sweeperHere({ program, runs, ...options }: SweepPlan): Sweeper {
  return {
    program,
    sweep: async () => {
      const start = performance.now();
      const results = await here(runs, options);
      return { seconds: (performance.now() - start) / 1000, runs: results.flatMap(endedOf) };
    },
    close: () => {},
  };
}

/** A run that has an end. */
function endedOf({ spec, epochs, outcome }: RunResult): Ended[] {
  const last = epochs.at(-1);
  if (outcome === undefined || last === undefined) return [];
  return [{ width: spec.sizes[1], epochs: outcome.epoch, testError: last.test.error }];
}

/** Trains the same in PyTorch, if it is there. */
async function sweeperInPytorch(
  { plan, runs, jobs }: SweepPlan,
  { folder }: SweepOptions,
): Promise<Sweeper[]> {
  const python = await startPytorch("./pytorch_sweep.py");
  if (python === undefined) return [];
  const [[{ sets }]] = plan.data;
  for (const [name, { pixels, labels }] of Object.entries(sets)) {
    Deno.writeFileSync(join(folder, `${name}-pixels`), pixels);
    Deno.writeFileSync(join(folder, `${name}-labels`), labels);
  }
  const [{ spec: { sizes, batchSize, zeroErrorEpochs, epochs, optimizer } }] = runs;
  const { hyper, schedule } = optimizer;
  const task = {
    processes: jobs,
    folder,
    inputs: sizes[0],
    classes: sizes[2],
    batchSize,
    zeroErrorEpochs,
    schedule: Array.from({ length: epochs }, (_, epoch) => scheduled(hyper, schedule, epoch)),
    runs: runs.map(({ spec: { sizes, seed } }) => ({ width: sizes[1], seed })),
  };
  return [{
    program: "pytorch",
    sweep: async () => await python.ask(task) as Done,
    close: python.close,
  }];
}

/** Means over the seeds. */
function testErrors({ runs }: Done): { width: number; error: number }[] {
  const widths = [...new Set(runs.map(({ width }) => width))].sort((a, b) => a - b);
  return widths.map((width) => {
    const errors = runs.filter((run) => run.width === width).map(({ testError }) => testError);
    return { width, error: errors.reduce((sum, error) => sum + error, 0) / errors.length };
  });
}
