/** WebAssembly text to code that can be called, for measurements. @module */

import { assembler } from "../../network/engines/wasm/assemble.ts";

/**
 * Assembles a module that imports its memory as `host.memory`.
 *
 * @returns Its exports; whoever calls this answers for their type.
 */
export async function assemble<Exports>(
  text: string,
  memory: WebAssembly.Memory,
): Promise<Exports> {
  const binary = (await assembler())("measured", text);
  const { instance } = await WebAssembly.instantiate(binary, { host: { memory } });
  return instance.exports as Exports;
}
