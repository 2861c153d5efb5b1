/**
 * The numbers of Figure 3 as tables, Table 1 of N among them.
 *
 * @module
 */

import type { Comparison } from "../comparison/comparison.ts";
import { count, significant } from "../format.ts";
import type { Table } from "../report.ts";
import type { FigureResult, Norms } from "../results.ts";
import { finalRuns } from "../step_sizes.ts";

/** What the published images are (N, Table 1). */
const IMAGES: Readonly<Record<string, string>> = {
  "cifar-10": "32 × 32 colour",
  "cifar-100": "32 × 32 colour",
  "mnist": "28 × 28 grayscale",
  "svhn": "32 × 32 colour",
};

/** Table 1 of N: the data sets as they were run. */
export function datasetsTable(figure: FigureResult, comparisons: readonly Comparison[]): Table {
  return {
    title: "Data sets",
    caption: "Table 1 of N for the data at hand: what the final runs trained and were tested on.",
    columns: [
      { title: "Data set" },
      { title: "Dimensionality" },
      { title: "Classes", numeric: true },
      { title: "Training set", numeric: true },
      { title: "Test set", numeric: true },
    ],
    rows: comparisons.flatMap(({ name, title }) => {
      const spec = finalRuns(figure).find((run) => run.spec.data.name === name)?.spec;
      if (spec === undefined) return [];
      const { sizes, data } = spec;
      const image = data.transforms.length === 0 && name in IMAGES ? ` (${IMAGES[name]})` : "";
      return [[
        title,
        `${count(sizes[0])}${image}`,
        count(sizes[sizes.length - 1]),
        count(data.train),
        count(data.test),
      ]];
    }),
  };
}

/** The least and the largest γ of Path-SGD's updates, at the start and over all epochs. */
export function gammaTable(comparisons: readonly Comparison[]): Table {
  return {
    title: "Range of γ",
    caption:
      "Least and largest γ₂(e) of N, equation 9, over all edges that lie on a path, before " +
      "the first update and over all epochs, of n seeds. Only Path-SGD divides by it.",
    columns: [
      { title: "Data set" },
      { title: "Optimizer and start" },
      { title: "At the start: least", numeric: true },
      { title: "largest", numeric: true },
      { title: "Over all epochs: least", numeric: true },
      { title: "largest", numeric: true },
      { title: "n", numeric: true },
    ],
    rows: comparisons.flatMap((comparison) =>
      comparison.contenders.map((contender) => {
        const runs = contender.finished.map((run) =>
          run.epochs.flatMap(({ norms }) => norms ?? [])
        );
        return [
          comparison.title,
          contender.label,
          ...gammaRange(runs.flatMap((norms) => norms.slice(0, 1))),
          ...gammaRange(runs.flat()),
          String(runs.length),
        ];
      })
    ),
  };
}

function gammaRange(norms: readonly Norms[]): [string, string] {
  if (norms.length === 0) return ["–", "–"];
  return [
    significant(Math.min(...norms.map(({ gamma }) => gamma[0]))),
    significant(Math.max(...norms.map(({ gamma }) => gamma[1]))),
  ];
}
