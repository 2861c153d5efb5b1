/**
 * What the methods have at equal training loss: curves against the loss instead of the epoch.
 *
 * @module
 */

import { verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, type Row, type Scale } from "../chart/chart.ts";
import { estimateRows, withFloor } from "../chart/estimates.ts";
import { bandLayer, extentLayer, lineLayer, seedsLayer } from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import type { Comparison, Contender } from "../comparison/comparison.ts";
import {
  curveBands,
  curvesInWords,
  l2Norm,
  meanOf,
  panelName,
  testError,
} from "../comparison/curves.ts";
import { legendByStart, seriesStyle } from "../comparison/curves_chart.ts";
import { list } from "../format.ts";
import { commonLoss, type LossQuantity, valuesAtLoss } from "./equal_loss.ts";
import { cleanError, overStep, sgdTerm } from "./quantities.ts";
import { adaptiveMethods, type Study } from "./study.ts";

const TITLE = "At equal training loss";
const TERM = overStep(sgdTerm);
const QUANTITIES: readonly LossQuantity[] = [testError, cleanError, TERM, l2Norm];

/** Levels of the training loss in a factor of ten. */
const LEVELS_PER_DECADE = 24;

const LOSS_AXIS = {
  field: "loss",
  type: "quantitative",
  title: "Training loss, falling to the right",
  scale: { type: "log", reverse: true, nice: false, padding: 8 },
  axis: { grid: false, tickCount: 5, format: "~g" },
};

/** SGD at all its step sizes and the adaptive methods, against the training loss. */
export function equalLossChart(studies: readonly Study[]): Chart {
  const comparisons = studies.map((study): Comparison => ({
    ...study.methods,
    contenders: [...study.steps.contenders, ...adaptiveMethods(study)],
  }));
  const rows = comparisons.flatMap((comparison) =>
    QUANTITIES.flatMap((quantity) => lossRows(comparison, quantity))
  );
  const series = comparisons[0].contenders.map(({ label }) => label);
  return {
    id: "equal-loss",
    title: TITLE,
    curves: curvesInWords(comparisons),
    caption: "Each run is read where its training loss first comes " +
      "down to a level, interpolated between epochs; a curve ends at the least loss that all its " +
      "seeds reach. Means of the L2 norm and of the term are geometric. The term is equation (1)'s " +
      "for all, without its factor η: SGD's step sizes differ.",
    description: `${list(QUANTITIES.map(({ name }) => name))} against the training loss on ` +
      `${list(comparisons.map(({ title }) => title))}, a curve for each of ${list(series)}. ` +
      "Some of the numbers stand in the table below.",
    series,
    panels: panelsOf(comparisons).map(({ name, quantity }) => ({ name, axis: quantity.axis })),
    x: { field: "loss", title: "Training loss" },
    axis: "Axes",
    scale: "linear",
    bands: curveBands(comparisons),
    rows,
    spec: (scale) => equalLossSpec(scale, comparisons),
  };
}

function equalLossSpec(scale: Scale, comparisons: readonly Comparison[]): object {
  const [{ contenders }] = comparisons;
  const style = seriesStyle(contenders);
  const panels = panelsOf(comparisons);
  return {
    config: legendByStart(contenders),
    columns: 2,
    spacing: { column: 26, row: 30 },
    concat: panels.map(({ name, quantity }, index) => {
      const ownScale = quantity === TERM ? "log" : scale;
      const y = verticalAxis(quantity.axis, ownScale, { panel: index });
      const axes = { scale: ownScale, x: LOSS_AXIS, y };
      return panelView(name, {
        index,
        width: 330,
        height: 210,
        layer: [
          bandLayer(axes, style.color),
          seedsLayer(axes, style.color),
          lineLayer(axes, { encoding: style }),
          extentLayer(axes),
        ],
      });
    }),
  };
}

/** The panels in their order. */
function panelsOf(comparisons: readonly Comparison[]) {
  return comparisons.flatMap((comparison) =>
    QUANTITIES.map((quantity) => ({ name: panelName(comparison, quantity), quantity }))
  );
}

function lossRows(comparison: Comparison, quantity: LossQuantity): Row[] {
  const panel = panelName(comparison, quantity);
  const rows = comparison.contenders.flatMap((contender) =>
    levelsOf(contender).flatMap((loss) => {
      const values = valuesAtLoss(contender, { quantity, loss })
        .map((value, i) => ({ seed: contender.finished[i].spec.seed, value }));
      if (values.length === 0) return [];
      const place = { panel, series: contender.label, loss: drawn(loss) };
      return estimateRows(place, { values, mean: meanOf(quantity) });
    })
  );
  return withFloor(rows, { panel, place: { loss: 1 } });
}

/** Levels from the first epoch's loss down to the least that all seeds reach. */
function levelsOf(contender: Contender): number[] {
  const { finished } = contender;
  if (finished.length === 0) return [];
  const highest = Math.min(...finished.map(({ epochs }) => epochs[0].train.loss));
  const least = commonLoss([contender]);
  if (!(least > 0 && least < highest)) return [];
  const steps = Math.ceil(LEVELS_PER_DECADE * Math.log10(highest / least));
  return Array.from({ length: steps + 1 }, (_, i) => highest * (least / highest) ** (i / steps));
}
