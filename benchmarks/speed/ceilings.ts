/**
 * What one core of this machine can do at most: multiply-adds from registers, and bytes read from memory.
 *
 * @module
 */

import { PAGE } from "../../network/engines/wasm/layout.ts";
import {
  advance,
  each,
  get,
  int,
  load,
  locals,
  set,
  store,
  whileAtLeast,
} from "../../network/engines/wasm/wat.ts";
import { assemble } from "./assemble.ts";
import { leastTime } from "./slices.ts";

/** Bytes of a vector of four floats. */
const VECTOR = 16;
/** Turns of a loop in one call: some 20 µs. */
const TURNS = 10_000;

/**
 * Sums that run side by side. A core with two units and a latency of four or five steps needs some ten to
 * always have one to go on with; 12 vectors, or 24 joined in pairs, stay in the 16 registers of x86-64.
 * Processors with more units need more, and have 32 registers.
 */
const SUMS = [12, 24];

/**
 * GFLOP/s of multiply-adds of four floats from registers alone; a multiply-add is two operations.
 *
 * V8 can be told to make one 256-bit instruction of two 128-bit ones (`deno run
 * --v8-flags=--experimental-wasm-revectorize`). It begins with stores to adjacent addresses, so that here
 * the sums end `paired`, for it to join two by two, or `alone`, for it to leave them.
 *
 * @param options.seconds How long to measure, for each number of sums.
 */
export async function peak(
  kind: "alone" | "paired",
  { seconds }: { seconds: number },
): Promise<number> {
  let best = 0;
  for (const count of SUMS) {
    const addresses = Array.from(
      { length: count },
      (_, i) => (kind === "paired" ? 1 : 4) * VECTOR * (i + 1),
    );
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { run } = await assemble<{ run(): void }>(multiplyAdds(addresses), memory);
    best = Math.max(best, 2 * 4 * count * TURNS / leastTime(run, seconds) / 1e9);
  }
  return best;
}

/** A module that adds products to sums from these addresses, and stores them there at the end. */
function multiplyAdds(addresses: readonly number[]): string {
  const sum = (i: number) => `$s${i}`;
  const add = (_: number, i: number) =>
    set(sum(i), `(f32x4.relaxed_madd ${get("$x")} ${get("$y")} ${get(sum(i))})`);
  return `(module
    (import "host" "memory" (memory 1))
    (func (export "run") (local $left i32)
      ${locals("v128", ["$x", "$y", ...addresses.map((_, i) => sum(i))])}
      ${set("$x", `(v128.load32_splat ${int(0)})`)}
      ${set("$y", `(v128.load32_splat ${int(4)})`)}
      ${addresses.map((address, i) => set(sum(i), load(int(0), address))).join("\n")}
      ${set("$left", int(TURNS))}
      ${whileAtLeast("$left", 1, addresses.map(add).join("\n"))}
      ${addresses.map((address, i) => store(int(0), get(sum(i)), address)).join("\n")}))`;
}

/** Vectors that a turn of the reading loop takes, each with a sum of its own. */
const READ = 8;

/**
 * GB/s at which one core reads memory from end to end.
 *
 * @param options.bytes Size of what is read, a multiple of 64 KiB; far larger than the caches.
 * @param options.seconds How long to measure.
 */
export async function bandwidth(
  { bytes, seconds }: { bytes: number; seconds: number },
): Promise<number> {
  const memory = new WebAssembly.Memory({ initial: bytes / PAGE });
  // pages that nobody has written to are all one
  new Float32Array(memory.buffer).fill(1);
  const sums = Array.from({ length: READ }, (_, i) => `$s${i}`);
  const { run } = await assemble<{ run(): void }>(
    `(module
    (import "host" "memory" (memory ${bytes / PAGE}))
    (func (export "run") (local $at i32) (local $left i32) ${locals("v128", sums)}
      ${set("$left", int(bytes / VECTOR))}
      ${
      whileAtLeast(
        "$left",
        READ,
        sums.map((sum, i) => set(sum, `(f32x4.add ${get(sum)} ${load(get("$at"), VECTOR * i)})`))
          .join("\n") + advance("$at", READ * VECTOR),
      )
    }
      ${each(READ, (i) => store(int(0), get(sums[i]), VECTOR * i))}))`,
    memory,
  );
  return bytes / leastTime(run, seconds) / 1e9;
}
