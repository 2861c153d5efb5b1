/**
 * How much more is done with several networks in training at once.
 *
 * @module
 */

import { verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import { dotLayer, lineLayer } from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { referenceLayer } from "../chart/reference_layers.ts";
import { THEME } from "../chart/theme.ts";
import { list } from "../format.ts";
import { programChannels } from "./programs.ts";
import { nameOf } from "./ratios.ts";
import type { Program, Scaling, SpeedResults } from "./results.ts";

type Throughput = Scaling["workers"][number];

const AXIS = "Examples a second";

/** Examples a second against the number of networks in training; undefined where none was measured. */
export function workersChart({ scaling, programs }: SpeedResults): Chart | undefined {
  const throughputs = scaling?.workers ?? [];
  if (throughputs.length === 0) return undefined;
  const here = programs.filter(({ id }) => throughputs.some(({ program }) => program === id));
  const panels = [...new Set(throughputs.map(nameOf))];
  return {
    id: "workers",
    title: "Several networks at once",
    curves: "Examples a second of all together",
    caption:
      "Each Worker, or each of the networks that a GPU trains together, has a network of its " +
      "own under SGD with momentum. Dashed: so many times what one alone does.",
    description: `Examples a second against the number of networks in training at once, of ` +
      `${list(here.map(({ name }) => name))}, on ${list(panels)}. ` +
      "The numbers stand in the table below.",
    series: here.map(({ name }) => name),
    panels: panels.map((name) => ({ name, axis: AXIS })),
    x: { field: "count", title: "Workers or networks" },
    axis: "Throughput axis",
    scale: "linear",
    bands: [],
    rows: panels.flatMap((panel) =>
      here.flatMap((program) =>
        throughputRows(
          throughputs.filter((throughput) =>
            throughput.program === program.id && nameOf(throughput) === panel
          ),
          { panel, program },
        )
      )
    ),
    spec: (scale) => workersSpec(scale, { panels, programs: here, throughputs }),
  };
}

function throughputRows(
  throughputs: readonly Throughput[],
  { panel, program }: { panel: string; program: Program },
): Row[] {
  const single = throughputs.find(({ count }) => count === 1);
  return throughputs.flatMap(({ count, examplesPerSecond }): Row[] => [
    { kind: "estimate", panel, series: program.name, count, mean: drawn(examplesPerSecond) },
    ...(single === undefined ? [] : [{
      kind: "reference",
      panel,
      line: program.name,
      count,
      mean: drawn(count * single.examplesPerSecond),
    }]),
  ]);
}

function workersSpec(
  scale: Scale,
  { panels, programs, throughputs }: {
    panels: readonly string[];
    programs: readonly Program[];
    throughputs: readonly Throughput[];
  },
): object {
  const counts = [...new Set(throughputs.map(({ count }) => count))].sort((a, b) => a - b);
  const x = {
    field: "count",
    type: "quantitative",
    title: "Workers, or networks on a GPU",
    scale: { zero: false, nice: false, padding: 14 },
    axis: { values: counts, format: "d", grid: false, labelOverlap: "greedy" },
  };
  const { color, strokeDash } = programChannels(programs);
  const size = { width: panelWidth(panels.length), height: 240 };
  return {
    config: THEME,
    columns: Math.min(2, panels.length),
    spacing: { column: 26, row: 30 },
    concat: panels.map((panel, index) => {
      const y = verticalAxis(AXIS, scale, { panel: index, decades: true });
      const axes = { scale, x, y };
      return panelView(panel, {
        ...size,
        index,
        layer: [
          referenceLayer(axes),
          lineLayer(axes, { encoding: { color, strokeDash } }),
          dotLayer(axes, color),
        ],
      });
    }),
  };
}
