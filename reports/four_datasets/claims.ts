/**
 * The claims of N, section 6 and Figure 3, about each data set, and how they are graded.
 *
 * @module
 */

import {
  type Claim,
  type GradedClaim,
  verdictAbove,
  verdictBelow,
  ZERO_TRAINING_ERROR,
} from "../claims.ts";
import { optimizerTitle } from "../chart/optimizers.ts";
import { type Comparison, comparisons } from "../comparison/comparison.ts";
import { curvesOf, trainingError } from "../comparison/curves.ts";
import { measured, numbers, ungraded } from "../comparison/measured.ts";
import { list, percent, percentage, significant } from "../format.ts";
import type { FigureResult } from "../results.ts";
import { average, pairedDifference, standardErrorOfShare } from "../statistics.ts";
import {
  balancedPair,
  finalErrors,
  objectiveDifference,
  startsOf,
  testErrorDifference,
  unlikeSteps,
} from "./measures.ts";

/**
 * The largest relative difference of two objectives, in percent, at which their curves count as one.
 * The paper's are "exactly the same" to the eye: on an axis over three decades, 10 % is a hundredth of
 * its height, about the width of a line.
 */
const COINCIDENCE = 10;

const PLACE = "N, section 6 and Figure 3";
const POINTS = "percentage points";
const OTHERS = ["sgd", "adagrad"] as const;

/** All claims of the figure, graded on its runs. */
export function fourDatasetsClaims(figure: FigureResult): GradedClaim[] {
  return comparisons(figure).flatMap((comparison) => [
    startsCoincide(comparison),
    ...OTHERS.map((optimizer) => startsDiffer(comparison, optimizer)),
    ...OTHERS.map((optimizer) => reachesSooner(comparison, optimizer)),
    ...OTHERS.map((optimizer) => generalizesBetter(comparison, optimizer)),
  ]);
}

function startsCoincide(comparison: Comparison): GradedClaim {
  const claim: Claim = {
    id: `${comparison.name}-path-sgd-coincides`,
    sentence: `On ${comparison.title}, Path-SGD's balanced and unbalanced curves coincide.`,
    quote: "we trained Path-SGD with both balanced and unbalanced initializations. Since the " +
      "curves were exactly the same we only show a single curve",
    place: "N, Figure 3, after Theorem 5.1",
    measure:
      "Largest relative difference |a − b| / max(a, b) of the objectives a and b of the two " +
      "starts over all epochs, for each seed.",
    rule: `At most ${COINCIDENCE} %, which a drawing over a few decades does not show.`,
  };
  const pair = startsOf(comparison, "path-sgd");
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit: "%" });
  const unlike = unlikeSteps(pair);
  if (unlike !== undefined) return ungraded(claim, { reason: unlike, unit: "%" });
  const difference = objectiveDifference(pair);
  const verdict = verdictBelow(difference, COINCIDENCE);
  const test = testErrorDifference(pair);
  const reason = `The objectives differ by at most ${significant(difference.mean)} % on average ` +
    `over seeds, the test errors by at most ${significant(test)} percentage points in any seed.`;
  return measured(claim, { comparison, effect: difference, verdict, reason, unit: "%" });
}

function startsDiffer(comparison: Comparison, optimizer: string): GradedClaim {
  const title = optimizerTitle(optimizer);
  const claim: Claim = {
    id: `${comparison.name}-${optimizer}-differs`,
    sentence: `On ${comparison.title}, ${title}'s balanced and unbalanced curves do not coincide.`,
    quote: "gradient descent is not rescaling invariant",
    place: "N, section 3 and Figure 3",
    measure:
      "Largest relative difference |a − b| / max(a, b) of the objectives a and b of the two " +
      "starts over all epochs, for each seed, each start at the step size chosen for it.",
    rule: `More than ${COINCIDENCE} %.`,
  };
  const pair = startsOf(comparison, optimizer);
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit: "%" });
  const effect = objectiveDifference(pair);
  const verdict = verdictAbove(effect, COINCIDENCE);
  const reason = `The objectives differ by up to ${
    significant(effect.mean)
  } % on average over seeds.`;
  return measured(claim, { comparison, effect, verdict, reason, unit: "%" });
}

function reachesSooner(comparison: Comparison, optimizer: string): GradedClaim {
  const title = optimizerTitle(optimizer);
  const claim: Claim = {
    id: `${comparison.name}-path-sgd-sooner-than-${optimizer}`,
    sentence:
      `On ${comparison.title}, Path-SGD reaches a given training error sooner than ${title}.`,
    quote: "it can achieve the same accuracy much faster",
    place: PLACE,
    measure:
      `Epochs that ${title} needs minus epochs that Path-SGD needs, both from the balanced ` +
      "start, to the least training error that every run of both reaches; paired over seeds.",
    rule: "More than 0.",
  };
  const pair = balancedPair(comparison, optimizer);
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit: "epochs" });
  const [path, other] = pair.map((contender) => curvesOf(contender.finished, trainingError));
  const level = Math.max(...[...path, ...other].map((curve) => Math.min(...curve)));
  if ([...path, ...other].some((curve) => curve[0] <= level)) {
    const reason = "A run never got below the training error that it started with.";
    return ungraded(claim, { reason, unit: "epochs" });
  }
  const epochs = (curve: readonly number[]) => curve.findIndex((error) => error <= level);
  const effect = pairedDifference(other.map(epochs), path.map(epochs));
  const reason = `A training error of ${percentage(level)} % takes Path-SGD ` +
    `${average(path.map(epochs)).toFixed(1)} epochs and ${title} ` +
    `${average(other.map(epochs)).toFixed(1)} on average.`;
  const verdict = verdictAbove(effect, 0);
  return measured(claim, { comparison, effect, verdict, reason, unit: "epochs" });
}

function generalizesBetter(comparison: Comparison, optimizer: string): GradedClaim {
  const title = optimizerTitle(optimizer);
  const claim: Claim = {
    id: `${comparison.name}-path-sgd-generalizes-better-than-${optimizer}`,
    sentence: `On ${comparison.title}, Path-SGD's final test error is lower than ${title}'s at ` +
      "zero training error.",
    quote: "the implicit regularization by Path-SGD leads to a local minima that can generalize " +
      "better even when the training error is zero",
    place: PLACE,
    measure: `Test error of ${title} minus that of Path-SGD after the last epoch, both from the ` +
      "balanced start, paired over seeds.",
    rule:
      "More than one standard error of a test error on the test set at hand, where both have a " +
      `training error of at most ${percent(ZERO_TRAINING_ERROR)} in every seed.`,
  };
  const pair = balancedPair(comparison, optimizer);
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit: POINTS });
  const [path, other] = pair;
  const effect = pairedDifference(finalErrors(other, "test"), finalErrors(path, "test"));
  const p = average(finalErrors(other, "test")) / 100;
  const margin = 100 * standardErrorOfShare(p, path.finished[0].spec.data.test);
  const reason = `The test error is ${percentage(average(finalErrors(path, "test")))} % with ` +
    `Path-SGD and ${percentage(100 * p)} % with ${title}; the limit is ${
      percentage(margin)
    } points.`;
  const above = [path, other].filter((contender) =>
    finalErrors(contender, "train").some((error) => error > 100 * ZERO_TRAINING_ERROR)
  );
  if (above.length > 0) {
    const errors = above.map((contender) =>
      `${percentage(Math.max(...finalErrors(contender, "train")))} % ` +
      `(${optimizerTitle(contender.optimizer)})`
    );
    const unreached = `${reason} But the training error is still up to ${list(errors)}.`;
    return {
      ...claim,
      verdict: "inconclusive",
      reason: unreached,
      ...numbers(effect),
      unit: POINTS,
    };
  }
  const verdict = verdictAbove(effect, margin);
  return measured(claim, { comparison, effect, verdict, reason, unit: POINTS });
}
