/**
 * Builds the site from results alone: the page of every figure, the index over them, and the page of the
 * nights with its feed. Nothing is trained.
 *
 * @module
 */

import { join } from "node:path";
import { writeNights } from "../reports/nights/site.ts";
import { rebuild } from "../reports/published.ts";
import { lineOf } from "./experiment/errors.ts";
import { EXIT } from "./experiment/exit.ts";
import { reportingErrors } from "./experiment/main.ts";
import { type Option, readFlags } from "./experiment/read_flags.ts";
import { nightsIn } from "./nightly/history.ts";

const FLAGS = [
  { name: "--out", value: "DIR", help: "folder of results and pages; out if left out" },
  { name: "--history", value: "DIR", help: "folder of the nights; history if left out" },
  { name: "--help", short: "h", help: "print this and stop" },
] as const satisfies readonly Option[];

const HELP = `Builds the pages of DIR/site from the results that are stored there.

Usage: deno task site [flags]

${FLAGS.map(line).join("\n")}
`;

/** Runs the command and returns its exit code. */
export function site(args: readonly string[]): Promise<number> {
  return reportingErrors(async () => {
    const values = readFlags(args, FLAGS);
    if (values.has("--help")) {
      console.log(HELP);
      return EXIT.done;
    }
    const folder = join(values.get("--out") ?? "out", "site");
    const nights = nightsIn(values.get("--history") ?? "history");
    if (nights.length > 0) console.log(await writeNights(folder, nights));
    try {
      await rebuild(folder, console.log);
    } catch (error) {
      console.error(lineOf(error));
      return EXIT.failed;
    }
    return EXIT.done;
  });
}

function line({ name, value, help }: Option): string {
  return `  ${(value === undefined ? name : `${name} ${value}`).padEnd(16)}${help}`;
}

if (import.meta.main) Deno.exit(await site(Deno.args));
