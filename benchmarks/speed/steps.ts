/**
 * Times per training step: every program in turn, round after round.
 *
 * @module
 */

import { builtin } from "../../optimizers/mod.ts";
import type { Program, StepTiming } from "../../reports/speed/results.ts";
import { median } from "../../reports/statistics.ts";
import { lineOf } from "../experiment/errors.ts";
import type { Conversation } from "./conversation.ts";
import type { Missing, Within } from "./peer.ts";
import type { TimeAnswer } from "./program.ts";
import type { Entry, RuleName, Variant } from "./programs.ts";
import { BATCH, EPOCH_STEPS, type Task, writeMaterial } from "./task.ts";

/** Milliseconds that one timing should take. */
const SLICE = 100;
/** Milliseconds of training before the first timing: until then machine code is optimised. */
const WARM_UP = 200;
/** Timings before the first that counts, at least: kernels are compiled in them. */
const WARM_UP_TIMINGS = 3;
/** Milliseconds between two timings: threads of a program wait actively for more work at its end. */
const PAUSE = 30;
/** Rounds in which a program takes part whose timing takes more than twice its slice. */
const SLOW_ROUNDS = 3;
/** Rules that take part in the same rounds: Path-SGD beside SGD, whose step it is compared with. */
const GROUPS: readonly (readonly RuleName[])[] = [
  ["momentum"],
  ["sgd", "path-sgd"],
  ["adagrad"],
  ["adam"],
];
/** Step sizes in place of the rules' own, with which noise is not learned too fast. */
const LR: Partial<Record<RuleName, number>> = { sgd: 0.01, momentum: 0.01, "path-sgd": 1e-6 };

/** What is measured of one shape. */
export interface ShapeOptions extends Within {
  readonly sizes: readonly number[];
  readonly programs: readonly Entry[];
  readonly rules: readonly RuleName[];
  readonly rounds: number;
}

/** What came of one shape. */
export interface ShapeTimings {
  readonly programs: readonly Program[];
  /** Those that are not here. */
  readonly missing: readonly Missing[];
  /** Those that ended before they were timed. */
  readonly failed: readonly Missing[];
  readonly steps: readonly StepTiming[];
}

/** A way to run a program, and the rules that its process trains with. */
interface Lane {
  readonly entry: Entry;
  readonly variant: Variant;
  readonly rules: readonly RuleName[];
}

/** A lane whose process answers. */
interface Runner extends Lane {
  readonly name: string;
  readonly conversation: Conversation;
  /** Why the process has ended. */
  failure?: string;
}

/** The timings of a runner under one rule. */
interface Timings {
  readonly runner: Runner;
  readonly rule: RuleName;
  readonly steps: number;
  readonly times: number[];
  memory: number;
}

/**
 * Times networks of one shape under each rule. Processes are started for it and ended after it.
 *
 * @throws {Error} Once the signal came.
 */
export async function measureShape(options: ShapeOptions): Promise<ShapeTimings> {
  const { sizes, programs, rules, folder, signal, note } = options;
  const network = sizes.join("-");
  const task = { folder, sizes, examples: BATCH * EPOCH_STEPS, batchSize: BATCH };
  writeMaterial(folder, task);
  note(`${network}: starting`);
  const lanes = programs.flatMap((entry) => lanesOf(entry, rules));
  const started = await Promise.all(lanes.map(start));
  const runners = started.filter((found): found is Runner => "conversation" in found);
  const close = () => runners.forEach(({ conversation }) => conversation.close());
  signal.addEventListener("abort", close, { once: true });
  const steps: StepTiming[] = [];
  try {
    for (const group of GROUPS.map((group) => group.filter((rule) => rules.includes(rule)))) {
      if (group.length === 0) continue;
      note(`${network}: ${group.join(" and ")}`);
      const timings = await measureGroup(runners, { ...options, group, task });
      for (const rule of group) {
        const of = { sizes, rule, first: rule === rules[0] };
        steps.push(...programs.flatMap(({ id }) => fastest(id, timings, of)));
      }
    }
  } finally {
    close();
    signal.removeEventListener("abort", close);
  }
  return {
    programs: programs.flatMap(({ id, own }) => {
      const runner = runners.find(({ entry }) => entry.id === id);
      return runner === undefined ? [] : [{ id, name: runner.name, own }];
    }),
    missing: started.filter((found): found is Missing => "reason" in found)
      .filter(({ name }, i, all) => i === all.findIndex((other) => other.name === name)),
    failed: runners.flatMap(({ name, failure }) =>
      failure === undefined ? [] : [{ name: `${name} on ${network}`, reason: failure }]
    ),
    steps,
  };
}

/** Path-SGD has a process of its own beside that of the other rules. */
function lanesOf(entry: Entry, rules: readonly RuleName[]): Lane[] {
  const known = rules.filter((rule) => entry.rules.includes(rule));
  const isPath = (rule: RuleName) => rule === "path-sgd";
  return entry.variants.flatMap((variant) =>
    [known.filter((rule) => !isPath(rule)), known.filter(isPath)]
      .filter((rules) => rules.length > 0)
      .map((rules) => ({ entry, variant, rules }))
  );
}

async function start(lane: Lane): Promise<Runner | Missing> {
  const conversation = await lane.variant.start();
  if ("reason" in conversation) return conversation;
  const opened = await open(lane.entry, conversation);
  if (!("reason" in opened)) return { ...lane, name: opened.name, conversation };
  conversation.close();
  return opened;
}

async function open({ id }: Entry, { ask }: Conversation): Promise<{ name: string } | Missing> {
  try {
    return await ask({ open: id }) as { name: string } | Missing;
  } catch (error) {
    return { name: id, reason: lineOf(error) };
  }
}

/** The timings under rules of a group, of every runner that has not failed. */
async function measureGroup(
  runners: readonly Runner[],
  { group, task, rounds, signal }: {
    group: readonly RuleName[];
    task: Omit<Task, "rule" | "hyper">;
    rounds: number;
    signal: AbortSignal;
  },
): Promise<Timings[]> {
  const all: Timings[] = [];

  /** Does something with a runner; where its process ends of it, the others go on. */
  async function attempt(runner: Runner, action: () => Promise<void>): Promise<void> {
    if (runner.failure !== undefined) return;
    try {
      await action();
    } catch (error) {
      runner.failure = lineOf(error);
    }
    signal.throwIfAborted();
  }

  for (const runner of runners) {
    for (const rule of group.filter((rule) => runner.rules.includes(rule))) {
      await attempt(runner, async () => {
        const hyper = { ...builtin[rule].hyper, ...(rule in LR && { lr: LR[rule] }) };
        await runner.conversation.ask({ prepare: { ...task, rule, hyper } });
        all.push({ runner, rule, steps: await warmUp(runner), times: [], memory: 0 });
      });
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const timings of all) {
      const { runner, steps, times } = timings;
      if (round >= SLOW_ROUNDS && steps * median(times) > 2 * SLICE) continue;
      await attempt(runner, async () => {
        await pause();
        const { milliseconds, memory } = await timeOf(runner, steps);
        times.push(milliseconds);
        timings.memory = Math.max(timings.memory, memory ?? 0);
      });
    }
  }
  return all.filter(({ runner }) => runner.failure === undefined);
}

/** Trains until the program has come up to speed, and returns the steps of a timing. */
async function warmUp(runner: Runner): Promise<number> {
  let steps = 1;
  let spent = 0;
  for (let timings = 0; timings < WARM_UP_TIMINGS || spent < WARM_UP; timings++) {
    const { milliseconds } = await timeOf(runner, steps);
    spent += steps * milliseconds;
    steps = Math.max(1, Math.round(SLICE / milliseconds));
  }
  return steps;
}

async function timeOf({ conversation }: Runner, steps: number): Promise<TimeAnswer> {
  return await conversation.ask({ time: steps }) as TimeAnswer;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, PAUSE));
}

/** The timing of a program: that of its fastest way to run. None where it does not know the rule. */
function fastest(
  id: string,
  timings: readonly Timings[],
  { sizes, rule, first }: { sizes: readonly number[]; rule: RuleName; first: boolean },
): StepTiming[] {
  const [best] = timings.filter((timing) => timing.rule === rule && timing.runner.entry.id === id)
    .sort((a, b) => median(a.times) - median(b.times));
  if (best === undefined) return [];
  const { runner: { variant }, times, memory } = best;
  return [{
    program: id,
    sizes,
    rule,
    times,
    ...(variant.label === undefined ? {} : { configuration: variant.label }),
    // what earlier rules took may not have been given back yet
    ...(first && memory > 0 ? { memory } : {}),
  }];
}
