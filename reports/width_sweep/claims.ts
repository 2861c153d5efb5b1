/**
 * The claims of N about the width of a network (section 2 and Figure 1), and how they are graded.
 *
 * Two limits are used throughout:
 *
 * - A training error counts as zero up to {@link ZERO_TRAINING_ERROR}.
 * - A difference of test errors counts as none up to the {@link testError standard error} that the
 *   size of the test set gives the error itself: what is smaller could not be told from the choice
 *   of the test images.
 *
 * @module
 */

import type { Claim, Grade, GradedClaim, Verdict } from "../claims.ts";
import { verdictAbove, verdictBelow, verdictOfBoth, ZERO_TRAINING_ERROR } from "../claims.ts";
import { count, percent, percentage, percentageInterval } from "../format.ts";
import type { FigureResult } from "../results.ts";
import {
  average,
  type Estimate,
  estimate,
  pairedDifference,
  standardErrorOfShare,
} from "../statistics.ts";
import { obstacleTo } from "./obstacles.ts";
import type { ErrorName, FinishedRun, Sweep } from "./sweep.ts";
import { errorsAt, leastFittingWidth, sweeps, weights, widthOfLeast } from "./sweep.ts";

/** Number of training examples that the paper fits with 32 units (N, Figure 1). */
const PAPER_MNIST_EXAMPLES = 50_000;

const PLACE = "N, section 2 and Figure 1";
const POINTS = "percentage points";

/** All claims of the figure, graded on its runs. */
export function widthSweepClaims(figure: FigureResult): GradedClaim[] {
  const all = sweeps(figure);
  return [
    ...all.filter((sweep) => sweep.name === "mnist").map(fitsWith32Units),
    ...all.flatMap((sweep) => [keepsFalling(sweep), doesNotRise(sweep), notEarlyStopping(sweep)]),
  ];
}

function fitsWith32Units(sweep: Sweep): GradedClaim {
  const claim: Claim = {
    id: "mnist-32-units-fit",
    sentence: "On MNIST, 32 hidden units reach zero training error.",
    quote: "for MNIST, 32 units are enough to attain zero training error",
    place: PLACE,
    measure: "Training error after the last epoch at H = 32.",
    rule: `At most ${percent(ZERO_TRAINING_ERROR)}. The paper names no tolerance.`,
  };
  const nothing = { verdict: "inconclusive", unit: "%", seeds: 0 } as const;
  const obstacle = obstacleTo(sweep);
  if (obstacle !== undefined) return { ...claim, ...nothing, reason: obstacle };
  if (!sweep.widths.includes(32)) {
    return { ...claim, ...nothing, reason: "No network with 32 hidden units was run." };
  }

  const runs = sweep.finished.filter((run) => run.width === 32);
  const error = estimate(runs.map((run) => 100 * run.train));
  const verdict = verdictBelow(error, 100 * ZERO_TRAINING_ERROR);
  const exact = leastFittingWidth(sweep, 0);
  const exactly = exact === undefined
    ? "No width reached exactly zero in every seed."
    : `The least width that reached exactly zero in every seed is H = ${count(exact)}.`;
  const reason = `The training error at H = 32 is ${percentage(error.mean)} %. ${exactly}`;
  const caveat = caveatOf(sweep, runs, verdict);
  const graded = measured(claim, error, { verdict, reason, unit: "%" });
  if (caveat === undefined) return graded;
  return { ...graded, verdict: "inconclusive", reason: `${reason} ${caveat}` };
}

/** Why the training error of 32 units does not settle the claim, if so. */
function caveatOf(
  sweep: Sweep,
  runs: readonly FinishedRun[],
  verdict: Verdict,
): string | undefined {
  if (sweep.trainExamples < PAPER_MNIST_EXAMPLES) {
    return `${count(sweep.trainExamples)} training examples are easier to fit than the paper's ` +
      `${count(PAPER_MNIST_EXAMPLES)}.`;
  }
  if (verdict !== "reproduced" && runs.some(stillFalling)) {
    return "At the epoch limit it was still falling.";
  }
  return undefined;
}

function keepsFalling(sweep: Sweep): GradedClaim {
  const claim: Claim = {
    id: `${sweep.name}-keeps-falling`,
    sentence:
      `On ${sweep.title}, the test error goes on falling past the width of zero training error.`,
    quote: "past the size required to achieve zero training error, the test error continues " +
      "decreasing",
    place: PLACE,
    measure: "Test error at convergence at H₀, the least width whose training error is at most " +
      `${percent(ZERO_TRAINING_ERROR)} in every seed, minus that of the widest network.`,
    rule: "More than one standard error of a test error on the test set at hand.",
  };
  const widest = sweep.widths[sweep.widths.length - 1];
  const fitting = leastFittingWidth(sweep, ZERO_TRAINING_ERROR);
  const obstacle = obstacleTo(sweep) ?? obstaclePast(sweep, fitting);
  if (obstacle !== undefined || fitting === undefined) return ungraded(claim, obstacle);

  const fall = difference(sweep, [fitting, "test"], [widest, "test"]);
  const margin = testError(sweep, fitting);
  const reason = `From H₀ = ${count(fitting)} to H = ${count(widest)} the test error goes from ` +
    `${meanError(sweep, fitting, "test")} to ${meanError(sweep, widest, "test")}; ` +
    `the limit is ${percentage(margin)} points.`;
  return measured(claim, fall, { verdict: verdictAbove(fall, margin), reason, unit: POINTS });
}

function doesNotRise(sweep: Sweep): GradedClaim {
  const claim: Claim = {
    id: `${sweep.name}-does-not-rise`,
    sentence:
      `On ${sweep.title}, the test error does not rise even when weights outnumber examples.`,
    quote: "as we add more and more parameters, even beyond the number of training examples, the " +
      "generalization error does not go up",
    place: PLACE,
    measure: "Test error at convergence of the widest network minus that of the best narrower " +
      "one. The best is chosen by validation error, so that the test set has no part in it.",
    rule: "At most one standard error of a test error on the test set at hand.",
  };
  const obstacle = obstacleTo(sweep);
  if (obstacle !== undefined) return ungraded(claim, obstacle);
  const widest = sweep.widths[sweep.widths.length - 1];
  const outnumbering = `${count(weights(sweep, widest))} weights, ` +
    `${count(sweep.trainExamples)} training examples`;
  if (weights(sweep, widest) <= sweep.trainExamples) {
    const reason = `The widest network, H = ${count(widest)}, has no more weights than there are ` +
      `examples (${outnumbering}).`;
    return ungraded(claim, reason);
  }
  const best = widthOfLeast(sweep, sweep.widths.slice(0, -1), "validation");
  if (best === undefined) return ungraded(claim, "Only one width was run.");

  const rise = difference(sweep, [widest, "test"], [best, "test"]);
  const margin = testError(sweep, best);
  const reason = `The test error is ${meanError(sweep, widest, "test")} at H = ${count(widest)} ` +
    `(${outnumbering}) and ${meanError(sweep, best, "test")} at H = ${count(best)}, the best ` +
    `narrower width; the limit is ${percentage(margin)} points.`;
  return measured(claim, rise, { verdict: verdictBelow(rise, margin), reason, unit: POINTS });
}

function notEarlyStopping(sweep: Sweep): GradedClaim {
  const claim: Claim = {
    id: `${sweep.name}-not-early-stopping`,
    sentence: `On ${sweep.title}, early stopping is not what explains it.`,
    quote: "we are running it to convergence—we achieve zero surrogate loss and zero training " +
      "error",
    place: PLACE,
    measure: "Test error of the widest network at convergence minus that at the epoch of least " +
      "validation error. Beside it: the fall of the latter past H₀.",
    rule:
      "At most one standard error of a test error on the test set at hand is lost by training " +
      "on, and the early-stopped error, too, falls by more than that.",
  };
  const widest = sweep.widths[sweep.widths.length - 1];
  const fitting = leastFittingWidth(sweep, ZERO_TRAINING_ERROR);
  const obstacle = obstacleTo(sweep) ?? obstaclePast(sweep, fitting);
  if (obstacle !== undefined || fitting === undefined) return ungraded(claim, obstacle);

  const lost = difference(sweep, [widest, "test"], [widest, "earlyStopped"]);
  const fall = difference(sweep, [fitting, "earlyStopped"], [widest, "earlyStopped"]);
  const margin = testError(sweep, fitting);
  const verdict = verdictOfBoth(verdictBelow(lost, margin), verdictAbove(fall, margin));
  const fallen = fall.interval === undefined ? "" : ` [${percentageInterval(fall.interval)}]`;
  const reason = `At H = ${count(widest)} the test error is ${meanError(sweep, widest, "test")} ` +
    `at convergence and ${meanError(sweep, widest, "earlyStopped")} with early stopping, which ` +
    `falls by ${percentage(fall.mean)} points${fallen} from H₀ = ${count(fitting)}; ` +
    `the limit is ${percentage(margin)} points.`;
  return measured(claim, lost, { verdict, reason, unit: POINTS });
}

/** Why there is nothing past the width of zero training error, if so. */
function obstaclePast(sweep: Sweep, fitting: number | undefined): string | undefined {
  if (fitting === undefined) {
    return `No width reached a training error of ${percent(ZERO_TRAINING_ERROR)} in every seed.`;
  }
  if (fitting === sweep.widths[sweep.widths.length - 1]) {
    return `Only the widest network, H = ${count(fitting)}, reached zero training error.`;
  }
  return undefined;
}

function ungraded(claim: Claim, reason = ""): GradedClaim {
  return { ...claim, verdict: "inconclusive", reason, unit: POINTS, seeds: 0 };
}

/** Difference of two errors in percentage points, paired over seeds. */
function difference(
  sweep: Sweep,
  minuend: readonly [width: number, error: ErrorName],
  subtrahend: readonly [width: number, error: ErrorName],
): Estimate {
  const inPercent = (error: number) => 100 * error;
  return pairedDifference(
    errorsAt(sweep, ...minuend).map(inPercent),
    errorsAt(sweep, ...subtrahend).map(inPercent),
  );
}

/** Standard error of the mean test error of a width at convergence, in percentage points. */
function testError(sweep: Sweep, width: number): number {
  return 100 * standardErrorOfShare(average(errorsAt(sweep, width, "test")), sweep.testExamples);
}

function meanError(sweep: Sweep, width: number, error: ErrorName): string {
  return percent(average(errorsAt(sweep, width, error)));
}

/** A measured claim; an inconclusive one says so at the end of its reason. */
function measured(
  claim: Claim,
  { mean, interval, n }: Estimate,
  grade: Pick<Grade, "verdict" | "reason" | "unit">,
): GradedClaim {
  const undecided = grade.verdict === "inconclusive"
    ? " The seeds do not decide: an interval reaches across the limit."
    : "";
  return {
    ...claim,
    ...grade,
    reason: grade.reason + undecided,
    effect: mean,
    ...(interval && { interval }),
    seeds: n,
  };
}

/** Whether a run that met its epoch limit had not settled: its last tenth beats the tenth before. */
function stillFalling({ run }: FinishedRun): boolean {
  if (run.outcome?.kind !== "epoch limit") return false;
  const errors = run.epochs.map((epoch) => epoch.train.error);
  const tenth = Math.max(1, Math.floor(errors.length / 10));
  const fall = average(errors.slice(-2 * tenth, -tenth)) - average(errors.slice(-tenth));
  return fall > ZERO_TRAINING_ERROR;
}
