/**
 * The backends of TensorFlow.js that the tfjs engine runs on.
 *
 * @module
 */

/** The backends, the usual one first. */
export const TFJS_BACKENDS = ["wasm", "webgpu", "cpu"] as const;

/** What TensorFlow.js computes with. */
export type TfjsBackend = typeof TFJS_BACKENDS[number];
