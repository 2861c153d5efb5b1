/**
 * All that a rule is compiled to, for the tests that hold every engine to float64.
 *
 * @module
 */

import type { Engine } from "../../../network/engines/engine.ts";
import { tfjsEngine } from "../../../network/engines/tfjs/tfjs.ts";
import { wasmEngine } from "../../../network/engines/wasm/wasm.ts";
import { webgpuEngine } from "../../../network/engines/webgpu/webgpu.ts";
import { blasEngine, blasTest } from "./wasm/blas.ts";
import { gpuTest } from "./webgpu/adapter.ts";

/** An engine on one of its backends. */
export interface Target {
  readonly name: string;
  /** Whether it is tried on every case, and not on a choice that keeps the tests short. */
  readonly thorough: boolean;
  /** Opens the engine. A tfjs backend is of use until another one is opened. */
  open(): Promise<Engine>;
  /** Declares a test, skipped where the machine lacks what the engine computes with. */
  test(name: string, test: () => void | Promise<void>): void;
}

let webgpu: Promise<Engine> | undefined;

/** The targets. */
export const targets: readonly Target[] = [
  {
    name: "wasm with relaxed SIMD",
    thorough: true,
    open: () => wasmEngine({ arithmetic: "relaxed-simd" }),
    test,
  },
  { name: "wasm with SIMD", thorough: true, open: () => wasmEngine({ arithmetic: "simd" }), test },
  { name: "wasm with BLAS", thorough: true, open: () => blasEngine(0), test: blasTest },
  { name: "wasm with BLAS for some", thorough: false, open: () => blasEngine(250), test: blasTest },
  { name: "tfjs on wasm", thorough: false, open: () => tfjsEngine("wasm"), test },
  { name: "tfjs on cpu", thorough: false, open: () => tfjsEngine("cpu"), test },
  { name: "tfjs on webgpu", thorough: false, open: () => tfjsEngine("webgpu"), test: gpuTest },
  { name: "webgpu", thorough: false, open: () => webgpu ??= webgpuEngine(), test: gpuTest },
];

function test(name: string, body: () => void | Promise<void>): void {
  Deno.test(name, body);
}
