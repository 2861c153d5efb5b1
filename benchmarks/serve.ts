/**
 * Shows a site in a browser of this machine: at 127.0.0.1, to nobody else.
 *
 * @module
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./experiment/errors.ts";
import { wholeNumber } from "./experiment/flags.ts";
import { EXIT } from "./experiment/exit.ts";
import { reportingErrors } from "./experiment/main.ts";
import { type Option, readFlags } from "./experiment/read_flags.ts";
import { fileServer } from "./site/file_server.ts";

const PORT = 8000;

const FLAGS = [
  { name: "--port", value: "N", help: `port; ${PORT} if left out, 0 for any that is free` },
  { name: "--out", value: "DIR", help: "folder whose site is shown; out if left out" },
  { name: "--help", short: "h", help: "print this and stop" },
] as const satisfies readonly Option[];

const HELP = `Shows the site of DIR at http://127.0.0.1, to this machine alone, until Ctrl-C.

Usage: deno task serve [flags]

${FLAGS.map((flag) => line(flag)).join("\n")}
`;

/** Runs the command and returns its exit code. */
export function serve(args: readonly string[]): Promise<number> {
  return reportingErrors(async () => {
    const values = readFlags(args, FLAGS);
    if (values.has("--help")) {
      console.log(HELP);
      return EXIT.done;
    }
    const folder = join(values.get("--out") ?? "out", "site");
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UsageError(`Expected a site in ${folder} but found none: run a figure first`);
    }
    const port = wholeNumber(values.get("--port") ?? String(PORT), {
      flag: "--port",
      from: 0,
      to: 65_535,
    });
    await served(folder, port);
    return EXIT.done;
  });
}

/** Serves until Ctrl-C. */
async function served(folder: string, port: number): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port,
    handler: fileServer(folder),
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}/`),
  });
  const stop = () => server.shutdown();
  Deno.addSignalListener("SIGINT", stop);
  await server.finished.finally(() => Deno.removeSignalListener("SIGINT", stop));
}

function line({ name, value, help }: Option): string {
  return `  ${(value === undefined ? name : `${name} ${value}`).padEnd(14)}${help}`;
}

if (import.meta.main) Deno.exit(await serve(Deno.args));
