/**
 * Two sets of results, held against each other.
 *
 * @module
 */

import { list, time } from "../format.ts";
import { experimentsOf } from "../experiments.ts";
import type { FigureResult } from "../results.ts";
import { holm } from "../statistics.ts";
import { finalRuns } from "../step_sizes.ts";
import { type Curve, curvesOf } from "./curves.ts";
import { matched, type ResultSet, type SetFigure } from "./result_set.ts";
import { namesOf } from "./settings.ts";
import {
  type ClaimChange,
  claimChange,
  type Finding,
  LEVEL,
  type QuantityChange,
  quantityChanges,
} from "./tests.ts";

/** What was found of something that both sets have. */
export type Found<Change> = Omit<Change, "finding"> & {
  readonly finding: Finding;
  /** p by Holm's method over all claims, or over all curves, of the sets; absent without a test. */
  readonly adjusted?: number;
};

/** A quantity of a curve, the curve named. */
export type CurveChange = QuantityChange & { readonly curve: string };

/** What one of the two sets lacks. */
export interface OneSided {
  readonly what: string;
  /** Which set has it. */
  readonly in: "first" | "second";
}

/** A figure in two sets. */
export interface FigureComparison {
  readonly name: string;
  readonly title: string;
  /** What differs between the two apart from the numbers. */
  readonly made: readonly (readonly [what: string, first: string, second: string])[];
  /** Runs of the same settings and seed, and how many of them ended with the same bits. */
  readonly pairs: number;
  readonly sameBits: number;
  readonly claims: readonly Found<ClaimChange>[];
  readonly curves: readonly Found<CurveChange>[];
  readonly oneSided: readonly OneSided[];
}

/** Two sets of results. */
export interface SetComparison {
  readonly first: string;
  readonly second: string;
  /** Numbers of tests that Holm's method corrects for, claims and curves each for themselves. */
  readonly tests: { readonly claims: number; readonly curves: number };
  readonly figures: readonly FigureComparison[];
  /** Figures that only one of them has. */
  readonly oneSided: readonly OneSided[];
}

/**
 * Compares the figures that both sets have.
 *
 * @throws {Error} If there is none, or several could be meant.
 */
export function compare(...sets: [first: ResultSet, second: ResultSet]): SetComparison {
  const [first, second] = matched(...sets);
  const names = (set: ResultSet) => set.figures.map(({ name }) => name);
  const figures = first.figures.flatMap((figure) => {
    const other = second.figures.find(({ name }) => name === figure.name);
    return other === undefined ? [] : [figureComparison(figure, other)];
  });
  const claims = adjustedOf(figures.flatMap((figure) => figure.claims));
  const curves = adjustedOf(figures.flatMap((figure) => figure.curves));
  return {
    first: first.path,
    second: second.path,
    tests: { claims: claims.size, curves: curves.size },
    figures: figures.map((figure) => ({
      ...figure,
      claims: figure.claims.map((change) => found(change, claims.get(change))),
      curves: figure.curves.map((change) => found(change, curves.get(change))),
    })),
    oneSided: oneSided(names(first), names(second)),
  };
}

/** All that was found beyond the spread. */
export function differences(
  { figures }: SetComparison,
): (Found<ClaimChange> | Found<CurveChange>)[] {
  return figures.flatMap(({ claims, curves }) => [...claims, ...curves])
    .filter(({ finding }) => finding === "beyond spread");
}

/** The p-values of the changes that were tested, corrected for their number. */
function adjustedOf<Tested extends Pick<QuantityChange, "change">>(
  changes: readonly Tested[],
): Map<Tested, number> {
  const tested = changes.flatMap((item) =>
    item.change === undefined ? [] : [{ item, p: item.change.p }]
  );
  const adjusted = holm(tested.map(({ p }) => p));
  return new Map(tested.map(({ item }, i) => [item, adjusted[i]]));
}

function found<Change extends Pick<QuantityChange, "finding">>(
  { finding, ...change }: Change,
  adjusted: number | undefined,
): Found<Change> {
  if (adjusted === undefined) return { ...change, finding: finding ?? "not tested" };
  return { ...change, finding: adjusted <= LEVEL ? "beyond spread" : "within spread", adjusted };
}

/** A figure in two sets, its changes tested but not yet corrected for the number of tests. */
function figureComparison(first: SetFigure, second: SetFigure) {
  const [a, b] = labelled(curvesOf(first.figure), curvesOf(second.figure));
  const both = [...a].flatMap(([label, curve]) => {
    const other = b.get(label);
    return other === undefined ? [] : [{ label, curve, other }];
  });
  const pairs = both.flatMap(({ curve, other }) =>
    [...curve.bits].filter(([seed]) => other.bits.has(seed))
      .map(([seed, bits]) => bits === other.bits.get(seed))
  );
  const claimNames = ({ claims }: SetFigure) => claims.map(({ id }) => `claim ${id}`);
  return {
    name: first.name,
    title: second.title,
    made: made(first.figure, second.figure),
    pairs: pairs.length,
    sameBits: pairs.filter((same) => same).length,
    claims: first.claims.flatMap((claim) => {
      const other = second.claims.find(({ id }) => id === claim.id);
      return other === undefined ? [] : [claimChange(claim, other)];
    }),
    curves: both.flatMap(({ label, curve, other }) =>
      quantityChanges(curve, other).map((change): CurveChange => ({ curve: label, ...change }))
    ),
    oneSided: [
      ...oneSided(claimNames(first), claimNames(second)),
      ...runsWithout(a, b).map((what) => ({ what, in: "first" as const })),
      ...runsWithout(b, a).map((what) => ({ what, in: "second" as const })),
    ],
  };
}

/** The curves of both sets by names that are the same where the experiment is. */
function labelled(...sets: [readonly Curve[], readonly Curve[]]): Map<string, Curve>[] {
  const names = namesOf(sets.flat().map(({ settings }) => settings));
  const [first] = sets;
  return [names.slice(0, first.length), names.slice(first.length)]
    .map((names, set) => new Map(names.map((name, i) => [name, sets[set][i]])));
}

/** The runs of one set that have no like in the other: curves, and which of their seeds. */
function runsWithout(
  curves: ReadonlyMap<string, Curve>,
  others: ReadonlyMap<string, Curve>,
): string[] {
  return [...curves].flatMap(([label, { seeds }]) => {
    const lone = seeds.filter((seed) => !others.get(label)?.seeds.includes(seed));
    return lone.length === 0 ? [] : [`${label}: seed ${list(lone.map(String))}`];
  });
}

function oneSided(first: readonly string[], second: readonly string[]): OneSided[] {
  const without = (names: readonly string[], others: readonly string[]) =>
    names.filter((name) => !others.includes(name));
  return [
    ...without(first, second).map((what) => ({ what, in: "first" as const })),
    ...without(second, first).map((what) => ({ what, in: "second" as const })),
  ];
}

/** Where, when, with what and on what the two were made, where that differs. */
function made(first: FigureResult, second: FigureResult): FigureComparison["made"] {
  const [a, b] = [first, second].map(provenance);
  return [...new Set([...a.keys(), ...b.keys()])]
    .map((what) => [what, a.get(what) ?? "–", b.get(what) ?? "–"] as const)
    .filter(([, one, other]) => one !== other);
}

function provenance(figure: FigureResult): Map<string, string> {
  const { environment, command, profile } = figure;
  const { version, commit, deno, os, cpu, cores, engine, date } = environment;
  const experiments = experimentsOf({ ...figure, runs: finalRuns(figure) });
  const hashes = experiments.map(({ data }) => [`Data of ${data.name}`, data.hash] as const);
  return new Map([
    ["Commit", commit ?? "outside a checkout"],
    ["implicit-bench", version],
    ["Deno", deno],
    ["Engine", engine],
    ["Machine", [cpu ?? "unknown processor", os, `${cores} cores`].join(", ")],
    ["Date", time(date)],
    ["Profile", profile],
    ["Command", command],
    ...hashes,
  ]);
}
