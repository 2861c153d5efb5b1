/**
 * WebAssembly text to binary.
 *
 * @module
 */

import wabt from "wabt";

/** The binary of a module's text; the name stands in the errors of a text that is wrong. */
export type Assemble = (name: string, text: string) => Uint8Array<ArrayBuffer>;

/** Starts the assembler. */
export async function assembler(): Promise<Assemble> {
  const { parseWat } = await wabt();
  return (name, text) => {
    const module = parseWat(name, text, { simd: true, relaxed_simd: true });
    try {
      return module.toBinary({}).buffer as Uint8Array<ArrayBuffer>;
    } finally {
      module.destroy();
    }
  };
}
