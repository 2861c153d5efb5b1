/**
 * The ReLU network as mathematics, in float64.
 *
 * @module
 */

export { forward, input, isError, lossAndGradient } from "./backpropagation.ts";
export type { Examples } from "./examples.ts";
export { balanced } from "./initialization.ts";
export { type Loss, losses, type LossName } from "./loss.ts";
export { type Layer, layerSizes, type Network, parameterCount, zeroNetwork } from "./network.ts";
export { permutation, type Random, stream } from "./random.ts";
