/**
 * Distances of discrete steps from flows against the step size, on logarithmic axes.
 *
 * @module
 */

import type { Provenance } from "../../data/dataset.ts";
import { verticalAxis } from "../chart/axes.ts";
import { type Chart, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import { estimateRows, withFloor } from "../chart/estimates.ts";
import {
  type Axes,
  bandLayer,
  crossLayer,
  dotLayer,
  extentLayer,
  lineLayer,
  seedsLayer,
} from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { COLOURS, THEME } from "../chart/theme.ts";
import { plural } from "../format.ts";
import type { FlowComparison, FlowName, StepsName } from "../results.ts";
import { geometricEstimate } from "../statistics.ts";
import { curvesOf, FLOW_TITLES, isOn, isSmooth, STEPS_TITLES } from "./orders.ts";

const AXIS = "Distance";

const STYLES: Readonly<Record<FlowName, { colour: string; dash: number[] }>> = {
  "plain": { colour: COLOURS.grey, dash: [2, 2] },
  "full-batch": { colour: COLOURS.orange, dash: [7, 3] },
  "printed": { colour: "#8f6fd1", dash: [5, 2, 1, 2] },
  "modified": { colour: COLOURS.blue, dash: [1, 0] },
};

/** The axis of step sizes, all of them powers of 2: a tick at each. */
function stepSizeAxis(stepSizes: readonly number[]) {
  return {
    field: "stepSize",
    type: "quantitative",
    title: "Step size η",
    scale: { type: "log", base: 2, nice: false, padding: 10 },
    axis: {
      values: stepSizes,
      grid: false,
      labelExpr: "'2^' + replace(format(log(datum.value) / LN2, '.0f'), '-', '−')",
      labelOverlap: "greedy",
    },
  };
}

/** Distances from flows against the step size, a panel for each way to take steps. */
export function distancesChart(
  data: Provenance,
  comparisons: readonly FlowComparison[],
): Chart {
  const title = `Distance of steps from flows: ${data.title}`;
  const panels = [...new Set(curvesOf(comparisons).map(({ steps }) => steps))];
  const flows = [...new Set(curvesOf(comparisons).map(({ flow }) => flow))];
  const rows = panels.flatMap((steps) => panelRows(steps, comparisons));
  return {
    id: `distances-${data.name}`,
    title,
    curves: `${data.standIn ? "Not real data. " : ""}${curvesInWords(comparisons)}`,
    caption: "Means and intervals are geometric. On logarithmic axes the distance falls along a " +
      "line whose slope is the power of η: the steps follow the flow whose line is steepest. A red " +
      "cross at the head marks a step size at which, in some seed, a hidden unit switched on the way; " +
      "there the loss isn't smooth, and the seed is not in the mean. S's term for RMSProp is so small " +
      "that its curve hides that of the loss alone.",
    description:
      `Euclidean distance of the steps' end from the flows' end against the step size: ` +
      `${panels.map((steps) => STEPS_TITLES[steps]).join("; ")}. ` +
      "The fitted powers stand in the table below.",
    series: flows.map((flow) => FLOW_TITLES[flow]),
    panels: panels.map((steps) => ({ name: STEPS_TITLES[steps], axis: AXIS })),
    x: { field: "stepSize", title: "Step size η" },
    axis: "Distance axis",
    scale: "log",
    bands: comparisons.length === 1 ? [] : ["interval", "range", "seeds"],
    rows,
    spec: (scale) => distancesSpec(scale, { panels, flows, stepSizes: stepSizesOf(rows) }),
  };
}

function stepSizesOf(rows: readonly Row[]): number[] {
  return [...new Set(rows.map(({ stepSize }) => Number(stepSize)))].sort((a, b) => a - b);
}

/** How the curves come from the comparisons. */
function curvesInWords(comparisons: readonly FlowComparison[]): string {
  return comparisons.length === 1
    ? "One seed, so there is no band"
    : `Mean over ${plural(comparisons.length, "seed")}`;
}

function panelRows(steps: StepsName, comparisons: readonly FlowComparison[]): Row[] {
  const panel = STEPS_TITLES[steps];
  const points = comparisons.flatMap(({ seed, distances }) =>
    distances.filter((point) => point.steps === steps).map((point) => ({ seed, ...point }))
  );
  const stepSizes = [...new Set(points.map(({ stepSize }) => stepSize))].sort((a, b) => a - b);
  const estimates = curvesOf(comparisons).filter((curve) => curve.steps === steps)
    .flatMap((curve) =>
      stepSizes.flatMap((stepSize) => {
        const values = points
          .filter((point) => point.stepSize === stepSize && isOn(point, curve) && isSmooth(point))
          .map(({ seed, distance }) => ({ seed, value: distance }));
        if (values.length === 0) return [];
        const place = { panel, series: FLOW_TITLES[curve.flow], stepSize };
        return estimateRows(place, { values, mean: geometricEstimate });
      })
    );
  const marks = stepSizes.flatMap((stepSize): Row[] => {
    const switched = new Set(
      points.filter((point) => point.stepSize === stepSize && point.switched > 0)
        .map(({ seed }) => seed),
    ).size;
    const text = `a unit switched in ${switched} of ${plural(comparisons.length, "seed")}`;
    return switched === 0 ? [] : [{ kind: "mark", panel, stepSize, text }];
  });
  return [...withFloor(estimates, { panel, place: { stepSize: stepSizes[0] } }), ...marks];
}

function distancesSpec(
  scale: Scale,
  { panels, flows, stepSizes }: {
    panels: readonly StepsName[];
    flows: readonly FlowName[];
    stepSizes: readonly number[];
  },
): object {
  const size = { width: panelWidth(panels.length), height: 250 };
  return {
    config: THEME,
    columns: 2,
    spacing: { column: 26, row: 30 },
    concat: panels.map((steps, index) => {
      const y = verticalAxis(AXIS, scale, { panel: index, decades: true });
      const axes = { scale, x: stepSizeAxis(stepSizes), y };
      return panelView(STEPS_TITLES[steps], { ...size, index, layer: layers(axes, flows) });
    }),
  };
}

function layers(axes: Axes, flows: readonly FlowName[]) {
  const channel = (range: readonly unknown[]) => ({
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain: flows.map((flow) => FLOW_TITLES[flow]), range },
  });
  const color = channel(flows.map((flow) => STYLES[flow].colour));
  const strokeDash = channel(flows.map((flow) => STYLES[flow].dash));
  return [
    bandLayer(axes, color),
    seedsLayer(axes, color),
    lineLayer(axes, { encoding: { color, strokeDash } }),
    dotLayer(axes, color),
    crossLayer(axes),
    extentLayer(axes),
  ];
}
