/**
 * How programs look in charts: alike on every one.
 *
 * @module
 */

import { COLOURS, THEME } from "../chart/theme.ts";
import type { Program, SpeedResults } from "./results.ts";

interface Style {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly shape: string;
}

/** By id. Dashes and shapes tell them apart for who does not see the colours. */
const KNOWN: Readonly<Record<string, Style>> = {
  "wasm": { colour: COLOURS.blue, dash: [1, 0], shape: "circle" },
  "wasm-blas": { colour: "#1b93a3", dash: [9, 2, 2, 2], shape: "cross" },
  "webgpu": { colour: "#8f6fd1", dash: [12, 2], shape: "diamond" },
  "pytorch": { colour: COLOURS.orange, dash: [7, 3], shape: "square" },
  "tfjs-wasm": { colour: COLOURS.grey, dash: [2, 2], shape: "triangle-up" },
  "tfjs-webgpu": { colour: "#a77b2d", dash: [1.5, 3.5], shape: "triangle-down" },
  "jax-js": { colour: "#2b9a66", dash: [5, 3, 1, 3], shape: "triangle-right" },
};

/** For any other. */
const UNKNOWN: Style = { colour: "#cf5fa6", dash: [3, 3, 1, 3, 1, 3], shape: "triangle-left" };

/** The program that the others are held against: the first of them, the project's own. */
export function yardstick({ programs }: SpeedResults): Program {
  return programs[0];
}

/** Colour, dash and shape of each program, by the rows' field `series`. */
export function programChannels(programs: readonly Program[]) {
  const styles = programs.map(({ id }) => Object.hasOwn(KNOWN, id) ? KNOWN[id] : UNKNOWN);
  const names = programs.map(({ name }) => name);
  return {
    color: seriesChannel(names, styles.map(({ colour }) => colour)),
    strokeDash: seriesChannel(names, styles.map(({ dash }) => dash)),
    shape: seriesChannel(names, styles.map(({ shape }) => shape)),
  };
}

/** The configuration of charts that draw points without lines. */
export const POINTS = {
  ...THEME,
  legend: { ...THEME.legend, symbolType: "circle", symbolSize: 70 },
} as const;

/** A channel by the rows' field `series`. */
export function seriesChannel(domain: readonly string[], range: readonly unknown[]) {
  return {
    field: "series",
    type: "nominal",
    title: null,
    scale: { domain, range },
  } as const;
}
