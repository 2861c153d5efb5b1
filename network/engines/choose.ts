/**
 * Which engine trains where none is named.
 *
 * @module
 */

import type { AdapterDescription } from "./webgpu/adapter.ts";

/** An engine and why it is taken. */
export interface Choice {
  readonly engine: "webgpu" | "wasm";
  /** Half a sentence. */
  readonly reason: string;
}

/**
 * webgpu where there is a GPU, else wasm. An adapter that computes on the processor is never taken:
 * wasm is faster there.
 *
 * @param adapter What WebGPU finds on this machine.
 */
export function chooseEngine(adapter: AdapterDescription | undefined): Choice {
  if (adapter === undefined) return { engine: "wasm", reason: "there is no WebGPU adapter" };
  const { name, software } = adapter;
  return software
    ? { engine: "wasm", reason: `the only WebGPU adapter, ${name}, computes on the processor` }
    : { engine: "webgpu", reason: `${name} is a GPU` };
}
