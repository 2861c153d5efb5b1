/**
 * The programs that `deno task bench` times, each in a process of its own, so that none has another's
 * memory, threads or settings.
 *
 * @module
 */

import { type Conversation, converse } from "./conversation.ts";
import type { Missing } from "./peer.ts";
import { NO_PYTORCH, startPytorch } from "./python.ts";

/** The update rules that are timed. A process's memory is read under the first. */
export const RULES = ["momentum", "sgd", "adagrad", "adam", "path-sgd"] as const;

/** Name of an update rule. */
export type RuleName = typeof RULES[number];

/** A program that can be timed. */
export interface Entry {
  /** As {@link SpeedResults} has it. */
  readonly id: string;
  /** Whether it is one of the project's own engines. */
  readonly own: boolean;
  readonly rules: readonly RuleName[];
  /** Ways to run it: the fastest for a shape and a rule counts. */
  readonly variants: readonly Variant[];
}

/** A way to run a program. */
export interface Variant {
  /** What tells it from the program's others; absent where there is one. */
  readonly label?: string;
  /** Starts a process that answers what `program.ts` describes. */
  start(): Promise<Conversation | Missing>;
}

/** The rules that programs without a path geometry have. */
const COMMON_RULES = RULES.filter((rule) => rule !== "path-sgd");

/** All programs, the project's own first. */
export const PROGRAMS: readonly Entry[] = [
  engine("wasm"),
  engine("wasm-blas", ["--allow-ffi", "--allow-sys=osRelease"]),
  engine("webgpu"),
  {
    id: "pytorch",
    own: false,
    rules: COMMON_RULES,
    variants: [
      { label: "1 thread", start: () => pytorch(["1"]) },
      { label: "its own threads", start: () => pytorch([]) },
    ],
  },
  peer("tfjs-wasm"),
  peer("tfjs-webgpu"),
  peer("jax-js"),
];

/** One of the project's engines. */
function engine(id: string, permissions: readonly string[] = []): Entry {
  return { id, own: true, rules: RULES, variants: [onDeno(permissions)] };
}

/** A peer that runs on Deno. */
function peer(id: string): Entry {
  return { id, own: false, rules: COMMON_RULES, variants: [onDeno()] };
}

function onDeno(permissions: readonly string[] = []): Variant {
  const script = new URL("./program.ts", import.meta.url).href;
  const allowed = ["--allow-read", "--allow-env=XDG_RUNTIME_DIR", ...permissions];
  return {
    start: () => Promise.resolve(converse("deno", ["run", "--no-prompt", ...allowed, script])),
  };
}

async function pytorch(args: readonly string[]): Promise<Conversation | Missing> {
  return await startPytorch("./pytorch.py", args) ?? { name: "PyTorch", reason: NO_PYTORCH };
}
