/**
 * A metric over the nights, drawn small: one of many on the page.
 *
 * The rows are of several kinds, told apart by their field `kind`:
 *
 * - "night": the mean over seeds, with `lower` and `upper` of its 95 % interval; where a night does not
 *   have them they are null, which breaks the line and the band;
 * - "expected": the range of a baseline, from `time` to `end`;
 * - "failed", "release", "shift", "return": a night that is marked.
 *
 * @module
 */

import type { TopLevelSpec } from "vega-lite";
import { drawn } from "../chart/chart.ts";
import { COLOURS, SCHEMA, THEME } from "../chart/theme.ts";
import { expectedIn } from "./alert.ts";
import { metricsOf } from "./metrics.ts";
import type { Night } from "./night.ts";
import { regimesOf, type Series } from "./regime.ts";
import { releasesOf } from "./releases.ts";

/** A record of the chart. */
type Row = Readonly<Record<string, string | number | null>>;

/** Up to so many nights each has a dot. */
const MOST_DOTS = 60;

/** Size of the plot, and what is left free of it at both ends of the nights, in pixels. */
export const WIDTH = 330;
export const PADDING = 4;
const HEIGHT = 110;

/** The drawing of a metric; `nights` are all there are, in order. */
export function metricSpec(series: Series, nights: readonly Night[]): TopLevelSpec {
  const { metric } = series;
  const x = {
    field: "time",
    type: "temporal",
    title: null,
    scale: { type: "utc", padding: PADDING },
    axis: { format: "%-d %b", tickCount: 6, grid: false, labelOverlap: "greedy" },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative",
    title: null, // the unit stands in the page, above the drawing
    scale: metric.scale === "log" ? { type: "log", nice: false } : { type: "linear", zero: false },
    axis: { tickCount: 4, labelExpr: "format(datum.value, '~g')" },
  });
  const layer = (kind: string, mark: object, encoding: object) => ({
    transform: [{ filter: `datum.kind === '${kind}'` }],
    mark: { aria: false, invalid: "break-paths-show-path-domains", ...mark },
    encoding: { x, ...encoding },
  });
  const text = { text: { field: "text" }, y: { value: -4 } };
  const band = { y: y("lower"), y2: { field: "upper" } };
  const cross = { shape: "M-1,-1L1,1M-1,1L1,-1", size: 16, stroke: COLOURS.red, strokeWidth: 1.5 };
  return {
    $schema: SCHEMA,
    config: THEME,
    width: WIDTH,
    height: HEIGHT,
    data: { values: rowsOf(series, nights) },
    layer: [
      layer("expected", { type: "rect", color: COLOURS.grey, opacity: 0.3 }, {
        ...band,
        x2: { field: "end" },
      }),
      layer("night", { type: "area", color: COLOURS.blue, opacity: 0.25 }, band),
      layer("night", {
        type: "line",
        color: COLOURS.blue,
        strokeWidth: 1.25,
        strokeCap: "round", // so that a night between two gaps is a dot
        ...(nights.length <= MOST_DOTS && { point: { color: COLOURS.blue, size: 18 } }),
      }, { y: y("mean") }),
      layer("release", { type: "rule", strokeDash: [1, 3], color: "currentColor" }, {}),
      layer("release", { type: "text", fontSize: 10, color: "currentColor" }, text),
      layer("shift", { type: "rule", color: COLOURS.orange, strokeWidth: 2 }, {}),
      layer("return", {
        type: "rule",
        color: COLOURS.orange,
        strokeWidth: 2,
        strokeDash: [4, 3],
      }, {}),
      layer("failed", { type: "point", opacity: 1, ...cross }, { y: { value: HEIGHT - 4 } }),
    ],
  } as TopLevelSpec;
}

function rowsOf(series: Series, nights: readonly Night[]): Row[] {
  const { metric: { figure }, changes } = series;
  return [
    ...expectedRows(series, nights),
    ...nights.map((night) => nightRow(night, series)),
    ...nights.filter((night) => failed(night, figure))
      .map((night) => ({ kind: "failed", time: time(night) })),
    ...releasesOf(nights)
      .map(({ date, version }) => ({ kind: "release", time: Date.parse(date), text: version })),
    ...changes.map(({ kind, since }) => ({ kind, time: Date.parse(since) })),
  ];
}

/** The range of each baseline, over the nights that it holds for. */
function expectedRows({ metric, points, changes }: Series, nights: readonly Night[]): Row[] {
  const regimes = regimesOf({ points, changes });
  return regimes.flatMap((regime, i) => {
    const expected = expectedIn(regime, metric);
    if (expected === undefined) return [];
    return [{
      kind: "expected",
      time: Date.parse(regime.change?.since ?? regime.points[0].date),
      end: Date.parse(regimes[i + 1]?.change?.since ?? nights[nights.length - 1].date),
      lower: drawn(expected.lower),
      upper: drawn(expected.upper),
    }];
  });
}

function nightRow(night: Night, { metric: { id, scale } }: Series): Row {
  const metric = metricsOf(night).find((metric) => metric.id === id);
  const { lower, upper } = metric?.interval ?? {};
  const fits = (value: number | undefined) =>
    value === undefined || (scale === "log" && value <= 0) ? null : drawn(value);
  return {
    kind: "night",
    time: time(night),
    mean: fits(metric?.value),
    lower: fits(lower),
    upper: fits(upper),
  };
}

function failed({ figures }: Night, name: string): boolean {
  return figures.some(({ figure, failure }) => figure === name && failure !== undefined);
}

function time({ date }: Night): number {
  return Date.parse(date);
}
