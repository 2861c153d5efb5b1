/**
 * `deno task collect [--from DIR,…] FIGURE [flags]`: brings the runs of several folders together, and
 * writes the page of a figure, or says which of its runs are missing. No run is done.
 *
 * @module
 */

import type { Command } from "./experiment/command.ts";
import { UsageError } from "./experiment/errors.ts";
import { type Executor, fromStore } from "./experiment/executors.ts";
import { mergeStores } from "./experiment/merge_stores.ts";
import type { Option } from "./experiment/read_flags.ts";
import { ALL, figureCommand, FIGURES } from "./figures.ts";
import { reproduce } from "./reproduce.ts";

const FROM = {
  name: "--from",
  value: "DIR",
  list: true,
  help: "folders that other commands had as --out; their runs are copied to this one's",
} as const satisfies Option;

const HELP = `Brings the runs of several folders together and writes the page of a figure.

Usage: deno task collect [--from DIR,…] FIGURE [flags of the figure]

  FIGURE       ${FIGURES.map(({ name }) => name).join(", ")}; ${ALL} for all of them
  --from DIR,… ${FROM.help}
  --help       print this and stop; after a figure, its flags
`;

/** Runs the command and returns its exit code: 1 if runs are missing. */
function collect(args: readonly string[]): Promise<number> {
  return figureCommand(args, { help: HELP, own: [FROM] }, ({ figure, own, rest }) => {
    const from = own.get(FROM.name)?.split(",") ?? [];
    const executor = (command: Command): Executor => {
      checkRunsNothing(command);
      mergeStores(from, { out: command.out, note: console.error });
      return fromStore;
    };
    return (figure?.main ?? reproduce)(rest, executor);
  });
}

/** @throws {UsageError} If the command says how runs are to be done. */
function checkRunsNothing({ fresh, shard, slurm, dryRun }: Command): void {
  const given = { "--fresh": fresh, "--shard": shard, "--executor": slurm, "--dry-run": dryRun };
  const flag = Object.entries(given).find(([, value]) => value)?.[0];
  if (flag !== undefined) {
    throw new UsageError(`Expected no ${flag} but found it: collect does no runs`);
  }
}

if (import.meta.main) Deno.exit(await collect(Deno.args));
