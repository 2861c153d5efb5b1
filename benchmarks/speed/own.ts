/** The project's own engines, as the speed benchmarks time them. @module */

import type { EngineName, Trainer, TrainerSetup } from "../../network/engines/engine.ts";
import { type EngineOptions, openEngine } from "../../network/engines/mod.ts";
import { describeBlas } from "../../network/engines/wasm/blas.ts";
import { describeAdapter } from "../../network/engines/webgpu/adapter.ts";
import type { Examples } from "../../network/examples.ts";
import { balanced } from "../../network/initialization.ts";
import { permutation, stream } from "../../network/random.ts";
import { builtin, type Rule } from "../../optimizers/mod.ts";
import type { Missing, Timed, Work } from "./peer.ts";
import type { Program } from "./program.ts";

/** The WebAssembly engine. */
export async function wasmProgram(): Promise<Program> {
  return await ownProgram("wasm", "wasm");
}

/** Opens one of the project's engines as a program. */
async function ownProgram(
  engineName: EngineName,
  name: string,
  options: EngineOptions = {},
): Promise<Program> {
  const engine = await openEngine(engineName, options);
  return {
    name,
    prepare: async ({ sizes, rule, batchSize, hyper }, { train, order, start }) => {
      const trainer = await engine.trainer({
        sizes,
        loss: "truncated-cross-entropy",
        rule: builtin[rule],
        batchSize,
        sets: { train, first: firstOf(train, batchSize) },
      });
      await trainer.write(start);
      return {
        ...timing([trainer], { order, batchSize, hyper }),
        loss: async () => (await trainer.evaluate("first")).loss,
      };
    },
  };
}

/** The WebAssembly engine with the machine's BLAS. */
export async function blasProgram(): Promise<Program | Missing> {
  const blas = describeBlas();
  if ("missing" in blas) return { name: "wasm --blas", reason: `there is ${blas.missing}` };
  const [library, version] = blas.uses.split(" ");
  return await ownProgram("wasm", `wasm with ${library} ${version}`, { blas: true });
}

/** The WebGPU engine, also where only a software adapter is there. */
export async function webgpuProgram(): Promise<Program | Missing> {
  const adapter = await describeAdapter();
  if (adapter === undefined) return { name: "webgpu", reason: NO_ADAPTER };
  const name = adapter.name.replace(/ \(.*$/, ""); // versions and widths make it too long
  const program = `webgpu on ${name}${adapter.software ? ", in software" : ""}`;
  return await ownProgram("webgpu", program);
}

/** How to get an adapter. */
export const NO_ADAPTER = "there is no adapter: deno task engines says what to install";

/** A network on one of the project's engines, under any rule, warmed up. */
export function timed(
  name: EngineName,
  options: { work: Work; sizes: readonly number[]; rule: Rule },
): Promise<Timed> {
  return timedTogether(name, { ...options, count: 1 });
}

/** Several networks that are trained together; a step is one of each. */
export async function timedTogether(
  name: EngineName,
  { work, sizes, rule, count }: {
    work: Work;
    sizes: readonly number[];
    rule: Rule;
    count: number;
  },
): Promise<Timed> {
  const engine = await openEngine(name);
  const { train, batchSize } = work;
  const setup: TrainerSetup = {
    sizes,
    loss: "truncated-cross-entropy",
    rule,
    batchSize,
    sets: { train },
  };
  const trainers = engine.trainers && count > 1
    ? await engine.trainers(setup, count)
    : [await engine.trainer(setup)];
  await Promise.all(
    trainers.map((trainer, i) => trainer.write(balanced(sizes, stream(i + 1, "init")))),
  );
  const order = permutation(train.count, stream(1, "order"));
  const timed = timing(trainers, { order, batchSize, hyper: { ...rule.hyper, ...work.hyper } });
  // the kernels' machine code is optimised while they run: let that end before the first timing
  for (let i = 0; i < 5; i++) await timed.time(5);
  return timed;
}

/** What times the steps of networks that train together. */
function timing(
  trainers: readonly Trainer[],
  { order, batchSize, hyper }: {
    order: Uint32Array;
    batchSize: number;
    hyper: Readonly<Record<string, number>>;
  },
): Timed {
  return {
    time: async (steps) => {
      const part = order.subarray(0, steps * batchSize);
      const start = performance.now();
      await Promise.all(trainers.map((trainer) => trainer.epoch(part, hyper)));
      return (performance.now() - start) / steps;
    },
    close: () => trainers.forEach((trainer) => trainer.close()),
  };
}

/** The first examples of a set. */
function firstOf(examples: Examples, count: number): Examples {
  const { inputs, pixels, labels } = examples;
  return {
    ...examples,
    count,
    pixels: pixels.subarray(0, count * inputs),
    labels: labels.subarray(0, count),
  };
}
