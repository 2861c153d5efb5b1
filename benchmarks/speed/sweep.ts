/**
 * The whole width sweep, quick profile, on all cores: by this project's own executor, and by PyTorch in as
 * many processes.
 *
 * @module
 */

import { join } from "node:path";
import { scheduled } from "../../optimizers/mod.ts";
import type { SweepTiming } from "../../reports/speed/results.ts";
import { lineOf } from "../experiment/errors.ts";
import type { ProfileName } from "../experiment/figure.ts";
import { converse } from "./conversation.ts";
import type { Missing, Within } from "./peer.ts";
import { startPytorch } from "./python.ts";
import { type Done, planSweep, type SweepPlan } from "./sweep_plan.ts";

/** How often each program does the sweep, in turn. */
const ROUNDS = 2;

/** The machine's properties that are asked for, beside what every process may. */
const SYS = "--allow-sys=cpus,hostname,osRelease,systemMemoryInfo";
/** What trains the sweep here, and the permissions of its process. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  "wasm": [SYS],
  "wasm-blas": [SYS, "--allow-ffi"],
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
  const flags = flagsOf(options);
  const planned = await planSweep([...flags, ...engineFlags("wasm")], note);
  const { runs: [{ spec }], plan: { jobs } } = planned;
  const sweepers = Object.keys(OWN).filter(isWanted).map((id) => sweeperHere(id, flags));
  if (isWanted("pytorch")) sweepers.push(...await sweeperInPytorch(planned, options));
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

/** Trains here, in a process of its own with as many Workers as there are cores. */
function sweeperHere(program: string, flags: readonly string[]): Sweeper {
  const permissions = ["--allow-read", "--allow-write", ...OWN[program]];
  const script = new URL("./sweep_process.ts", import.meta.url).href;
  const { ask, close } = converse("deno", ["run", "--no-prompt", ...permissions, script]);
  return {
    program,
    sweep: async () => {
      const answer = await ask({ flags: [...flags, ...engineFlags(program)] });
      const { failure } = answer as { failure?: string };
      if (failure !== undefined) throw new Error(failure);
      return answer as Done;
    },
    close,
  };
}

function engineFlags(program: string): string[] {
  return ["--engine", "wasm", ...(program === "wasm-blas" ? ["--blas"] : [])];
}

/** Trains the same in PyTorch, if it is there. */
async function sweeperInPytorch(
  { plan, runs }: SweepPlan,
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
    processes: plan.jobs,
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

/** The command line of the sweep, but for the engine. */
function flagsOf({ profile, seeds, epochs, data, dataset, folder }: SweepOptions): string[] {
  const source = data === undefined ? ["stand-in"] : [dataset, "--data", data];
  const limit = epochs === undefined ? [] : ["--epochs", `${epochs}`];
  const what = ["--profile", profile, "--seeds", `${seeds}`, ...limit, "--dataset", ...source];
  return [...what, "--fresh", "--quiet", "--out", folder];
}

/** Means over the seeds. */
function testErrors({ runs }: Done): { width: number; error: number }[] {
  const widths = [...new Set(runs.map(({ width }) => width))].sort((a, b) => a - b);
  return widths.map((width) => {
    const errors = runs.filter((run) => run.width === width).map(({ testError }) => testError);
    return { width, error: errors.reduce((sum, error) => sum + error, 0) / errors.length };
  });
}
