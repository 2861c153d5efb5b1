/**
 * How the time of an epoch grows with its work.
 *
 * @module
 */

import { verticalAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import { markerLayer } from "../chart/layers.ts";
import { panelView } from "../chart/panels.ts";
import { headLayer, referenceLayer } from "../chart/reference_layers.ts";
import { count, list, significant } from "../format.ts";
import type { Table } from "../report.ts";
import { type Estimate, powerLaw } from "../statistics.ts";
import { POINTS, programChannels, yardstick } from "./programs.ts";
import { nameOf } from "./ratios.ts";
import type { Program, Scaling, SpeedResults } from "./results.ts";

type EpochTiming = Scaling["epochs"][number];
type Varied = EpochTiming["varied"];

const AXIS = "Seconds an epoch";

/** What varies, as a panel's title, and a value of it in words. */
const VARIED: Readonly<
  Record<Varied, readonly [title: string, inWords: (value: number) => string]>
> = {
  width: ["Hidden units", (value) => `H = ${count(value)}`],
  depth: ["Hidden layers", (value) => `depth ${value}`],
  examples: ["Examples", (value) => `${count(value)} examples`],
  batch: ["Size of the mini-batch", (value) => `mini-batches of ${count(value)}`],
};

/** What an epoch's work depends on, as against the size of its mini-batches. */
const WORK: readonly Varied[] = ["width", "depth", "examples"];

/** What one of these charts draws. */
interface Place {
  readonly x: Chart["x"] & { readonly field: "multiplyAdds" | "batch" };
  /** How numbers on the horizontal axis are written. */
  readonly format: string;
  readonly scale: Scale;
  readonly panels: readonly Varied[];
}

/** Seconds an epoch against its multiply-adds, with the power law through them. */
export function workChart(results: SpeedResults): Chart | undefined {
  return epochsChart(results, {
    place: {
      x: { field: "multiplyAdds", title: "Multiply-adds an epoch" },
      format: "~s",
      scale: "log",
      panels: WORK,
    },
    id: "epochs",
    title: "An epoch against its work",
    caption:
      "Multiply-adds are those of the matrix products, forward, backward and of the gradient. " +
      "Dashed: the power law through the points, by least squares of the logarithms, with its exponent " +
      "and the 95 % interval of it. An exponent of 1 is time that grows as the multiply-adds do.",
  });
}

/** Seconds an epoch against the size of the mini-batches, which leaves its multiply-adds as they are. */
export function batchChart(results: SpeedResults): Chart | undefined {
  return epochsChart(results, {
    place: {
      x: { field: "batch", title: "Examples in a mini-batch" },
      format: ",d",
      scale: "linear",
      panels: ["batch"],
    },
    id: "batches",
    title: "An epoch against the size of its mini-batches",
    caption:
      "The multiply-adds are the same at every size; small mini-batches update the weights more " +
      "often.",
  });
}

function epochsChart(
  results: SpeedResults,
  { place, ...texts }: { place: Place; id: string; title: string; caption: string },
): Chart | undefined {
  const timings = (results.scaling?.epochs ?? []).filter(({ varied }) =>
    place.panels.includes(varied)
  );
  if (timings.length === 0) return undefined;
  const panels = place.panels.filter((panel) => timings.some(({ varied }) => varied === panel));
  const program = yardstick(results);
  const of = (panel: Varied) => timings.filter(({ varied }) => varied === panel);
  return {
    ...texts,
    curves: `${program.name}, the best of several epochs`,
    description: `${AXIS} against ${place.x.title.toLowerCase()}: ` +
      `${list(panels.map((panel) => VARIED[panel][0].toLowerCase()))}. ` +
      "The numbers stand in the table below.",
    series: [program.name],
    panels: panels.map((panel) => ({ name: VARIED[panel][0], axis: AXIS })),
    x: place.x,
    axis: "Time axis",
    scale: place.scale,
    bands: [],
    rows: panels.flatMap((panel) => [
      ...of(panel).map((timing) => timingRow(timing, { place, program })),
      ...(place.x.field === "multiplyAdds" ? fitRows(of(panel)) : []),
    ]),
    tables: panels.map((panel) => epochsTable(panel, of(panel))),
    spec: (scale) => epochsSpec(scale, { place, panels, program }),
  };
}

function timingRow(
  timing: EpochTiming,
  { place, program }: { place: Place; program: Program },
): Row {
  const [title, inWords] = VARIED[timing.varied];
  return {
    kind: "estimate",
    panel: title,
    series: program.name,
    detail: inWords(timing.value),
    [place.x.field]: timing[place.x.field],
    mean: drawn(timing.seconds),
  };
}

/** The exponent b of seconds = c · multiply-addsᵇ; undefined where the work is always the same. */
function growth(timings: readonly EpochTiming[]) {
  const points = timings.map(({ multiplyAdds, seconds }) => ({ x: multiplyAdds, y: seconds }));
  return new Set(points.map(({ x }) => x)).size < 2 ? undefined : powerLaw(points);
}

/** The ends of the power law's line, and its exponent in words. */
function fitRows(timings: readonly EpochTiming[]): Row[] {
  const law = growth(timings);
  if (law === undefined) return [];
  const panel = VARIED[timings[0].varied][0];
  const works = timings.map(({ multiplyAdds }) => multiplyAdds);
  return [
    ...[Math.min(...works), Math.max(...works)].map((multiplyAdds) => ({
      kind: "reference",
      panel,
      line: "fit",
      multiplyAdds,
      mean: drawn(law.factor * multiplyAdds ** law.exponent.mean),
    })),
    { kind: "head", panel, text: `exponent ${exponentInWords(law.exponent)}` },
  ];
}

/** An exponent with its interval: "0.98 (0.95 to 1.01)". */
function exponentInWords({ mean, interval }: Estimate): string {
  const text = (value: number) => value.toFixed(2).replace("-", "−");
  if (interval === undefined) return text(mean);
  return `${text(mean)} (${text(interval.lower)} to ${text(interval.upper)})`;
}

function epochsTable(panel: Varied, timings: readonly EpochTiming[]): Table {
  const law = growth(timings);
  return {
    title: VARIED[panel][0],
    caption: law === undefined
      ? "The multiply-adds are the same at every size."
      : `Seconds grow as multiply-adds to the power ${exponentInWords(law.exponent)}.`,
    columns: [
      { title: VARIED[panel][0], numeric: true },
      { title: "Network" },
      { title: "Mini-batch", numeric: true },
      { title: "Examples", numeric: true },
      { title: "Multiply-adds", numeric: true },
      { title: AXIS, numeric: true },
      { title: "GFLOP/s", numeric: true },
    ],
    rows: timings.map(({ value, batch, examples, multiplyAdds, seconds, ...timing }) => [
      count(value),
      nameOf(timing),
      count(batch),
      count(examples),
      significant(multiplyAdds),
      significant(seconds),
      significant(2 * multiplyAdds / seconds / 1e9),
    ]),
  };
}

function epochsSpec(
  scale: Scale,
  { place, panels, program }: { place: Place; panels: readonly Varied[]; program: Program },
): object {
  const { color, shape } = programChannels([program]);
  const x = {
    field: place.x.field,
    type: "quantitative",
    title: place.x.title,
    scale: { type: "log", nice: false, padding: 12 },
    axis: { grid: false, tickCount: 4, format: place.format },
  };
  const size = { width: panelWidth(panels.length), height: 240 };
  return {
    config: POINTS,
    columns: Math.min(2, panels.length),
    spacing: { column: 26, row: 30 },
    concat: panels.map((panel, index) => {
      const y = verticalAxis(AXIS, scale, { panel: index });
      const axes = { scale, x, y };
      return panelView(VARIED[panel][0], {
        ...size,
        index,
        layer: [
          referenceLayer(axes),
          markerLayer(axes, { color, shape }),
          headLayer(),
        ],
      });
    }),
  };
}
