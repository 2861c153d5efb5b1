/**
 * `deno task slurm FIGURE [flags]`: a figure with `--executor slurm`, with the permission to call
 * Slurm's programs, which the figures' own tasks don't have.
 *
 * @module
 */

import { ALL, figureCommand, FIGURES } from "./figures.ts";
import { reproduce } from "./reproduce.ts";

const HELP = `Runs a figure by tasks of a Slurm array, then writes its page.

Usage: deno task slurm FIGURE [flags of the figure]

  FIGURE       ${FIGURES.map(({ name }) => name).join(", ")}; ${ALL} for all of them
  --help       print this and stop; after a figure, its flags
`;

/** Runs the command and returns its exit code. */
function slurm(args: readonly string[]): Promise<number> {
  return figureCommand(args, { help: HELP }, ({ figure, rest }) => {
    return (figure?.main ?? reproduce)([...rest, "--executor", "slurm"]);
  });
}

if (import.meta.main) Deno.exit(await slurm(Deno.args));
