/**
 * The engines by name.
 *
 * @module
 */

import type { Engine, EngineName } from "./engine.ts";

export type { Engine, EngineName, Evaluation, Trainer, TrainerSetup } from "./engine.ts";

/** Opens an engine; its code is loaded only now. */
export async function openEngine(name: EngineName): Promise<Engine> {
  switch (name) {
    case "reference":
      return (await import("./reference/reference.ts")).referenceEngine();
    case "tfjs":
      return await (await import("./tfjs/tfjs.ts")).tfjsEngine();
    case "webgpu":
      return await (await import("./webgpu/webgpu.ts")).webgpuEngine();
    case "wasm":
      return await (await import("./wasm/wasm.ts")).wasmEngine();
  }
}
