/** WebAssembly text to code that can be called, for measurements. @module */

import wabt from "wabt";

/**
 * Assembles a module that imports its memory as `host.memory`.
 *
 * @returns Its exports; whoever calls this answers for their type.
 */
export async function assemble<Exports>(
  text: string,
  memory: WebAssembly.Memory,
): Promise<Exports> {
  const assembler = await wabt();
  const module = assembler.parseWat("measured", text, { simd: true, relaxed_simd: true });
  try {
    const { buffer } = module.toBinary({}) as { buffer: Uint8Array<ArrayBuffer> };
    const { instance } = await WebAssembly.instantiate(buffer, { host: { memory } });
    return instance.exports as Exports;
  } finally {
    module.destroy();
  }
}
