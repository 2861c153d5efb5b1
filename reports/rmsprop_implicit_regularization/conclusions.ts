/**
 * What S concludes about an adaptive method beside SGD. Each conclusion can be held against runs at
 * equal epochs, as S does, and at equal training loss.
 *
 * @module
 */

import { optimizerTitle } from "../chart/optimizers.ts";
import { l2Norm, type Quantity, testError } from "../comparison/curves.ts";
import { average, standardErrorOfShare } from "../statistics.ts";
import { rmspropTerm, sgdTerm } from "./quantities.ts";

/** Orders of magnitude by which a term must be smaller to count as absent: it is a hundredth. */
const ABSENT = 2;

/** Percent by which one norm must be larger: a difference that a drawing shows. */
const LARGER_NORM = 5;

/** A conclusion, in words and numbers. */
export interface Conclusion {
  /** Unique among those about a method, e.g. "small-norm". */
  readonly id: string;
  /** Without the data set and without how the two are compared. */
  readonly sentence: string;
  readonly quote: string;
  readonly place: string;
  /** What is read of SGD, and of the method. */
  readonly sgd: Quantity;
  readonly method: Quantity;
  /** What stands for a whole curve after epochs 0, 1, … where epochs are equal. */
  readonly overEpochs: "geometric mean" | "last";
  /** Whether the quantities are terms, proportional to η, which is divided out where it differs. */
  readonly isTerm: boolean;
  /** The effect of one seed, given what was read of the method and of SGD. */
  effect(method: number, sgd: number): number;
  /** The effect in words. */
  readonly measure: string;
  readonly unit: string;
  /** What the effect must be above, given SGD's values and the number of test examples. */
  limit(sgd: readonly number[], testExamples: number): number;
  readonly rule: string;
  /** What a reader must know of it beside the numbers. */
  readonly note?: string;
}

const TERM_ABSENT = {
  quote: "the implicit regularization term is absent in adaptive optimization methods",
  place: "S, section 4 and Figure 3",
  sgd: sgdTerm,
  overEpochs: "geometric mean",
  isTerm: true,
  effect: (method: number, sgd: number) => Math.log10(sgd / method),
  unit: "orders of magnitude",
  limit: () => ABSENT,
  rule: `More than ${ABSENT}: less than a hundredth.`,
} as const;

/** S's conclusions about a method. */
export function conclusionsOf(optimizer: string): Conclusion[] {
  const title = optimizerTitle(optimizer);
  return [
    ...(optimizer === "rmsprop" ? [printedTermAbsent(title)] : []),
    {
      ...TERM_ABSENT,
      id: "term-absent",
      sentence: `equation (1)'s term is absent along the run of ${title}`,
      method: sgdTerm,
      measure: `Orders of magnitude from equation (1)'s term along SGD's run down to the same ` +
        `term along ${title}'s`,
    },
    {
      id: "small-norm",
      sentence: `SGD finds a smaller L2 norm than ${title}`,
      quote: "small-norm solutions are favored by SGD. However, adaptive methods do not exhibit " +
        "this property",
      place: "S, section 4 and Figure 4",
      sgd: l2Norm,
      method: l2Norm,
      overEpochs: "last",
      isTerm: false,
      effect: (method, sgd) => 100 * (method / sgd - 1),
      measure: `L2 norm of ${title}'s weights above that of SGD's, in percent of SGD's`,
      unit: "%",
      limit: () => LARGER_NORM,
      rule: `More than ${LARGER_NORM} %.`,
    },
    {
      id: "generalizes",
      sentence: `SGD has a lower test error than ${title}`,
      quote: "adaptive optimization methods tend to generalize poorly compared to stochastic " +
        "gradient descent",
      place: "S, abstract and Figure 2",
      sgd: testError,
      method: testError,
      overEpochs: "last",
      isTerm: false,
      effect: (method, sgd) => method - sgd,
      measure: `Test error of ${title} minus that of SGD`,
      unit: "percentage points",
      limit: (sgd, examples) => 100 * standardErrorOfShare(average(sgd) / 100, examples),
      rule: "More than one standard error of a test error on the test set at hand.",
    },
  ];
}

function printedTermAbsent(title: string): Conclusion {
  return {
    ...TERM_ABSENT,
    id: "printed-term-absent",
    sentence: `${title}'s implicit regularization term, as S prints it, is absent`,
    method: rmspropTerm,
    measure: `Orders of magnitude from SGD's term, equation (1), down to ${title}'s as S prints it`,
    note:
      "S's formula multiplies gradients by s where RMSProp divides them by √s. As s is of the " +
      "size of squared gradients, the term is small along any run with small gradients, whatever " +
      "is regularized.",
  };
}
