/**
 * What the methods have at equal training loss: curves against the loss instead of the epoch.
 *
 * @module
 */

import { isNarrow, verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, type Row, type Scale } from "../chart/chart.ts";
import { bandLayer, extentLayer, lineLayer } from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { SCHEMA } from "../chart/theme.ts";
import type { Comparison, Contender } from "../comparison/comparison.ts";
import { bandInWords, l2Norm, panelName, testError } from "../comparison/curves.ts";
import { legendByStart, seriesStyle } from "../comparison/curves_chart.ts";
import { list } from "../format.ts";
import { estimate, geometricEstimate } from "../statistics.ts";
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
    caption: `${bandInWords(comparisons)}. Each run is read where its training loss first comes ` +
      "down to a level, interpolated between epochs; a curve ends at the least loss that all its " +
      "seeds reach. Means of the L2 norm and of the term are geometric. The term is equation (1)'s " +
      "for all, without its factor η: SGD's step sizes differ.",
    description: `${list(QUANTITIES.map(({ name }) => name))} against the training loss on ` +
      `${list(comparisons.map(({ title }) => title))}, a curve for each of ${list(series)}. ` +
      "Some of the numbers stand in the table below.",
    series,
    axis: "Axes",
    scale: "linear",
    rows,
    spec: (scale) => equalLossSpec(scale, comparisons, rows),
  };
}

function equalLossSpec(
  scale: Scale,
  comparisons: readonly Comparison[],
  rows: readonly Row[],
): ReturnType<Chart["spec"]> {
  const [{ contenders }] = comparisons;
  return {
    $schema: SCHEMA,
    title: { text: TITLE, subtitle: bandInWords(comparisons) },
    config: legendByStart(contenders),
    columns: 2,
    spacing: { column: 26, row: 30 },
    concat: comparisons.flatMap((comparison) =>
      QUANTITIES.map((quantity) => {
        const panel = panelName(comparison, quantity);
        const ownScale = quantity === TERM ? "log" : scale;
        const y = verticalAxis(quantity.axis, ownScale, { narrow: isNarrow(rows, panel) });
        const axes = { scale: ownScale, x: LOSS_AXIS, y };
        const style = seriesStyle(contenders);
        const tooltip = [{ field: "panel", title: "Panel" }, { field: "series", title: "Curve" }];
        return panelView(panel, {
          width: 330,
          height: 210,
          layer: [
            bandLayer(axes, style.color),
            lineLayer(axes, { field: "series", encoding: { ...style, tooltip } }),
            extentLayer(axes),
          ],
        });
      })
    ),
  } as ReturnType<Chart["spec"]>;
}

function lossRows(comparison: Comparison, quantity: LossQuantity): Row[] {
  const panel = panelName(comparison, quantity);
  const points = comparison.contenders.flatMap((contender) =>
    levelsOf(contender).flatMap((loss) => {
      const values = valuesAtLoss(contender, { quantity, loss });
      if (values.length === 0) return [];
      const found = (quantity.decades ? geometricEstimate : estimate)(values);
      return [{ series: contender.label, loss, ...found }];
    })
  );
  const floor = Math.min(
    ...points.flatMap(({ mean, interval }) => [mean, interval?.lower ?? mean])
      .filter((value) => value > 0),
  );
  if (floor === Infinity) {
    return [1, 100].map((mean) => ({ kind: "extent", panel, loss: 1, mean }));
  }
  return points.map(({ series, loss, mean, interval }) => ({
    kind: "estimate",
    panel,
    series,
    loss: drawn(loss),
    mean: drawn(mean),
    lower: drawn(interval?.lower ?? mean),
    upper: drawn(interval?.upper ?? mean),
    floor: drawn(floor),
  }));
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
