/**
 * The claims of N, section 3 and Figure 2, and how they are graded.
 *
 * @module
 */

import {
  type Claim,
  type GradedClaim,
  MINIMUM_SEEDS,
  verdictAbove,
  verdictBelow,
} from "../claims.ts";
import { type Comparison, comparisons, contenderOf } from "../comparison/comparison.ts";
import { curvesOf, objective, valueAt } from "../comparison/curves.ts";
import { measured, numbers, ungraded } from "../comparison/measured.ts";
import { missingRuns, pairOf, STAND_IN } from "../comparison/obstacles.ts";
import { optimizerTitle } from "../chart/optimizers.ts";
import { list, plural, significant } from "../format.ts";
import type { FigureResult, WorkedExample } from "../results.ts";
import { average, estimate, geometricEstimate } from "../statistics.ts";
import { fiveDigits, outputsAfter, relativeDifference } from "./worked_examples.ts";

/**
 * The largest difference of two outputs that counts as none, in millionths of the largest output. Each
 * weight in single precision is off by up to 0.06 millionths, and an output sums thousands of them.
 */
const SAME_FUNCTION = 100;

/** How many times the balanced run's objective counts as far above it. The paper names no number. */
const FAR_ABOVE = 2;

/** The relative difference up to which outputs computed in double precision are one. */
const SAME_OUTPUT = 1e-9;

const PLACE = "N, section 3 and Figure 2a";
const MILLIONTHS = "millionths of the largest output";
const TIMES = "times the balanced run's";

/** All claims of the figure, graded on its runs and worked examples. */
export function unbalancedSgdClaims(figure: FigureResult): GradedClaim[] {
  return [
    ...comparisons(figure).flatMap((comparison) => [
      sameFunction(figure, comparison),
      staysAbove(comparison),
    ]),
    oneUpdate(figure.workedExamples ?? [], "sgd"),
    oneUpdate(figure.workedExamples ?? [], "path-sgd"),
  ];
}

function sameFunction(figure: FigureResult, comparison: Comparison): GradedClaim {
  const { name, title, standIn, seeds, contenders } = comparison;
  const claim: Claim = {
    id: `${name}-same-function`,
    sentence: `On ${title}, the balanced and the unbalanced start compute the same function.`,
    quote: "It is easy to see that the rescaled network computes the same function",
    place: "N, section 3, below equation 1",
    measure:
      "Largest difference of an output of the two starts over test examples, relative to the " +
      "largest output, for each seed. Weights in single precision, arithmetic in double.",
    rule: `At most ${SAME_FUNCTION} millionths: what rounding the weights can do.`,
  };
  const starts = (figure.starts ?? []).filter((start) => start.data === name);
  if (standIn) return ungraded(claim, { reason: STAND_IN, unit: MILLIONTHS });
  const compared = new Set(starts.map(({ seed }) => seed));
  const lacking = missingRuns(contenders) ??
    (seeds.every((seed) => compared.has(seed))
      ? undefined
      : "Not in every seed were the two starts compared.");
  if (lacking !== undefined) return ungraded(claim, { reason: lacking, unit: MILLIONTHS });
  if (starts.length < MINIMUM_SEEDS) {
    const reason = `${plural(starts.length, "seed")}: a claim is graded on at least ` +
      `${MINIMUM_SEEDS}.`;
    return ungraded(claim, { reason, unit: MILLIONTHS });
  }
  const effect = estimate(starts.map(({ difference, largest }) => 1e6 * difference / largest));
  const largest = Math.max(...starts.map((start) => start.difference));
  return {
    ...claim,
    verdict: verdictBelow(effect, SAME_FUNCTION),
    reason: `The largest difference of an output is ${significant(largest)}, over ` +
      `${plural(starts[0].examples, "test example")} and ${plural(starts.length, "seed")}; the ` +
      `largest output is ${significant(Math.max(...starts.map((start) => start.largest)))}.`,
    ...numbers(effect),
    unit: MILLIONTHS,
  };
}

function staysAbove(comparison: Comparison): GradedClaim {
  const claim: Claim = {
    id: `${comparison.name}-stays-above`,
    sentence:
      `On ${comparison.title}, SGD from the unbalanced start stays far above SGD from the ` +
      "balanced one.",
    quote: "gradient descent performs very poorly on “unbalanced” networks",
    place: PLACE,
    measure:
      "Training cross-entropy of the unbalanced run divided by that of the balanced run of " +
      "the same seed: the least of these ratios over the second half of the epochs. Their mean and " +
      "its interval are geometric.",
    rule: `More than ${FAR_ABOVE}. The paper speaks of a huge gap and names no number.`,
  };
  const pair = pairOf(comparison, [
    contenderOf(comparison, "sgd", "balanced"),
    contenderOf(comparison, "sgd", "unbalanced"),
  ]);
  if (typeof pair === "string") {
    return ungraded(claim, { reason: pair, unit: TIMES });
  }
  const [balanced, unbalanced] = pair.map(({ finished }) => curvesOf(finished, objective));
  const ratios = balanced.map((curve, seed) => leastRatio(unbalanced[seed], curve));
  if (!ratios.every(Number.isFinite)) {
    const reason = "A balanced run reached a cross-entropy of exactly zero, which has no ratio.";
    return ungraded(claim, { reason, unit: TIMES });
  }
  const effect = geometricEstimate(ratios);
  const last = (curves: readonly number[][]) =>
    significant(average(curves.map((curve) => curve[curve.length - 1])));
  const reason = `After the last epoch the cross-entropy is ${last(unbalanced)} from the ` +
    `unbalanced start and ${last(balanced)} from the balanced one, on average over seeds.`;
  const verdict = verdictAbove(effect, FAR_ABOVE);
  return {
    ...measured(claim, { comparison, effect, verdict, reason, unit: TIMES }),
    geometric: true,
  };
}

/** The least ratio of two curves over the second half of their epochs; one that ended is level. */
function leastRatio(above: readonly number[], below: readonly number[]): number {
  const epochs = Math.max(above.length, below.length);
  const ratios = Array.from(
    { length: epochs },
    (_, epoch) => valueAt(above, epoch) / valueAt(below, epoch),
  );
  return Math.min(...ratios.slice(Math.floor(epochs / 2)));
}

/** SGD makes equivalent networks differ, Path-SGD does not: exact, so no seed is involved. */
function oneUpdate(examples: readonly WorkedExample[], optimizer: string): GradedClaim {
  const title = optimizerTitle(optimizer);
  const invariant = optimizer === "path-sgd";
  const claim: Claim = {
    id: `one-update-${optimizer}`,
    sentence: invariant
      ? "After one update of Path-SGD the equivalent networks still compute the same."
      : "One update of SGD makes equivalent networks compute something different.",
    quote: invariant
      ? "Path-SGD is rescaling invariant"
      : "two rescaling equivalent networks could end up computing a very different function after " +
        "only a single update",
    place: invariant ? "N, Theorem 5.1" : "N, section 3 and Figure 2c",
    measure:
      `Outputs of the balanced and the unbalanced network after one update of ${title}, in ` +
      "both worked examples. This is exact: there is no seed and no interval.",
    rule: invariant
      ? "Equal up to rounding in double precision in both."
      : "Different beyond rounding in double precision in both.",
    exact: true,
  };
  const pairs = examples.map((example) => outputsAfter(example, optimizer));
  const unit = "%";
  if (pairs.length === 0 || pairs.includes(undefined)) {
    const reason = `The worked examples with ${title} are not among the results.`;
    return ungraded(claim, { reason, unit });
  }
  const known = pairs.filter((pair) => pair !== undefined);
  const held = known.every((pair) => relativeDifference(...pair) <= SAME_OUTPUT === invariant);
  const words = known.map(([balanced, unbalanced], i) =>
    `${vector(balanced)} and ${vector(unbalanced)} in Figure 2${examples[i].panel}`
  );
  return {
    ...claim,
    verdict: held ? "reproduced" : "not reproduced",
    reason: `The balanced and the unbalanced network give ${list(words)}.`,
    unit,
    seeds: 0,
  };
}

/** Outputs as a reader writes them: 4, or (2, 2). */
function vector(outputs: readonly number[]): string {
  const values = outputs.map(fiveDigits);
  return values.length === 1 ? values[0] : `(${values.join(", ")})`;
}
