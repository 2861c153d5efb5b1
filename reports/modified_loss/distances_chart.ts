/**
 * Distances of discrete steps from flows against the step size, on logarithmic axes.
 *
 * @module
 */

import type { Provenance } from "../../data/dataset.ts";
import { verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import {
  type Axes,
  bandLayer,
  crossLayer,
  dotLayer,
  extentLayer,
  extentRows,
  lineLayer,
} from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { COLOURS, SCHEMA, THEME } from "../chart/theme.ts";
import { plural, significantInterval } from "../format.ts";
import type { FlowComparison, FlowName, StepsName } from "../results.ts";
import { geometricEstimate } from "../statistics.ts";
import { curvesOf, FLOW_TITLES, isOn, isSmooth, STEPS_TITLES } from "./orders.ts";

const STYLES: Readonly<Record<FlowName, { colour: string; dash: number[] }>> = {
  "plain": { colour: COLOURS.grey, dash: [2, 2] },
  "full-batch": { colour: COLOURS.orange, dash: [7, 3] },
  "printed": { colour: "#8f6fd1", dash: [5, 2, 1, 2] },
  "modified": { colour: COLOURS.blue, dash: [1, 0] },
};

const STEP_SIZE_AXIS = {
  field: "stepSize",
  type: "quantitative",
  title: "Step size η",
  scale: { type: "log", base: 2, nice: false, padding: 10 },
  axis: {
    grid: false,
    labelExpr: "'2^' + replace(format(log(datum.value) / LN2, '.0f'), '-', '−')",
    labelOverlap: "greedy",
  },
};

/** Distances from flows against the step size, a panel for each way to take steps. */
export function distancesChart(
  data: Provenance,
  comparisons: readonly FlowComparison[],
): Chart {
  const title = `Distance of steps from flows: ${data.title}`;
  const panels = [...new Set(curvesOf(comparisons).map(({ steps }) => steps))];
  const flows = [...new Set(curvesOf(comparisons).map(({ flow }) => flow))];
  const rows = panels.flatMap((steps) => panelRows(steps, comparisons));
  const drawing = {
    title,
    subtitle: `${data.standIn ? "Not real data. " : ""}${bandInWords(comparisons)}`,
    panels,
    flows,
  };
  return {
    id: `distances-${data.name}`,
    title,
    caption:
      `${drawing.subtitle}, both geometric. On logarithmic axes the distance falls along a ` +
      "line whose slope is the power of η: the steps follow the flow whose line is steepest. A red " +
      "cross at the head marks a step size at which, in some seed, a hidden unit switched on the way; " +
      "there the loss isn't smooth, and the seed is not in the mean. S's term for RMSProp is so small " +
      "that its curve hides that of the loss alone.",
    description:
      `Euclidean distance of the steps' end from the flows' end against the step size: ` +
      `${panels.map((steps) => STEPS_TITLES[steps]).join("; ")}. ` +
      "The fitted powers stand in the table below.",
    series: flows.map((flow) => FLOW_TITLES[flow]),
    axis: "Distance axis",
    scale: "log",
    rows,
    spec: (scale) => distancesSpec(scale, drawing),
  };
}

/** How the curves come from the comparisons. */
function bandInWords(comparisons: readonly FlowComparison[]): string {
  return comparisons.length === 1
    ? "One seed, so there is no band"
    : `Mean over ${plural(comparisons.length, "seed")}, band: 95 % t interval`;
}

function panelRows(steps: StepsName, comparisons: readonly FlowComparison[]): Row[] {
  const panel = STEPS_TITLES[steps];
  const points = comparisons.flatMap(({ distances }) => distances)
    .filter((point) => point.steps === steps);
  const stepSizes = [...new Set(points.map(({ stepSize }) => stepSize))].sort((a, b) => a - b);
  const estimates = curvesOf(comparisons).filter((curve) => curve.steps === steps)
    .flatMap((curve) =>
      stepSizes.flatMap((stepSize): Row[] => {
        const values = points
          .filter((point) => point.stepSize === stepSize && isOn(point, curve) && isSmooth(point))
          .map(({ distance }) => distance);
        if (values.length === 0) return [];
        const { mean, interval, n } = geometricEstimate(values);
        return [{
          kind: "estimate",
          panel,
          series: FLOW_TITLES[curve.flow],
          stepSize,
          mean: drawn(mean),
          lower: drawn(interval?.lower ?? mean),
          upper: drawn(interval?.upper ?? mean),
          n,
          interval: interval === undefined ? "one seed" : significantInterval(interval),
        }];
      })
    );
  const floor = Math.min(...estimates.map(({ lower }) => Number(lower)));
  const marks = stepSizes.flatMap((stepSize): Row[] => {
    const switched = comparisons.filter(({ distances }) =>
      distances.some((point) =>
        point.steps === steps && point.stepSize === stepSize && point.switched > 0
      )
    ).length;
    const text = `a unit switched in ${switched} of ${plural(comparisons.length, "seed")}`;
    return switched === 0 ? [] : [{ kind: "mark", panel, stepSize, text }];
  });
  const empty = estimates.length === 0 ? extentRows(panel, { stepSize: stepSizes[0] }) : [];
  return [...estimates.map((row) => ({ ...row, floor })), ...marks, ...empty];
}

function distancesSpec(
  scale: Scale,
  { title, subtitle, panels, flows }: {
    title: string;
    subtitle: string;
    panels: readonly StepsName[];
    flows: readonly FlowName[];
  },
): ReturnType<Chart["spec"]> {
  const axes = { scale, x: STEP_SIZE_AXIS, y: verticalAxis("Distance", scale, { decades: true }) };
  const size = { width: panelWidth(panels.length), height: 250 };
  return {
    $schema: SCHEMA,
    title: { text: title, subtitle },
    config: THEME,
    columns: 2,
    spacing: { column: 26, row: 30 },
    concat: panels.map((steps) =>
      panelView(STEPS_TITLES[steps], { ...size, layer: layers(axes, flows) })
    ),
  } as ReturnType<Chart["spec"]>;
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
  const tooltip = [
    { field: "panel", title: "Steps" },
    { field: "series", title: "Flow" },
    { field: "stepSize", title: "η" },
    { field: "mean", title: "Distance" },
    { field: "interval", title: "95 % interval" },
    { field: "n", title: "Seeds" },
  ];
  return [
    bandLayer(axes, color),
    lineLayer(axes, { field: "series", encoding: { color, strokeDash } }),
    dotLayer(axes, { colour: color, tooltip }),
    crossLayer(axes),
    extentLayer(axes),
  ];
}
