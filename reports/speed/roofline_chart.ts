/**
 * What the kernels reach of what one core can do, as a roofline.
 *
 * @module
 */

import { verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import { extentLayer, markerLayer } from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { nameLayer, referenceLayer } from "../chart/reference_layers.ts";
import { COLOURS } from "../chart/theme.ts";
import { significant } from "../format.ts";
import type { Table } from "../report.ts";
import { POINTS, seriesChannel } from "./programs.ts";
import { nameOf } from "./ratios.ts";
import type { Roofline } from "./results.ts";

type Point = Roofline["points"][number];

const PANEL = "One core";
const AXIS = "GFLOP/s";

/** Kernels by name: title, colour and shape. */
const KERNELS: Readonly<Record<string, readonly [title: string, colour: string, shape: string]>> = {
  forward: ["Forward", COLOURS.blue, "circle"],
  backward: ["Backward", "#8f6fd1", "square"],
  weights: ["Gradient of the weights", "#2b9a66", "triangle-up"],
  step: ["Whole step", COLOURS.orange, "diamond"],
};

/** Places at which a roof is drawn; many, for it is a curve on a linear axis. */
const STEPS = 60;

/** What the vertical axis reaches to, over the peak: room for its name. */
const HEADROOM = 1.15;

const INTENSITY_AXIS = {
  field: "intensity",
  type: "quantitative",
  title: "Operations a byte",
  scale: { type: "log", base: 2, nice: false, padding: 8 },
  axis: { grid: false, tickCount: 8, format: "~g" },
};

/** The kernels' points below the roofs. */
export function rooflineChart(roofline: Roofline): Chart {
  const kernels = Object.keys(KERNELS)
    .filter((kernel) => roofline.points.some((point) => point.kernel === kernel));
  return {
    id: "roofline",
    title: "What the kernels reach of one core",
    curves: "Best of several timings",
    caption:
      "A point for each product of each layer, and for each whole step, of which the products' " +
      "operations alone are counted. Operations a byte: of its matrices, each counted once. The lines " +
      "are what memory and multiply-adds allow at most, for vectors of 128 bits and, where V8 joins two " +
      "to one, of 256. Matrices that fit in a cache are not held up by memory: points may lie left of " +
      "the slope.",
    description:
      "Operations a second of each kernel against operations a byte, below the limits of " +
      "one core. The numbers stand in the table below.",
    series: kernels.map((kernel) => KERNELS[kernel][0]),
    panels: [{ name: PANEL, axis: AXIS }],
    x: { field: "intensity", title: "Operations a byte" },
    axis: "GFLOP/s axis",
    scale: "log",
    bands: [],
    rows: [...roofRows(roofline), ...roofline.points.map(pointRow)],
    tables: [rooflineTable(roofline)],
    spec: (scale) => rooflineSpec(scale, kernels),
  };
}

/** The peaks that were measured. */
function peaksOf({ peak128, peak256 }: Roofline): { bits: number; peak: number }[] {
  const first = { bits: 128, peak: peak128 };
  return peak256 === undefined ? [first] : [first, { bits: 256, peak: peak256 }];
}

/**
 * min(peak, bandwidth · intensity), from below the least point to above the largest; of a second roof what
 * lies above the first.
 */
function roofRows(roofline: Roofline): Row[] {
  const { bandwidth, peak128, points } = roofline;
  const intensities = points.map(({ intensity }) => intensity);
  const peaks = peaksOf(roofline);
  const ridges = peaks.map(({ peak }) => peak / bandwidth);
  const least = Math.min(...ridges, ...intensities) / 2;
  const largest = 2 * Math.max(...ridges, ...intensities);
  return peaks.flatMap(({ bits, peak }, i) => {
    const first = i === 0 ? least : peak128 / bandwidth;
    const places = Array.from(
      { length: STEPS + 1 },
      (_, i) => first * (largest / first) ** (i / STEPS),
    );
    const line = [...places, ridges[i]].sort((a, b) => a - b).map((intensity) => ({
      kind: "reference",
      panel: PANEL,
      line: bits,
      intensity: drawn(intensity),
      mean: drawn(Math.min(peak, bandwidth * intensity)),
    }));
    const end = { panel: PANEL, intensity: drawn(largest) };
    return [
      ...line,
      {
        kind: "name",
        ...end,
        mean: drawn(peak),
        text: `${bits} bits: ${significant(peak)} GFLOP/s`,
      },
      { kind: "extent", ...end, mean: drawn(HEADROOM * peak) },
    ];
  });
}

function pointRow(point: Point): Row {
  return {
    kind: "estimate",
    panel: PANEL,
    series: KERNELS[point.kernel][0],
    detail: placeOf(point),
    intensity: drawn(point.intensity),
    mean: drawn(point.gflops),
  };
}

/** Network and layer of a point. */
function placeOf({ sizes, layer }: Point): string {
  return layer === undefined
    ? nameOf({ sizes })
    : `${nameOf({ sizes })}, layer ${layer + 1} (${sizes[layer]} × ${sizes[layer + 1]})`;
}

function rooflineTable(roofline: Roofline): Table {
  const peaks = peaksOf(roofline);
  const share = (part: number, whole: number) => `${(100 * part / whole).toFixed(0)} %`;
  return {
    title: "Kernels",
    caption: `${
      peaks.map(({ bits, peak }) =>
        `Peak of ${bits}-bit multiply-adds: ${significant(peak)} GFLOP/s`
      ).join(". ")
    }. Memory is read at ${significant(roofline.bandwidth)} GB/s.`,
    columns: [
      { title: "Kernel" },
      { title: "Network" },
      { title: "Layer", numeric: true },
      { title: "Operations a byte", numeric: true },
      { title: AXIS, numeric: true },
      ...peaks.map(({ bits }) => ({ title: `Of the ${bits}-bit peak`, numeric: true })),
    ],
    rows: roofline.points.map((point) => [
      KERNELS[point.kernel][0],
      nameOf(point),
      point.layer === undefined ? "all" : String(point.layer + 1),
      significant(point.intensity),
      significant(point.gflops),
      ...peaks.map(({ peak }) => share(point.gflops, peak)),
    ]),
  };
}

function rooflineSpec(scale: Scale, kernels: readonly string[]): object {
  const titles = kernels.map((kernel) => KERNELS[kernel][0]);
  const encoding = {
    color: seriesChannel(titles, kernels.map((kernel) => KERNELS[kernel][1])),
    shape: seriesChannel(titles, kernels.map((kernel) => KERNELS[kernel][2])),
  };
  const axes = {
    scale,
    x: INTENSITY_AXIS,
    y: verticalAxis(AXIS, scale, { panel: 0 }),
  };
  return {
    config: POINTS,
    columns: 1,
    concat: [panelView(PANEL, {
      index: 0,
      width: panelWidth(1),
      height: 360,
      layer: [
        extentLayer(axes),
        referenceLayer(axes),
        nameLayer(axes),
        markerLayer(axes, encoding),
      ],
    })],
  };
}
