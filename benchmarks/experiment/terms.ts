/**
 * The implicit regularization terms of a run, as each epoch's record holds them.
 *
 * @module
 */

import type { Trainer } from "../../network/engines/engine.ts";
import { largestEigenvalue } from "../../network/hessian.ts";
import {
  rmspropBackwardError,
  rmspropTerm,
  sgdTerms,
} from "../../network/implicit_regularization.ts";
import type { Network } from "../../network/network.ts";
import { permutation, stream } from "../../network/random.ts";
import { rmsprop, scheduled } from "../../optimizers/mod.ts";
import type { RunSpec, Terms } from "../../reports/results.ts";
import { ruleAt } from "./optimizer_spec.ts";

/** Mini-batches whose mean gradient stands for the whole set's where |λ₁| is estimated. */
const CURVATURE_BATCHES = 16;

/** Products of the Hessian with a vector that an estimate of |λ₁| takes at most. */
const MOST_PRODUCTS = 20;

/** A run as it stands after an epoch. */
interface Moment {
  readonly epoch: number;
  /** The weights after the epoch. */
  readonly network: Network;
}

/**
 * The terms at the present weights. The order of the pass is drawn from a stream of its own, so that
 * the training is the same with terms and without.
 */
export async function termsOf(
  trainer: Trainer,
  spec: RunSpec,
  { epoch, network }: Moment,
): Promise<Terms> {
  const order = permutation(spec.data.train, stream(spec.seed, "terms", epoch));
  const rule = ruleAt(spec.optimizer, epoch);
  const hyper = scheduled(rule.hyper, rule.schedule, epoch);
  const curvature = epoch % spec.terms!.curvatureEvery === 0
    ? { curvature: await curvatureOf(trainer, spec, { epoch, network }) }
    : {};
  if (rule.name !== rmsprop.name) {
    const norms = await trainer.gradientNorms(order);
    return { batches: norms.batches, sgd: sgdTerms(norms, hyper.lr), ...curvature };
  }
  const { s } = await trainer.readState();
  const norms = await trainer.gradientNorms(order, s);
  const { lr: stepSize, decay, eps } = hyper;
  return {
    batches: norms.batches,
    sgd: sgdTerms(norms, stepSize),
    rmsprop: rmspropTerm(norms, stepSize),
    backwardError: rmspropBackwardError(norms, {
      step: { stepSize, decay, eps, placement: "outside" },
      s,
    }),
    ...curvature,
  };
}

/** |λ₁| of the mean loss over some mini-batches. The weights are put back as they were. */
async function curvatureOf(
  trainer: Trainer,
  { data, batchSize, seed }: RunSpec,
  { epoch, network }: Moment,
): Promise<number> {
  const random = stream(seed, "curvature", epoch);
  const examples = permutation(data.train, random).subarray(0, CURVATURE_BATCHES * batchSize);
  const gradientAt = async (weights: Network) => {
    await trainer.write(weights);
    return (await trainer.gradientNorms(examples)).mean;
  };
  const { size } = await largestEigenvalue(gradientAt, network, {
    random,
    most: MOST_PRODUCTS,
  });
  await trainer.write(network);
  return size;
}
