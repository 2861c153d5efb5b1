/**
 * How much longer each program takes than the project's own.
 *
 * @module
 */

import { extent, geometricEstimate, median } from "../statistics.ts";
import { yardstick } from "./programs.ts";
import type { Program, SpeedResults, StepTiming } from "./results.ts";

/** A program's step beside the yardstick's, on one network under one rule. */
export interface Ratio {
  readonly program: Program;
  readonly sizes: readonly number[];
  readonly rule: string;
  /** How the program was run, where it has several ways. */
  readonly configuration?: string;
  /** Median milliseconds of a step. */
  readonly time: number;
  /** Median over the rounds of its time over the yardstick's in that round. */
  readonly ratio: number;
  /** The least and the largest of these. */
  readonly least: number;
  readonly largest: number;
  /** Number of rounds. */
  readonly rounds: number;
}

/** The ratio of each program but the yardstick, wherever both were timed. */
export function ratiosOf(results: SpeedResults): Ratio[] {
  const own = yardstick(results);
  return results.programs.filter(({ id }) => id !== own.id).flatMap((program) =>
    results.steps.filter((timing) => timing.program === program.id).flatMap((timing): Ratio[] => {
      const beside = results.steps.find((other) =>
        other.program === own.id && isSame(other, timing)
      );
      return beside === undefined ? [] : [ratioOf(program, timing, beside)];
    })
  );
}

function ratioOf(program: Program, timing: StepTiming, beside: StepTiming): Ratio {
  const { sizes, rule, times, configuration } = timing;
  const ratios = roundRatios(timing, beside);
  const { lower: least, upper: largest } = extent(ratios);
  return {
    program,
    sizes,
    rule,
    ...(configuration !== undefined && { configuration }),
    time: median(times),
    ratio: median(ratios),
    least,
    largest,
    rounds: ratios.length,
  };
}

/** The first time over the second, round by round. */
export function roundRatios(first: StepTiming, second: StepTiming): number[] {
  const rounds = Math.min(first.times.length, second.times.length);
  return first.times.slice(0, rounds).map((time, round) => time / second.times[round]);
}

/** Whether two timings are of the same work. */
function isSame(first: StepTiming, second: StepTiming): boolean {
  return first.rule === second.rule && nameOf(first) === nameOf(second);
}

/** A network as the pages write it: "784-512-512-10". */
export function nameOf({ sizes }: { readonly sizes: readonly number[] }): string {
  return sizes.join("-");
}

/** Whether a network has one hidden layer, whose width H is what varies. */
export function hasOneHiddenLayer({ sizes }: { readonly sizes: readonly number[] }): boolean {
  return sizes.length === 3;
}

/** The rules that were timed, in their order. */
export function rulesOf({ steps }: SpeedResults): string[] {
  return [...new Set(steps.map(({ rule }) => rule))];
}

/** The rule that the README and the page's summary speak of: momentum, if it was timed. */
export function mainRule(results: SpeedResults): string {
  const rules = rulesOf(results);
  return rules.includes("momentum") ? "momentum" : rules[0];
}

/** The geometric mean of ratios over widths, NaN of none. */
export function geometricMean(ratios: readonly Ratio[]): number {
  if (ratios.length === 0) return NaN;
  return geometricEstimate(ratios.map(({ ratio }) => ratio)).mean;
}
