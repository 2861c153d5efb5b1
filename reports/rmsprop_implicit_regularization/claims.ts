/**
 * The claims of S, section 4, each at equal epochs, as S compares, and at equal training loss.
 *
 * @module
 */

import { type Claim, type GradedClaim, verdictAbove } from "../claims.ts";
import { curvesOf, objective, type Quantity } from "../comparison/curves.ts";
import { measured, ungraded } from "../comparison/measured.ts";
import { missingRuns, type Pair, pairOf } from "../comparison/obstacles.ts";
import { significant } from "../format.ts";
import type { FigureResult } from "../results.ts";
import { average, estimate, geometricEstimate } from "../statistics.ts";
import { type Conclusion, conclusionsOf } from "./conclusions.ts";
import { bestFitting, commonLoss, epochsNeeded, valuesAtLoss } from "./equal_loss.ts";
import { overStep } from "./quantities.ts";
import { adaptiveMethods, methodOf, studies, type Study } from "./study.ts";

/** How the two methods of a claim are compared. */
export const COMPARED = ["equal-epochs", "equal-loss"] as const;

/** Orders of magnitude below the term that its parts may miss it by: the rounding of an engine. */
const ROUNDING = 4;

const NOT_RECORDED = "Not every run recorded what this compares.";

/** All claims of the figure, graded on its runs. */
export function noiseClaims(figure: FigureResult): GradedClaim[] {
  return studies(figure).flatMap((study) => [
    ...adaptiveMethods(study).flatMap(({ optimizer }) =>
      conclusionsOf(optimizer).flatMap((conclusion) => [
        atEqualEpochs(study, { optimizer, conclusion }),
        atEqualLoss(study, { optimizer, conclusion }),
      ])
    ),
    partsAddUp(study),
  ]);
}

/** The id of a claim about a method. */
export function claimId(
  { methods }: Study,
  { optimizer, conclusion, compared }: About & { compared: typeof COMPARED[number] },
): string {
  return `${methods.name}-${optimizer}-${conclusion.id}-${compared}`;
}

/** What a claim is about. */
interface About {
  readonly optimizer: string;
  readonly conclusion: Conclusion;
}

function atEqualEpochs(study: Study, about: About): GradedClaim {
  const { optimizer, conclusion } = about;
  const mean = conclusion.overEpochs === "geometric mean";
  const claim: Claim = {
    id: claimId(study, { ...about, compared: "equal-epochs" }),
    sentence: `On ${study.methods.title}, at equal epochs, ${conclusion.sentence}.`,
    quote: conclusion.quote,
    place: conclusion.place,
    measure: `${conclusion.measure}, ${
      mean ? "geometric mean over the epochs" : "after the last epoch"
    }, both at S's step size; paired over seeds.`,
    rule: conclusion.rule,
  };
  const pair = pairOf(study.methods, [methodOf(study, optimizer), methodOf(study, "sgd")]);
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit: conclusion.unit });
  const [method, sgd] = pair.map(({ finished }, side) =>
    curvesOf(finished, side === 0 ? conclusion.method : conclusion.sgd)
      .map(mean ? geometricMean : last)
  );
  if (!recorded({ pair, method, sgd })) {
    return ungraded(claim, { reason: NOT_RECORDED, unit: conclusion.unit });
  }
  const losses = pair.map(({ finished }) =>
    significant(geometricEstimate(curvesOf(finished, objective).map(last)).mean)
  );
  const read = values(conclusion.method, { pair, method, sgd });
  const when = mean ? "Over the epochs" : "After the last epoch";
  const reason = `${when}: ${read}. But the training loss is then ${losses[0]} with ${
    pair[0].label
  } and ${losses[1]} with ${pair[1].label}.`;
  return graded(claim, { study, conclusion, pair, method, sgd, reason });
}

function atEqualLoss(study: Study, about: About): GradedClaim {
  const { optimizer, conclusion } = about;
  const claim: Claim = {
    id: claimId(study, { ...about, compared: "equal-loss" }),
    sentence: `On ${study.methods.title}, at equal training loss, ${conclusion.sentence}.`,
    quote: conclusion.quote,
    place: conclusion.place,
    measure: `${conclusion.measure}, each when its training loss first comes down to the least ` +
      "that every seed of both reaches; SGD with the step size that fits best" +
      `${conclusion.isTerm ? ", so that η is divided out of both terms" : ""}; paired over seeds.`,
    rule: conclusion.rule,
  };
  const fitting = bestFitting(study.steps.contenders);
  const pair = missingRuns(study.steps.contenders) ??
    pairOf(study.methods, [methodOf(study, optimizer), fitting]);
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit: conclusion.unit });
  const loss = commonLoss(pair);
  const atLoss = conclusion.isTerm ? overStep : (quantity: Quantity) => quantity;
  const quantities = [atLoss(conclusion.method), atLoss(conclusion.sgd)];
  const [method, sgd] = pair.map((contender, side) =>
    valuesAtLoss(contender, { quantity: quantities[side], loss })
  );
  if (!recorded({ pair, method, sgd })) {
    return ungraded(claim, { reason: NOT_RECORDED, unit: conclusion.unit });
  }
  const epochs = pair.map((contender) =>
    average(valuesAtLoss(contender, { quantity: epochsNeeded, loss })).toFixed(0)
  );
  const reason = `At a training loss of ${significant(loss)}, after ${epochs[0]} and ${
    epochs[1]
  } epochs on average: ${values(quantities[0], { pair, method, sgd })}.`;
  return graded(claim, { study, conclusion, pair, method, sgd, reason });
}

/** What was read of the two contenders of a pair, the method first, seed by seed. */
interface Read {
  readonly pair: Pair;
  readonly method: readonly number[];
  readonly sgd: readonly number[];
}

/** Whether every run of the pair has what was to be read of it. */
function recorded({ pair, method, sgd }: Read): boolean {
  return method.length === pair[0].finished.length && sgd.length === pair[1].finished.length;
}

/** "L2 norm 26.8 with RMSProp, 16.3 with SGD" */
function values(quantity: Quantity, { pair, method, sgd }: Read) {
  const [one, other] = [method, sgd].map((read) =>
    significant(quantity.decades ? geometricEstimate(read).mean : average(read))
  );
  const unit = quantity.decades ? "" : " %";
  return `${quantity.name} ${one}${unit} with ${pair[0].label}, ${other}${unit} with ${
    pair[1].label
  }`;
}

function graded(
  claim: Claim,
  { study, conclusion, pair: [{ finished: [run] }], method, sgd, reason }: Read & {
    study: Study;
    conclusion: Conclusion;
    reason: string;
  },
): GradedClaim {
  const { unit, limit, note } = conclusion;
  const effects = method.map((value, seed) => conclusion.effect(value, sgd[seed]));
  if (!effects.every(Number.isFinite)) {
    return ungraded(claim, { reason: `${reason} One is exactly zero.`, unit });
  }
  const effect = estimate(effects);
  const verdict = verdictAbove(effect, limit(sgd, run.spec.data.test));
  const text = note === undefined ? reason : `${reason} ${note}`;
  return measured(claim, { comparison: study.methods, effect, verdict, reason: text, unit });
}

function partsAddUp(study: Study): GradedClaim {
  const { methods, steps } = study;
  const unit = "orders of magnitude";
  const claim: Claim = {
    id: `${methods.name}-parts-add-up`,
    sentence: `On ${methods.title}, the two parts of equation (2) add up to equation (1)'s term.`,
    quote: "To compare the modified losses for Gradient Descent (GD) and SGD, C̃_SGD(ω) is expanded",
    place: "S, equations (1) and (2)",
    measure: "Orders of magnitude from the term down to the difference between it and the sum of " +
      "its parts, the least over the epochs of all methods and step sizes, for each seed. The three " +
      "are summed up apart; ∇C is the mean of the m mini-batch gradients.",
    rule: `More than ${ROUNDING}: less than ${10 ** -ROUNDING} of the term.`,
  };
  const contenders = [...methods.contenders, ...steps.contenders];
  const pair = missingRuns(contenders) ??
    pairOf(methods, [methodOf(study, "sgd"), adaptiveMethods(study)[0]]);
  if (typeof pair === "string") return ungraded(claim, { reason: pair, unit });
  const runs = contenders.flatMap(({ finished }) => finished);
  if (runs.some(({ epochs }) => epochs.some(({ terms }) => terms === undefined))) {
    return ungraded(claim, { reason: NOT_RECORDED, unit });
  }
  const largest = methods.seeds.map((seed) => {
    const gaps = runs.filter(({ spec }) => spec.seed === seed)
      .flatMap(({ epochs }) => epochs.map(({ terms }) => terms?.sgd.gap ?? 0));
    return Math.max(Number.EPSILON, ...gaps); // no double is nearer
  });
  const effect = estimate(largest.map((gap) => -Math.log10(gap)));
  const reason = `The sum misses the term by at most ${
    significant(Math.max(...largest))
  } of it in any epoch of any run.`;
  const verdict = verdictAbove(effect, ROUNDING);
  return measured(claim, { comparison: methods, effect, verdict, reason, unit });
}

/** The geometric mean after the start, of the epochs at which the value is not zero; 0 if all are. */
function geometricMean(curve: readonly number[]): number {
  const values = curve.slice(1).filter((value) => value > 0);
  return values.length === 0 ? 0 : geometricEstimate(values).mean;
}

function last(curve: readonly number[]): number {
  return curve[curve.length - 1];
}
