/**
 * `deno task published [FOLDER]`: makes pages and drawings again from the results beside them.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { rebuild } from "../reports/published.ts";
import { lineOf, UsageError } from "./experiment/errors.ts";

const HELP = `Makes the pages of a folder again from their results. Nothing is trained.

Usage: deno task published [FOLDER]

  FOLDER       holds figures, or folders with figures; reports/published if left out
  --help       print this and stop
`;

/** Runs the command and returns its exit code: 1 if a page could not be made, 2 for bad usage. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { folder, help } = readArguments(args);
    if (help) console.log(HELP);
    else await rebuild(folder, console.log);
    return 0;
  } catch (error) {
    console.error(lineOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

function readArguments(args: readonly string[]): { folder: string; help: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { help: { type: "boolean", default: false } },
    });
    if (positionals.length > 1) {
      throw new Error(`Expected one folder but found ${positionals.join(", ")}`);
    }
    return { folder: positionals[0] ?? "reports/published", help: values.help };
  } catch (error) {
    const [what] = lineOf(error).split(". "); // what follows is advice about positional arguments
    throw new UsageError(what);
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
