/**
 * How much longer each program's step takes than the project's own: against H, and on deep networks.
 *
 * @module
 */

import { verticalAxis, widthAxis } from "../chart/axes.ts";
import { type Chart, drawn, panelWidth, type Row, type Scale } from "../chart/chart.ts";
import { dotLayer, lineLayer, markerLayer, whiskerLayer } from "../chart/layers.ts";
import { optimizerTitle } from "../chart/optimizers.ts";
import { panelView } from "../chart/panels.ts";
import { horizontalLayers } from "../chart/reference_layers.ts";
import { THEME } from "../chart/theme.ts";
import { list, plural } from "../format.ts";
import { POINTS, programChannels, yardstick } from "./programs.ts";
import { hasOneHiddenLayer, mainRule, nameOf, type Ratio, ratiosOf, rulesOf } from "./ratios.ts";
import type { Program, SpeedResults } from "./results.ts";

/** Where the ratios of a chart are drawn. */
interface Places {
  readonly ratios: readonly Ratio[];
  /** Names of the panels. */
  readonly panels: readonly string[];
  readonly panelOf: (ratio: Ratio) => string;
  readonly x: Chart["x"];
  readonly placeOf: (ratio: Ratio) => number;
  /** The horizontal channel. */
  readonly axis: object;
  /** Whether a line joins the points of a program. */
  readonly joined: boolean;
}

/** Ratios against the number of hidden units, a panel for each rule; undefined where there are none. */
export function widthRatiosChart(results: SpeedResults): Chart | undefined {
  const ratios = ratiosOf(results).filter(hasOneHiddenLayer);
  const widths = [...new Set(ratios.map(({ sizes }) => sizes[1]))].sort((a, b) => a - b);
  // the main rule first
  const rules = [...new Set([mainRule(results), ...rulesOf(results)])]
    .filter((rule) => ratios.some((ratio) => ratio.rule === rule));
  return ratiosChart(results, {
    ratios,
    panels: rules.map(optimizerTitle),
    panelOf: ({ rule }) => optimizerTitle(rule),
    x: { field: "H", title: "Hidden units H" },
    placeOf: ({ sizes }) => sizes[1],
    axis: widths.length === 0 ? {} : widthAxis(widths),
    joined: true,
  }, { id: "widths", title: "Time a step against the number of hidden units" });
}

/** Ratios on the other networks, a panel for each, against the rule; undefined where there are none. */
export function networkRatiosChart(results: SpeedResults): Chart | undefined {
  const ratios = ratiosOf(results).filter((ratio) => !hasOneHiddenLayer(ratio));
  const rules = rulesOf(results).filter((rule) => ratios.some((ratio) => ratio.rule === rule));
  const names = rules.map(optimizerTitle);
  return ratiosChart(results, {
    ratios,
    panels: [...new Set(ratios.map(nameOf))],
    panelOf: nameOf,
    x: { field: "rule", title: "Update rule", names },
    placeOf: ({ rule }) => rules.indexOf(rule),
    axis: {
      field: "rule",
      type: "quantitative",
      title: null,
      scale: { domain: [-0.5, names.length - 0.5], nice: false },
      axis: {
        values: rules.keys().toArray(),
        labelExpr: `split(${JSON.stringify(names)}[datum.value], ' ')`,
        grid: false,
      },
    },
    joined: false,
  }, { id: "networks", title: "Time a step of larger networks" });
}

function ratiosChart(
  results: SpeedResults,
  places: Places,
  { id, title }: { id: string; title: string },
): Chart | undefined {
  const { ratios, panels, x } = places;
  if (ratios.length === 0) return undefined;
  const own = yardstick(results);
  const axis = `Time ÷ time of ${own.name}`;
  const programs = results.programs.filter(({ id }) =>
    ratios.some(({ program }) => program.id === id)
  );
  return {
    id,
    title,
    curves: `Median over ${roundsInWords(ratios)}, bars: least to largest`,
    caption:
      `How many times longer a step takes than that of ${own.name} in the same round. Above ` +
      "the line at 1 the other program is slower, below it is faster.",
    description: `Time of a training step over that of ${own.name}, for ` +
      `${list(programs.map(({ name }) => name))}: ${list(panels)}. ` +
      "The numbers stand in the table below.",
    series: programs.map(({ name }) => name),
    panels: panels.map((name) => ({ name, axis: `${axis}, median (least to largest)` })),
    x,
    axis: "Ratio axis",
    scale: "log",
    bands: [],
    rows: [
      ...ratios.map((ratio) => ratioRow(ratio, places)),
      ...panels.map((panel) => ({ kind: "level", panel, mean: 1, text: own.name })),
    ],
    spec: (scale) => ratiosSpec(scale, { places, programs, axis }),
  };
}

function ratioRow(ratio: Ratio, { panelOf, placeOf, x }: Places): Row {
  const [least, largest] = [drawn(ratio.least), drawn(ratio.largest)];
  return {
    kind: "estimate",
    panel: panelOf(ratio),
    series: ratio.program.name,
    ...(ratio.configuration !== undefined && { detail: ratio.configuration }),
    [x.field]: placeOf(ratio),
    mean: drawn(ratio.ratio),
    lower: least,
    upper: largest,
    least,
    largest,
    n: ratio.rounds,
  };
}

function roundsInWords(ratios: readonly Ratio[]): string {
  const counts = [...new Set(ratios.map(({ rounds }) => rounds))].sort((a, b) => a - b);
  return counts.length === 1
    ? plural(counts[0], "round")
    : `${counts[0]} to ${plural(counts[counts.length - 1], "round")}`;
}

function ratiosSpec(
  scale: Scale,
  { places, programs, axis }: {
    places: Places;
    programs: readonly Program[];
    axis: string;
  },
): object {
  const { panels, joined } = places;
  const { color, strokeDash, shape } = programChannels(programs);
  const size = { width: panelWidth(panels.length), height: 270 };
  return {
    config: inTwoColumns(joined ? THEME : POINTS),
    columns: Math.min(2, panels.length),
    spacing: { column: 26, row: 30 },
    concat: panels.map((panel, index) => {
      const y = verticalAxis(axis, scale, { panel: index });
      const axes = { scale, x: places.axis, y };
      return panelView(panel, {
        ...size,
        index,
        layer: [
          ...horizontalLayers(axes),
          whiskerLayer(axes, color),
          ...(joined
            ? [lineLayer(axes, { encoding: { color, strokeDash } }), dotLayer(axes, color)]
            : [markerLayer(axes, { color, shape })]),
        ],
      });
    }),
  };
}

/** A legend in two columns: there are more programs than a line of it holds. */
function inTwoColumns<Config extends { legend: object }>(config: Config) {
  return { ...config, legend: { ...config.legend, columns: 2 } };
}
