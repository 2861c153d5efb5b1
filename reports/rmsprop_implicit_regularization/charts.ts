/**
 * Figures 1 to 4 of S, and the curves beside them: the split of the term, SGD at further step sizes,
 * what varies S's setting.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import { ON_LOG_AXES } from "../chart/layers.ts";
import type { Comparison } from "../comparison/comparison.ts";
import {
  curveBands,
  curveRows,
  curvesInWords,
  l2Norm,
  objective,
  panelName,
  type Quantity,
  testError,
  trainingError,
} from "../comparison/curves.ts";
import { curvesSpec } from "../comparison/curves_chart.ts";
import { list } from "../format.ts";
import {
  cleanError,
  figure1,
  figure2,
  figure3,
  figure4,
  fullBatchTerm,
  miniBatchTerm,
  sgdTerm,
  withTerm,
} from "./quantities.ts";
import type { Study, VariantKind } from "./study.ts";

const READING =
  "Means of norms, terms and the objective are geometric. A run that has ended keeps " +
  "its last value. A red cross at the head marks a run that diverged; it is not in the mean. " +
  ON_LOG_AXES;

/** S's four figures, in S's order. */
export function fourFiguresChart(studies: readonly Study[]): Chart {
  const comparisons = studies.map(({ methods }) => methods);
  return curvesChart(comparisons, {
    id: "four-figures",
    title: "Noise in the training set: SGD, RMSProp and Adam",
    quantities: [figure1, figure2, figure3, figure4],
    scale: "linear",
    caption:
      "The training error is on the noisy training set, the test error on a test set without " +
      "noise. Figure 3 has each method's own term as S defines it, always on a logarithmic axis; S " +
      "defines none for Adam.",
  });
}

/** Equation (1)'s term along every method's run, and its two parts. */
export function termsChart(studies: readonly Study[]): Chart {
  const comparisons = studies.map(({ methods }) => methods);
  return curvesChart(comparisons, {
    id: "terms",
    title: "One formula for all methods: equation (1)'s term and its parts",
    quantities: [sgdTerm, fullBatchTerm, miniBatchTerm, cleanError],
    scale: "log",
    caption: "Equation (1)'s term measured along the run of every method, and the two parts of " +
      "equation (2) that add up to it. Last, the error on the training examples as they were before " +
      "noise: how much of the noise was learned.",
  });
}

/** SGD at S's step size and at larger ones. */
export function stepsChart(studies: readonly Study[]): Chart {
  const comparisons = studies.map(({ steps }) => steps);
  return curvesChart(comparisons, {
    id: "sgd-steps",
    title: "SGD at further step sizes",
    quantities: [trainingError, testError, sgdTerm, l2Norm],
    scale: "linear",
    caption:
      "SGD at S's step size and at larger ones, everything else alike. One that fits the noise " +
      "can be compared with the adaptive methods at equal training loss.",
  });
}

const VARIANT_TITLES: Readonly<Record<VariantKind, string>> = {
  "momentum": "What momentum changes",
  "switch": "From Adam to SGD after half of the epochs",
  "weight-decay": "With weight decay and without",
  "depth": "Fewer and more layers",
  "width": "Narrower and wider layers",
};

/** A chart for each thing that was varied. */
export function variantCharts(studies: readonly Study[]): Chart[] {
  const kinds = new Set(studies.flatMap(({ variants }) => variants.map(({ kind }) => kind)));
  return [...kinds].map((kind) => {
    const comparisons = studies.flatMap(({ variants }) =>
      variants.filter((variant) => variant.kind === kind).map(({ comparison }) => comparison)
    );
    return curvesChart(comparisons, {
      id: `variant-${kind}`,
      title: VARIANT_TITLES[kind],
      quantities: [objective, testError, sgdTerm, l2Norm],
      scale: "linear",
      caption: "At S's step size, everything else alike.",
    });
  });
}

/** What tells one of these charts from another. */
interface CurvesChartOptions {
  readonly id: string;
  readonly title: string;
  readonly quantities: readonly Quantity[];
  readonly scale: Chart["scale"];
  readonly caption: string;
}

/** Panels two by two for each data set. */
function curvesChart(comparisons: readonly Comparison[], options: CurvesChartOptions): Chart {
  const { id, title, quantities, scale, caption } = options;
  const rows = comparisons.flatMap((comparison) =>
    quantities.flatMap((quantity) =>
      curveRows(quantity === figure3 ? withTerm(comparison) : comparison, quantity)
    )
  );
  const series = comparisons[0].contenders.map(({ label }) => label);
  const panels = comparisons.flatMap((comparison) =>
    quantities.map((quantity) => [comparison, quantity] as const)
  );
  return {
    id,
    title,
    curves: curvesInWords(comparisons),
    caption: `${caption} ${READING}`,
    description: `${list(quantities.map(({ name }) => name))} against epochs on ` +
      `${list(comparisons.map((comparison) => comparison.title))}, a curve for each of ` +
      `${list(series)}. The numbers stand in the tables below.`,
    series,
    panels: panels.map(([comparison, quantity]) => ({
      name: panelName(comparison, quantity),
      axis: quantity.axis,
    })),
    x: { field: "epoch", title: "Epoch" },
    axis: "Axes",
    scale,
    bands: curveBands(comparisons),
    rows,
    spec: (chosen) =>
      curvesSpec(chosen, {
        comparisons,
        grids: [{
          columns: 2,
          panels,
          alwaysLog: ALWAYS_LOG,
          width: 330,
          height: 210,
        }],
      }),
  };
}

const ALWAYS_LOG: readonly Quantity[] = [
  objective,
  sgdTerm,
  figure3,
  fullBatchTerm,
  miniBatchTerm,
];
