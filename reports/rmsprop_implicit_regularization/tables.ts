/**
 * The numbers of S's experiment as tables and records.
 *
 * @module
 */

import type { Comparison, Contender } from "../comparison/comparison.ts";
import {
  curvesOf,
  finalValue,
  l2Norm,
  objective,
  type Quantity,
  testError,
  trainingError,
} from "../comparison/curves.ts";
import { significant } from "../format.ts";
import type { Table } from "../report.ts";
import type { Terms } from "../results.ts";
import { average, geometricEstimate } from "../statistics.ts";
import { bestFitting, commonLoss, epochsNeeded, type Reading, valuesAtLoss } from "./equal_loss.ts";
import {
  cleanError,
  fullBatchTerm,
  miniBatchTerm,
  overStep,
  rmspropTerm,
  sgdTerm,
} from "./quantities.ts";
import { adaptiveMethods, methodOf, type Study } from "./study.ts";

/** All that was run at equal epochs. */
export function endTable(study: Study): Table {
  const quantities = [trainingError, cleanError, testError, l2Norm];
  return {
    title: `At equal epochs, after the last: ${study.methods.title}`,
    caption: "Errors in percent: mean ± half the width of the 95 % t interval over n seeds. " +
      "Training loss: geometric mean; L2 norm: the same with its 95 % interval.",
    columns: [
      { title: "Method" },
      ...["Training loss", "Noisy training error", "Without the noise", "Test error", "L2 norm"]
        .map((title) => ({ title, numeric: true })),
      { title: "Diverged", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: everything(study).map((contender) => [
      nameOf(contender),
      finalMean(contender, objective),
      ...quantities.map((quantity) => finalValue(contender, quantity)),
      String(contender.diverged.length),
      String(contender.finished.length),
    ]),
  };
}

/** Training losses to compare at beside the least that all reach. */
const ROUND_LOSSES = [1, 0.1, 0.01];

/** The same at equal training losses, each method when it first comes down to one. */
export function equalLossTable(study: Study): Table {
  const contenders = [...study.steps.contenders, ...adaptiveMethods(study)]
    .filter(({ finished }) => finished.length > 0);
  const fitting = bestFitting(study.steps.contenders);
  const least = [methodOf(study, "sgd"), fitting]
    .flatMap((contender) => contender?.finished.length ? [commonLoss([contender])] : []);
  const losses = [...new Set([...ROUND_LOSSES, ...least])].sort((a, b) => b - a);
  const quantities = [epochsNeeded, testError, cleanError, l2Norm, overStep(sgdTerm)];
  return {
    title: `At equal training loss: ${study.methods.title}`,
    caption:
      "Means over n seeds, geometric for norm and term, when the training loss first comes " +
      "down to a level, interpolated between epochs; only where all seeds of a method do. Levels: " +
      "round numbers, and the least losses of SGD at S's step size and at its best.",
    columns: [
      { title: "Training loss", numeric: true },
      { title: "Method" },
      { title: "Epochs", numeric: true },
      { title: "Test error", numeric: true },
      { title: "Without the noise", numeric: true },
      { title: "L2 norm", numeric: true },
      { title: "Equation (1)'s term over η", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: losses.flatMap((loss) =>
      contenders.filter((contender) => commonLoss([contender]) <= loss).map((contender) => [
        significant(loss),
        nameOf(contender),
        ...quantities.map((quantity) => meanAtLoss(contender, { quantity, loss })),
        String(contender.finished.length),
      ])
    ),
  };
}

function meanAtLoss(contender: Contender, reading: Reading): string {
  const values = valuesAtLoss(contender, reading);
  if (values.length === 0) return "–";
  return reading.quantity.decades
    ? significant(geometricEstimate(values).mean)
    : average(values).toFixed(2);
}

/** The terms after the last epoch. */
export function termsTable(study: Study): Table {
  const quantities = [sgdTerm, fullBatchTerm, miniBatchTerm, rmspropTerm];
  return {
    title: `Terms after the last epoch: ${study.methods.title}`,
    caption:
      "Geometric means over n seeds. The two parts add up to the term; beside them the largest " +
      "difference over all epochs and seeds, as a share of the term.",
    columns: [
      { title: "Method" },
      { title: "Equation (1)", numeric: true },
      { title: "η/4 ‖∇C‖²", numeric: true },
      { title: "η/(4m) Σ ‖∇Cₖ − ∇C‖²", numeric: true },
      { title: "S's term of RMSProp", numeric: true },
      { title: "Difference", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: everything(study).map((contender) => [
      nameOf(contender),
      ...quantities.map((quantity) => finalMean(contender, quantity)),
      largestGap(contender),
      String(contender.finished.length),
    ]),
  };
}

function finalMean({ finished }: Contender, quantity: Quantity): string {
  const values = curvesOf(finished, quantity).map((curve) => curve[curve.length - 1]);
  return values.length === 0 ? "–" : significant(geometricEstimate(values).mean);
}

function largestGap({ finished }: Contender): string {
  const gaps = finished.flatMap(({ epochs }) => epochs.map(({ terms }) => terms?.sgd.gap ?? 0));
  return gaps.length === 0 ? "–" : significant(Math.max(...gaps));
}

/** Whether equation (1)'s term says anything: m·η·|λ₁| against 1. */
export function conditionTable(study: Study): Table {
  const all = everything(study);
  const epochs = [...new Set(all.flatMap(measuredEpochs))].sort((a, b) => a - b);
  return {
    title: `Where equation (1) holds: ${study.methods.title}`,
    caption:
      "m·η·|λ₁|, geometric mean over n seeds, after some of the epochs. The analysis behind " +
      "equation (1) is for SGD and needs it to be far below 1: an epoch must be a small step along " +
      "the steepest curvature. λ₁ is the Hessian's eigenvalue of largest size, estimated " +
      "from below by power iteration on finite differences of gradients over 16 mini-batches.",
    columns: [
      { title: "Method" },
      { title: "m", numeric: true },
      { title: "η", numeric: true },
      { title: "n", numeric: true },
      ...epochs.map((epoch) => ({ title: `After epoch ${epoch}`, numeric: true })),
    ],
    rows: all.filter(({ finished }) => finished.length > 0).map((contender) => {
      const [{ spec, epochs: records }] = contender.finished;
      return [
        nameOf(contender),
        String(records[0].terms?.batches ?? "–"),
        String(spec.optimizer.hyper.lr),
        String(contender.finished.length),
        ...epochs.map((epoch) => conditionAt(contender, epoch)),
      ];
    }),
  };
}

function measuredEpochs({ finished }: Contender): number[] {
  return finished.flatMap(({ epochs }) =>
    epochs.filter(({ terms }) => terms?.curvature !== undefined).map(({ epoch }) => epoch)
  );
}

function conditionAt({ finished }: Contender, epoch: number): string {
  const values = finished.flatMap(({ spec, epochs }) => {
    const terms = epochs[epoch]?.terms;
    return terms?.curvature === undefined
      ? []
      : [terms.batches * spec.optimizer.hyper.lr * terms.curvature];
  });
  return values.length === 0 ? "–" : significant(geometricEstimate(values).mean);
}

/** Shares of the epochs after which the backward error is listed; the first is after one epoch. */
const MOMENTS = [0, 0.1, 0.25, 0.5, 1];

/** RMSProp by backward error analysis: coefficient, term, and whether the analysis applies. */
export function backwardErrorTable(study: Study): Table {
  const rmsprop = study.methods.contenders.find(({ optimizer }) => optimizer === "rmsprop");
  const last = Math.max(0, ...(rmsprop?.finished ?? []).map(({ epochs }) => epochs.length - 1));
  const moments = [...new Set(MOMENTS.map((share) => Math.max(1, Math.round(share * last))))]
    .filter((epoch) => epoch <= last);
  const at = (epoch: number, value: (error: NonNullable<Terms["backwardError"]>) => number) => {
    const values = (rmsprop?.finished ?? []).flatMap(({ epochs }) => {
      const error = epochs[Math.min(epoch, epochs.length - 1)].terms?.backwardError;
      return error === undefined ? [] : [value(error)];
    });
    return values.length === 0 ? "–" : significant(average(values));
  };
  return {
    title: `RMSProp by backward error analysis: ${study.methods.title}`,
    caption:
      "Means over n seeds. Each weight has a coefficient of its own, so that no one function " +
      "is the modified loss; where it is negative, large gradients are sought. The analysis is for " +
      "full batches: it takes Σ s / ‖∇C‖² as 1, and where mini-batches make that much larger it " +
      "does not describe the run.",
    columns: [
      { title: "After epoch", numeric: true },
      ...["Least coefficient", "Mean", "Largest", "Term", "Σ s / ‖∇C‖²"]
        .map((title) => ({ title, numeric: true })),
      { title: "n", numeric: true },
    ],
    rows: moments.map((epoch) => [
      String(epoch),
      at(epoch, ({ coefficient }) => coefficient.least),
      at(epoch, ({ coefficient }) => coefficient.mean),
      at(epoch, ({ coefficient }) => coefficient.largest),
      at(epoch, ({ term }) => term),
      at(epoch, ({ noise }) => noise),
      String(rmsprop?.finished.length ?? 0),
    ]),
  };
}

/** A contender's label on one line. */
function nameOf({ label }: Contender): string {
  return label.replaceAll(" ", "\u00a0");
}

/** Each contender once: S's methods, SGD's further steps, the variants. */
function everything({ methods, steps, variants }: Study): Contender[] {
  const own = new Set(
    methods.contenders.flatMap(({ finished, diverged }) => [...finished, ...diverged]),
  );
  const isOther = ({ finished, diverged }: Contender) =>
    [...finished, ...diverged].every((run) => !own.has(run));
  const others: Comparison[] = [steps, ...variants.map(({ comparison }) => comparison)];
  return [
    ...methods.contenders,
    ...others.flatMap(({ contenders }) => contenders.filter(isOther)),
  ];
}
