/**
 * How the optimizers are named, coloured and dashed: alike on every page. The dashes tell curves apart
 * for who does not see the colours, and on paper.
 *
 * @module
 */

import { COLOURS } from "./theme.ts";

/** Dashes by start: nearly solid from a balanced one, broken up from an unbalanced one. */
interface Dashes {
  readonly balanced: readonly number[];
  readonly unbalanced: readonly number[];
}

interface Style {
  readonly colour: string;
  readonly dashes: Dashes;
}

const KNOWN: Readonly<Record<string, Style & { readonly title: string }>> = {
  "sgd": {
    title: "SGD",
    colour: COLOURS.blue,
    dashes: { balanced: [1, 0], unbalanced: [5, 3] },
  },
  "adagrad": {
    title: "AdaGrad",
    colour: "#2b9a66",
    dashes: { balanced: [12, 2], unbalanced: [5, 3, 1, 3] },
  },
  "path-sgd": {
    title: "Path-SGD",
    colour: COLOURS.orange,
    dashes: { balanced: [16, 2, 2, 2], unbalanced: [1.5, 2.5] },
  },
  "momentum": {
    title: "SGD with momentum",
    colour: "#1b93a3",
    dashes: { balanced: [9, 2, 2, 2], unbalanced: [8, 4, 2, 4] },
  },
  "rmsprop": {
    title: "RMSProp",
    colour: "#8f6fd1",
    dashes: { balanced: [7, 2], unbalanced: [3, 4] },
  },
  "adam": {
    title: "Adam",
    colour: "#cf5fa6",
    dashes: { balanced: [6, 2, 1.5, 2], unbalanced: [3, 3, 1, 3, 1, 3] },
  },
};

/** For rules that are a user's own, in the order in which a page meets them; then from the first. */
const FURTHER: readonly Style[] = [
  { colour: "#a77b2d", dashes: { balanced: [20, 2], unbalanced: [7, 5] } },
  { colour: "#7d8b3a", dashes: { balanced: [12, 2, 4, 2], unbalanced: [7, 5, 2, 5] } },
  { colour: "#b56576", dashes: { balanced: [8, 2, 4, 2], unbalanced: [2, 5] } },
  { colour: COLOURS.grey, dashes: { balanced: [9, 1.5, 1.5, 1.5], unbalanced: [4, 5, 1, 5] } },
];

/**
 * An optimizer's name as people write it: "Adam → SGD" where rules are switched. A rule that is not built
 * in keeps the name it has.
 */
export function optimizerTitle(name: string): string {
  return name.split("→").map((rule) => KNOWN[rule]?.title ?? rule).join(" → ");
}

/** The colour of each optimizer. */
export function optimizerColours(names: readonly string[]): ReadonlyMap<string, string> {
  return new Map(names.map((name) => [name, styleOf(name, names).colour]));
}

/** The dashes of each optimizer's curves. */
export function optimizerDashes(names: readonly string[]): ReadonlyMap<string, Dashes> {
  return new Map(names.map((name) => [name, styleOf(name, names).dashes]));
}

function styleOf(name: string, names: readonly string[]): Style {
  if (Object.hasOwn(KNOWN, name)) return KNOWN[name];
  const own = [...new Set(names)].filter((name) => !Object.hasOwn(KNOWN, name));
  return FURTHER[own.indexOf(name) % FURTHER.length];
}
