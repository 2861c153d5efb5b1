/**
 * The engines by name.
 *
 * @module
 */

import type { Engine, EngineName } from "./engine.ts";
import type { TfjsBackend } from "./tfjs/backends.ts";

export type { Engine, EngineName, Evaluation, Trainer, TrainerSetup } from "./engine.ts";
export type { TfjsBackend } from "./tfjs/backends.ts";

/** How an engine is opened. */
export interface EngineOptions {
  /** What tfjs computes with; its WebAssembly if left out. */
  readonly tfjsBackend?: TfjsBackend | undefined;
  /** Whether a BLAS library does the products of wasm's wide layers; not if left out. */
  readonly blas?: boolean | undefined;
}

/**
 * Opens an engine; its code is loaded only now.
 *
 * @throws {Error} If this machine lacks what the engine computes with.
 */
export async function openEngine(
  name: EngineName,
  { tfjsBackend, blas = false }: EngineOptions = {},
): Promise<Engine> {
  switch (name) {
    case "reference":
      return (await import("./reference/reference.ts")).referenceEngine();
    case "tfjs":
      return await (await import("./tfjs/tfjs.ts")).tfjsEngine(tfjsBackend);
    case "webgpu":
      return await (await import("./webgpu/webgpu.ts")).webgpuEngine();
    case "wasm":
      return await openWasm(blas);
  }
}

async function openWasm(blas: boolean): Promise<Engine> {
  const { wasmEngine } = await import("./wasm/wasm.ts");
  if (!blas) return await wasmEngine();
  const { openBlas } = await import("./wasm/blas.ts");
  return await wasmEngine({ blas: openBlas() });
}
