/**
 * Prints the flags of V8 with which the tasks start Deno: what makes vectors of 256 bits of two of 128
 * (`joined_tile.ts`). V8 has it on x86-64 alone, and Deno does not start with a flag that its V8 does not
 * know, nor with an empty one.
 *
 * @module
 */

/** The flags for a processor, as `Deno.build.arch` calls it. */
export function v8Flags(arch: string): string {
  const isKnown = arch === "x86_64";
  return isKnown ? "--experimental-wasm-revectorize" : "--wasm-opt"; // the latter is on anyway
}

if (import.meta.main) console.log(v8Flags(Deno.build.arch));
