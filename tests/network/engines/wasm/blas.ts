/**
 * Tests that need a BLAS library.
 *
 * @module
 */

import type { Engine } from "../../../../network/engines/engine.ts";
import { describeBlas, openBlas } from "../../../../network/engines/wasm/blas.ts";
import { wasmEngine, type WasmOptions } from "../../../../network/engines/wasm/wasm.ts";

/** Whether a missing library makes tests fail instead of being skipped. */
const required = Deno.env.get("REQUIRE_BLAS") === "1";

const found = describeBlas();
const skipped = "missing" in found && !required;
if (skipped) console.log(`Skipping the tests with a BLAS library: found ${found.missing}`);

/** A test that is skipped where there is no library. */
export function blasTest(name: string, test: () => void | Promise<void>): void {
  Deno.test({ name, ignore: skipped, fn: test });
}

/**
 * The wasm engine with the library.
 *
 * @param edges Least fan-in × fan-out of a layer that it is used for, in place of the engine's own rule.
 */
export function blasEngine(
  edges?: number,
  options: Omit<WasmOptions, "blas"> = {},
): Promise<Engine> {
  const { crossover, ...blas } = openBlas();
  const chosen = edges === undefined ? crossover : { edges, fanOut: 0 };
  return wasmEngine({ ...options, blas: { ...blas, crossover: chosen } });
}

/** The same for every layer, for some of small networks, and for those that the engine chooses. */
export async function blasEngines(): Promise<Engine[]> {
  if (skipped) return [];
  return await Promise.all([blasEngine(0), blasEngine(72), blasEngine()]);
}
