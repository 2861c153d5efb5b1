/**
 * What S, section 2, says of modified losses, and how it is graded: steps follow a flow if their
 * distance to it falls with one power of the step size more than to the flow of another.
 *
 * @module
 */

import type { Provenance } from "../../data/dataset.ts";
import {
  type Claim,
  type GradedClaim,
  MINIMUM_SEEDS,
  verdictAbove,
  verdictBelow,
  verdictOfBoth,
} from "../claims.ts";
import { numbers, ungraded } from "../comparison/measured.ts";
import { STAND_IN } from "../comparison/obstacles.ts";
import { percentage, plural } from "../format.ts";
import type { FigureResult, FlowComparison, FlowName, StepsName } from "../results.ts";
import { estimate, pairedDifference } from "../statistics.ts";
import { comparisonsOn, FLOW_TITLES, orderOf } from "./orders.ts";

/** By how much the power gained may differ from the one claimed. */
const TOLERANCE = 0.25;

const UNIT = "powers of the step size";

/** A claim on how much closer steps follow one flow than another. */
interface Statement extends Pick<Claim, "id" | "sentence" | "quote" | "place"> {
  readonly steps: StepsName;
  readonly flow: FlowName;
  /** The flow that it is compared with. */
  readonly than: FlowName;
  /** The power that it gains. */
  readonly gain: 0 | 1;
}

const STATEMENTS: readonly Statement[] = [
  {
    id: "shuffled-follows-modified",
    sentence:
      "Over shuffled mini-batches, the mean SGD iterate follows the flow of the modified loss.",
    quote: "the mean SGD iterate stays close to the gradient flow path of a modified loss function",
    place: "S, section 2, equation 1",
    steps: "sgd-shuffled",
    flow: "modified",
    than: "plain",
    gain: 1,
  },
  {
    id: "shuffled-needs-mini-batch-part",
    sentence: "The full-batch part of the term alone is not enough: it takes the mini-batch part.",
    quote: "penalizes non-uniform gradients across minibatches",
    place: "S, section 2, equation 2",
    steps: "sgd-shuffled",
    flow: "modified",
    than: "full-batch",
    gain: 1,
  },
  {
    id: "independent-gains-nothing",
    sentence:
      "With mini-batches drawn independently the modified loss is no better than the plain one.",
    quote: "SGD with random shuffling implicitly regularizes the training process",
    place: "S, section 1.1",
    steps: "sgd-independent",
    flow: "modified",
    than: "plain",
    gain: 0,
  },
  {
    id: "independent-follows-full-batch",
    sentence: "What holds with independent mini-batches is the full-batch part alone.",
    quote: "To compare the modified losses for Gradient Descent (GD) and SGD",
    place: "S, section 2, equation 2; where shuffling is not assumed",
    steps: "sgd-independent",
    flow: "full-batch",
    than: "plain",
    gain: 1,
  },
  {
    id: "rmsprop-follows-printed",
    sentence: "RMSProp follows the flow of the loss that S proposes for it.",
    quote: "We propose below modified loss for RMSProp",
    place: "S, section 2",
    steps: "rmsprop-outside",
    flow: "printed",
    than: "plain",
    gain: 1,
  },
  ...(["outside", "inside"] as const).map((placement): Statement => ({
    id: `rmsprop-${placement}-follows-backward-error`,
    sentence:
      `RMSProp with ε ${placement} the root follows the flow that backward error analysis gives.`,
    quote: "we can strengthen our conjecture with theory using similar backward error analysis",
    place: "S, section 4; the term after Cattaneo, Klusowski and Shigida (2024)",
    steps: `rmsprop-${placement}`,
    flow: "modified",
    than: "plain",
    gain: 1,
  })),
];

/** All claims, graded on every data set. */
export function modifiedLossClaims(figure: FigureResult): GradedClaim[] {
  return figure.data.flatMap((data) => {
    const comparisons = comparisonsOn(figure, data.name);
    return STATEMENTS.map((statement) => grade(statement, { data, comparisons }));
  });
}

function grade(
  { id, sentence, quote, place, steps, flow, than, gain }: Statement,
  { data, comparisons }: { data: Provenance; comparisons: readonly FlowComparison[] },
): GradedClaim {
  const [low, high] = [gain - TOLERANCE, gain + TOLERANCE];
  const claim: Claim = {
    id: `${data.name}-${id}`,
    sentence,
    quote,
    place,
    measure:
      "The power of the step size with which the distance falls, fitted on logarithmic axes: from " +
      `the flow “${FLOW_TITLES[flow]}” less from “${FLOW_TITLES[than]}”, for each seed.`,
    rule: `${percentage(low)} to ${percentage(high)}: theory says ${gain}.`,
  };
  if (data.standIn) return ungraded(claim, { reason: STAND_IN, unit: UNIT });
  if (comparisons.length < MINIMUM_SEEDS) {
    const reason = `${plural(comparisons.length, "seed")}: a claim is graded on at least ` +
      `${MINIMUM_SEEDS}.`;
    return ungraded(claim, { reason, unit: UNIT });
  }
  const orders = (flow: FlowName) =>
    comparisons.map((comparison) => orderOf(comparison, { steps, flow }))
      .filter((order) => order !== undefined);
  const [ofFlow, ofOther] = [orders(flow), orders(than)];
  if (Math.min(ofFlow.length, ofOther.length) < comparisons.length) {
    const reason = "In some seed the loss was smooth at too few step sizes to fit a power to.";
    return ungraded(claim, { reason, unit: UNIT });
  }
  const effect = pairedDifference(ofFlow, ofOther);
  const power = (orders: readonly number[]) => percentage(estimate(orders).mean);
  return {
    ...claim,
    verdict: verdictOfBoth(verdictAbove(effect, low), verdictBelow(effect, high)),
    reason: `The distance falls with the power ${power(ofFlow)} of the step size from the flow ` +
      `“${FLOW_TITLES[flow]}”, and ${power(ofOther)} from “${FLOW_TITLES[than]}”.`,
    ...numbers(effect),
    unit: UNIT,
  };
}
