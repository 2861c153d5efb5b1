/**
 * The ReLU network as mathematics, in float64.
 *
 * @module
 */

export { forward, input, isError, lossAndGradient } from "./backpropagation.ts";
export type { Dropout } from "./dropout.ts";
export type { Examples } from "./examples.ts";
export { type GradientNorms, gradientNorms } from "./gradient_norms.ts";
export { type Eigenvalue, type GradientAt, hessianProduct, largestEigenvalue } from "./hessian.ts";
export {
  coordinateOf,
  type RmspropBackwardError,
  rmspropBackwardError,
  type RmspropCoordinate,
  type RmspropStep,
  rmspropTerm,
  type SgdTerms,
  sgdTerms,
} from "./implicit_regularization.ts";
export { balanced } from "./initialization.ts";
export { type Loss, losses, type LossName } from "./loss.ts";
export { type Layer, layerSizes, type Network, parameterCount, zeroNetwork } from "./network.ts";
export { projectToMaxNorm } from "./max_norm.ts";
export { groupNorm, parameterNorm, pathNorm } from "./norms.ts";
export {
  edgeScales,
  type PathGeometry,
  pathGradient,
  type ReciprocalScales,
  reciprocalScales,
} from "./path_geometry.ts";
export { permutation, type Random, stream } from "./random.ts";
export { rescale, type Rescaling, toPowersOfTwo, unbalanced, unbalancing } from "./rescaling.ts";
