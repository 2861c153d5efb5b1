/**
 * `deno task engines [--json]`: what each engine would compute with on this machine, which one is
 * chosen where none is named, and what to install for one that is missing.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { chooseEngine } from "../network/engines/choose.ts";
import { type EngineName, openEngine } from "../network/engines/mod.ts";
import { TFJS_BACKENDS } from "../network/engines/tfjs/backends.ts";
import { describeBlas, type FoundBlas } from "../network/engines/wasm/blas.ts";
import { type AdapterDescription, describeAdapter } from "../network/engines/webgpu/adapter.ts";
import { lineOf, UsageError } from "./experiment/errors.ts";
import { columns } from "./experiment/summary.ts";

const HELP = `What each engine would compute with on this machine.

Usage: deno task engines [flags]

  --json       print one JSON object instead of the table
  --help       print this and stop
`;

/** What the engines find on a machine. */
export interface Machine {
  /** What WebGPU computes with; missing where there is nothing. */
  readonly adapter?: AdapterDescription | undefined;
  /** The wasm engine in words. */
  readonly wasm: string;
  /** What `--blas` calls. */
  readonly blas: FoundBlas;
}

/** An engine on a machine. */
interface EngineOnMachine {
  /** As it is named to a figure. */
  readonly engine: EngineName | "wasm --blas";
  /** What it computes with; missing where it can't. */
  readonly uses?: string;
  /** Why it can't. */
  readonly missing?: string;
}

/** What to install for a GPU, by system: driver and loader of Vulkan, Metal or Direct3D. */
const GPU_PACKAGES: readonly (readonly [system: string, packages: string])[] = [
  ["Debian", "libvulkan1, and mesa-vulkan-drivers (AMD, Intel, software) or nvidia-driver"],
  [
    "Ubuntu",
    "libvulkan1, and mesa-vulkan-drivers (AMD, Intel, software) or ubuntu-drivers install",
  ],
  ["Fedora", "vulkan-loader, and mesa-vulkan-drivers (AMD, Intel, software) or akmod-nvidia"],
  ["macOS", "nothing: Metal is a part of it"],
  ["Windows", "the driver of the card's maker, which brings Direct3D 12"],
];

/** Runs the command and returns its exit code: 2 for bad usage. */
export async function main(
  args: readonly string[],
  probe: () => Promise<Machine> = probeMachine,
): Promise<number> {
  try {
    const { json, help } = readArguments(args);
    if (help) console.log(HELP);
    else console.log(json ? JSON.stringify(summary(await probe())) : table(await probe()));
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(lineOf(error));
    return 2;
  }
}

/** Asks this machine. */
async function probeMachine(): Promise<Machine> {
  return {
    adapter: await describeAdapter(),
    wasm: (await openEngine("wasm")).description,
    blas: describeBlas(),
  };
}

function enginesOn({ adapter, wasm, blas }: Machine): EngineOnMachine[] {
  const backends = TFJS_BACKENDS.filter((name) => name !== "webgpu" || adapter !== undefined);
  return [
    adapter === undefined
      ? { engine: "webgpu", missing: "no WebGPU adapter" }
      : { engine: "webgpu", uses: adapter.name + (adapter.software ? ", on the processor" : "") },
    { engine: "wasm", uses: wasm },
    { engine: "wasm --blas", ...blas },
    { engine: "tfjs", uses: `TensorFlow.js, backends ${backends.join(", ")}` },
    { engine: "reference", uses: "plain TypeScript in float64, for comparison" },
  ];
}

function table(machine: Machine): string {
  const { engine: chosen, reason } = chooseEngine(machine.adapter);
  const rows = enginesOn(machine).map(({ engine, uses, missing }) => [
    engine,
    uses ?? `missing: ${missing}`,
  ]);
  const install = hasGpu(machine) ? [] : ["", "WebGPU finds a GPU through:", columns(GPU_PACKAGES)];
  return [columns(rows), "", `Without --engine: ${chosen}, for ${reason}.`, ...install].join("\n");
}

function summary(machine: Machine) {
  const { engine: chosen, reason } = chooseEngine(machine.adapter);
  return {
    engines: enginesOn(machine).map(({ engine, uses, missing }) => ({
      engine,
      uses: uses ?? null,
      missing: missing ?? null,
    })),
    adapter: machine.adapter ?? null,
    chosen,
    reason,
    install: hasGpu(machine) ? null : Object.fromEntries(GPU_PACKAGES),
  };
}

function hasGpu({ adapter }: Machine): boolean {
  return adapter !== undefined && !adapter.software;
}

function readArguments(args: readonly string[]): { json: boolean; help: boolean } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    const [what] = lineOf(error).split(". "); // what follows is advice about positional arguments
    throw new UsageError(`${what}: the flags are --json and --help`);
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
