/**
 * The process of a program that runs on Deno: trains what it is told to, and says how long it took.
 *
 * Requests, each a line of JSON, and the answers:
 *
 * | request                     | answer                                                              |
 * | --------------------------- | ------------------------------------------------------------------- |
 * | `{"open": id}`              | `{"name"}`, with version and threads; `{"reason"}` if it can't      |
 * | `{"prepare": Task}`         | null, once the network is ready                                     |
 * | `{"time": steps}`           | `{"milliseconds"}` a step, and `{"memory"}` in bytes at its end     |
 * | `{"loss": true}`            | the mean cross-entropy of the first mini-batch                      |
 *
 * `pytorch.py` answers the same requests.
 *
 * @module
 */

import process from "node:process";
import { createInterface } from "node:readline";
import type { Missing, Timed } from "./peer.ts";
import { EPOCH_STEPS, type Material, readMaterial, type Task } from "./task.ts";

/** A program that trains networks, in this process. */
export interface Program {
  /** With version and threads. */
  readonly name: string;
  prepare(task: Task, material: Material): Promise<Training>;
}

/** A network of a program. Its steps are timed an epoch at a time, at most. */
export interface Training extends Timed {
  /** Mean cross-entropy of the present network over the first mini-batch. */
  loss(): Promise<number>;
}

/** What a process is asked. */
export type Request =
  | { readonly open: string }
  | { readonly prepare: Task }
  | { readonly time: number }
  | { readonly loss: true };

/** The answer to `time`. */
export interface TimeAnswer {
  /** Of a step. */
  readonly milliseconds: number;
  /** Resident memory of the process, bytes; null where the system does not tell. */
  readonly memory: number | null;
}

/** How the programs are opened, by their ids. */
const PROGRAMS: Readonly<Record<string, () => Promise<Program | Missing>>> = {
  "wasm": async () => (await import("./own.ts")).wasmProgram(),
  "wasm-blas": async () => (await import("./own.ts")).blasProgram(),
  "webgpu": async () => (await import("./own.ts")).webgpuProgram(),
  "tfjs-wasm": async () => (await import("./tfjs.ts")).tfjsProgram("wasm"),
  "tfjs-webgpu": async () => (await import("./tfjs.ts")).tfjsProgram("webgpu"),
  "jax-js": async () => (await import("./jax.ts")).jaxProgram(),
};

if (import.meta.main) {
  const answer = answerer();
  for await (const line of createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await answer(JSON.parse(line))));
  }
  Deno.exit(); // Workers and devices of a program would keep the process
}

/** What answers the requests of a process, one after the other. */
function answerer(): (request: Request) => Promise<unknown> {
  let program: Program;
  let training: Training | undefined;
  return async (request) => {
    if ("open" in request) {
      const opened = await PROGRAMS[request.open]();
      if ("reason" in opened) return opened;
      program = opened;
      return { name: program.name };
    }
    if ("prepare" in request) {
      training?.close();
      training = await program.prepare(request.prepare, readMaterial(request.prepare));
      return null;
    }
    if ("loss" in request) return await training!.loss();
    const milliseconds = await timeOf(training!, request.time);
    return { milliseconds, memory: Deno.memoryUsage().rss } satisfies TimeAnswer;
  };
}

/** Milliseconds a step, epoch after epoch. */
async function timeOf(training: Training, steps: number): Promise<number> {
  let milliseconds = 0;
  for (let left = steps; left > 0; left -= EPOCH_STEPS) {
    const part = Math.min(left, EPOCH_STEPS);
    milliseconds += part * await training.time(part);
  }
  return milliseconds / steps;
}
