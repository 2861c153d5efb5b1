/**
 * Tests that need a WebGPU adapter; a software one will do.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { Engine } from "../../../../network/engines/engine.ts";
import { describeAdapter } from "../../../../network/engines/webgpu/adapter.ts";
import { webgpuEngine } from "../../../../network/engines/webgpu/webgpu.ts";

/** Whether a missing adapter makes tests fail instead of being skipped. */
export const required = Deno.env.get("REQUIRE_WEBGPU") === "1";

/** The adapter that tests run on; undefined where there is none. */
export const adapter = await describeAdapter();

if (adapter === undefined && !required) {
  console.log(
    "Skipping the tests on WebGPU: no adapter found; on Debian, mesa-vulkan-drivers has one",
  );
}

/** A test that is skipped where there is no adapter. */
export function gpuTest(name: string, test: () => void | Promise<void>): void {
  Deno.test({
    name,
    ignore: adapter === undefined && !required,
    fn: async () => {
      assert(adapter !== undefined, "Expected a WebGPU adapter but found none");
      await test();
    },
  });
}

let opened: Promise<Engine> | undefined;

/** The engine, one for all tests of a file: it compiles equal shaders once. */
export function webgpu(): Promise<Engine> {
  return opened ??= webgpuEngine();
}
