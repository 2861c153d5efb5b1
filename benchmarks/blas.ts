/**
 * `deno task blas FIGURE [flags]`: a figure with `--engine wasm --blas`, with the permission to call
 * native code, which the figures' own tasks don't have.
 *
 * @module
 */

import { ALL, figureCommand, FIGURES } from "./figures.ts";
import { reproduce } from "./reproduce.ts";

const HELP = `Runs a figure with the products of wide layers done by the machine's BLAS library.

Usage: deno task blas FIGURE [flags of the figure]

  FIGURE       ${FIGURES.map(({ name }) => name).join(", ")}; ${ALL} for all of them
  --help       print this and stop; after a figure, its flags
`;

/** Runs the command and returns its exit code. */
function blas(args: readonly string[]): Promise<number> {
  return figureCommand(args, { help: HELP }, ({ figure, rest }) => {
    return (figure?.main ?? reproduce)(withBlas(rest));
  });
}

/** The words with `--engine wasm` and `--blas`, each where it is not among them. */
function withBlas(words: readonly string[]): string[] {
  const has = (flag: string) => words.some((word) => word.split("=")[0] === flag);
  return [
    ...words,
    ...(has("--engine") ? [] : ["--engine", "wasm"]),
    ...(has("--blas") ? [] : ["--blas"]),
  ];
}

if (import.meta.main) Deno.exit(await blas(Deno.args));
