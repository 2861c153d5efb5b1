/**
 * Every figure there is, for the commands that are given the name of one.
 *
 * @module
 */

import { closest } from "fastest-levenshtein";
import { type Command, OPTIONS } from "./experiment/command.ts";
import { UsageError } from "./experiment/errors.ts";
import type { Executor } from "./experiment/executors.ts";
import { EXIT } from "./experiment/exit.ts";
import type { Figure, Settings } from "./experiment/figure.ts";
import { COMMON_FLAGS } from "./experiment/flags.ts";
import { carryOut, main, reportingErrors } from "./experiment/main.ts";
import { type Option, readFlags, tokensOf } from "./experiment/read_flags.ts";
import type { FinishedFigure } from "./experiment/run_figure.ts";
import { fourDatasets } from "./four_datasets.ts";
import { modifiedLoss } from "./modified_loss.ts";
import { rmspropImplicitRegularization } from "./rmsprop_implicit_regularization.ts";
import { unbalancedSgd } from "./unbalanced_sgd.ts";
import { widthSweep } from "./width_sweep.ts";

/** A figure, whatever its settings are. */
export interface AnyFigure {
  /** The name of its command. */
  readonly name: string;
  readonly flags: readonly Option[];
  /** See `main` of `experiment/main.ts`. */
  main(args: readonly string[], executor?: (command: Command) => Executor): Promise<number>;
  /** See `carryOut` there. */
  carryOut(command: Command, executor: Executor): Promise<FinishedFigure | number>;
}

/** The figures, in the order of the papers. */
export const FIGURES: readonly AnyFigure[] = [
  anyFigure(widthSweep),
  anyFigure(unbalancedSgd),
  anyFigure(fourDatasets),
  anyFigure(modifiedLoss),
  anyFigure(rmspropImplicitRegularization),
];

/** The name that stands for all of them. */
export const ALL = "reproduce";

function anyFigure<S extends Settings>(figure: Figure<S>): AnyFigure {
  return {
    name: figure.report.figure,
    flags: figure.flags,
    main: (args, executor) => main(figure, args, executor),
    carryOut: (command, executor) => carryOut(figure, command, executor),
  };
}

/** A command line in which a figure is named. */
export interface FigureLine {
  /** The figure; absent where the name stands for all. */
  readonly figure?: AnyFigure;
  /** The texts of the command's own flags: see {@link readFlags}. */
  readonly own: ReadonlyMap<string, string>;
  /** The other words, in their order. */
  readonly rest: readonly string[];
}

/**
 * Runs a command that is given the name of a figure, and returns its exit code.
 *
 * @param help Printed where `--help` stands without a figure.
 */
export function figureCommand(
  args: readonly string[],
  { help, own = [] }: { help: string; own?: readonly Option[] },
  body: (line: FigureLine) => Promise<number>,
): Promise<number> {
  return reportingErrors(async () => {
    const line = figureLine(args, own);
    if (line !== undefined) return await body(line);
    if (!args.includes("--help")) {
      throw new UsageError("Expected the name of a figure but found none");
    }
    console.log(help);
    return EXIT.done;
  });
}

/**
 * Takes the name of a figure and a command's own flags out of its words; undefined where no name is
 * among them.
 *
 * @throws {UsageError} If there is no figure of the name, or a flag of its own is not as it should be.
 */
export function figureLine(
  args: readonly string[],
  own: readonly Option[] = [],
): FigureLine | undefined {
  const flags = [...own, ...OPTIONS, ...COMMON_FLAGS, ...FIGURES.flatMap(({ flags }) => flags)];
  const tokens = tokensOf(args, flags);
  const named = tokens.find((token) => token.kind === "positional");
  if (named === undefined) return undefined;
  const figure = FIGURES.find(({ name }) => name === named.value);
  if (figure === undefined && named.value !== ALL) throw unknownFigure(named.value);
  const places = tokens.flatMap((token) => {
    if (token.kind !== "option" || !own.some(({ name }) => name === `--${token.name}`)) return [];
    return token.inlineValue === false ? [token.index, token.index + 1] : [token.index];
  });
  return {
    ...(figure && { figure }),
    own: readFlags(args.filter((_, i) => places.includes(i)), own),
    rest: args.filter((_, i) => i !== named.index && !places.includes(i)),
  };
}

function unknownFigure(name: string): UsageError {
  const nearest = closest(name, [...FIGURES.map(({ name }) => name), ALL]);
  return new UsageError(`Unknown figure ${name}: did you mean ${nearest}?`);
}
