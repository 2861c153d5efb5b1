import type { Engine } from "../engine.ts";

/** Opens the WebGPU engine. */
export function webgpuEngine(): Promise<Engine> {
  return Promise.reject(new Error("Not built yet"));
}
