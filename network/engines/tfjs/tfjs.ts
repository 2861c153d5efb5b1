/**
 * The TensorFlow.js engine: its operations and its autodiff, step by step. Nothing of it is ours but the
 * order of the calls, which makes it the outside yardstick of the other engines.
 *
 * @module
 */

import type { Engine } from "../engine.ts";
import { describe, requireAdapter } from "../webgpu/adapter.ts";
import type { TfjsBackend } from "./backends.ts";
import type { Tf } from "./tensors.ts";
import { tfjsTrainer } from "./trainer.ts";

/** MatMulPackedProgram, by its number in the backend's matmul_webgpu. */
const PACKED_PRODUCT = 3;

/**
 * Opens the TensorFlow.js engine.
 *
 * The backend is a setting of the whole program: trainers of an engine can be used until another
 * backend is opened.
 *
 * @throws {Error} If the backend does not start.
 */
export async function tfjsEngine(backend: TfjsBackend = "wasm"): Promise<Engine> {
  const tf = await import("@tensorflow/tfjs");
  tf.enableProdMode(); // else its cpu backend prints advice
  const adapter = backend === "webgpu" ? await openWebgpu(tf) : undefined;
  if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  if (!await tf.setBackend(backend)) {
    throw new Error(`Expected TensorFlow.js to start its ${backend} backend but it did not`);
  }
  return {
    name: "tfjs",
    variant: adapter === undefined ? backend : `${backend} on ${adapter}`,
    description: `TensorFlow.js ${tf.version_core} on its ${backend} backend, by autodiff`,
    trainer: (setup) => new Promise((resolve) => resolve(tfjsTrainer(tf, setup))),
  };
}

/** Loads the webgpu backend and returns the adapter's name. */
async function openWebgpu(tf: Tf): Promise<string> {
  const { name } = describe(await requireAdapter());
  await import("@tensorflow/tfjs-backend-webgpu");
  // Small tensors would be computed on the processor, and how a product is computed would depend on
  // its shape: one of the ways adds in no fixed order, so that bits would differ from run to run.
  tf.env().set("WEBGPU_CPU_FORWARD", false);
  tf.env().set("WEBGPU_MATMUL_PROGRAM_TYPE", PACKED_PRODUCT);
  return name;
}
