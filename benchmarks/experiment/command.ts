/**
 * A command line, read: which profile, which changes to it, and how to go about it.
 *
 * @module
 */

import { CHECKPOINT_SECONDS } from "./checkpoint.ts";
import { UsageError } from "./errors.ts";
import { type ProfileName, PROFILES } from "./figure.ts";
import { type Flag, oneOf, wholeNumber } from "./flags.ts";
import { type Option, readFlags } from "./read_flags.ts";
import { parseShard, type Shard } from "./shard.ts";
import { parseSlurm, SLURM_SHARDS, type SlurmOptions } from "./slurm/options.ts";

/** A command line, read and checked. */
export interface Command {
  readonly profile: ProfileName;
  /** The settings that flags changed, by their names. */
  readonly changes: Readonly<Record<string, unknown>>;
  /** The flags that say which figure this is, as typed: what gives the same figure again. */
  readonly given: readonly string[];
  /** Number of runs side by side; missing where the engine decides. */
  readonly jobs?: number;
  /** Least seconds between two checkpoints of a run; missing where they come as ever. */
  readonly checkpoint?: number;
  /** The folder that the user keeps data in; missing where data are fetched. */
  readonly data?: string;
  /** The folder that everything is written under. */
  readonly out: string;
  readonly dryRun: boolean;
  readonly fresh: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  readonly help: boolean;
  /** The share of the runs that is done, without a page; all of them and the page where absent. */
  readonly shard?: Shard;
  /** How runs are handed to Slurm; absent where they are done here. */
  readonly slurm?: SlurmOptions;
}

/** Where runs are done: in this process, or by the tasks of a Slurm array. */
const EXECUTORS = ["local", "slurm"] as const;

/** The flags of every command. */
export const OPTIONS = [
  { name: "--profile", value: "NAME", help: `${PROFILES.join(", ")}; quick if left out` },
  { name: "--jobs", value: "N", help: "runs side by side; one a core, on a GPU one, if left out" },
  { name: "--data", value: "DIR", help: "folder with data files, instead of a download" },
  { name: "--out", value: "DIR", help: "folder for results and pages; out if left out" },
  { name: "--dry-run", help: "print the plan with an estimate of its time, and stop" },
  {
    name: "--checkpoint",
    value: "SECONDS",
    help: `time between checkpoints of a run; ${CHECKPOINT_SECONDS} if left out`,
  },
  { name: "--fresh", help: "do runs again that are already stored, from their beginning" },
  { name: "--quiet", help: "no progress" },
  { name: "--json", help: "print one JSON object instead of the table of claims" },
  { name: "--shard", value: "I/N", help: "do the I-th of N shares of the runs, and write no page" },
  {
    name: "--executor",
    value: "NAME",
    help: `${EXECUTORS.join(", ")}: where runs are done; local if left out`,
  },
  {
    name: "--shards",
    value: "N",
    help: `tasks of a Slurm array; one a run, ${SLURM_SHARDS} at most, if left out`,
  },
  {
    name: "--sbatch",
    value: "OPTIONS",
    help: 'further options of sbatch: "--partition=main --time=2:00:00"',
  },
  { name: "--no-wait", help: "end once the Slurm array is submitted" },
  { name: "--help", short: "h", help: "print this and stop" },
] as const satisfies readonly Option[];

/** What a figure may bring along: flags of its own, and the environment's data folder. */
export interface CommandContext {
  /** The flags that change settings. */
  readonly flags: readonly Flag[];
  /** The folder that IMPLICIT_BENCH_DATA names; `--data` comes before it. */
  readonly dataFolder?: string | undefined;
}

/**
 * Reads a command line.
 *
 * @throws {UsageError} If a flag is unknown, given twice though it takes no list, or has a value that
 *   it can't have.
 */
export async function parseCommand(
  args: readonly string[],
  { flags, dataFolder }: CommandContext,
): Promise<Command> {
  const values = readFlags(args, [...flags, ...OPTIONS]);
  checkTogether(values);
  const profile = oneOf(values.get("--profile") ?? "quick", { flag: "--profile", of: PROFILES });
  const changes = {};
  const given = values.has("--profile") ? [`--profile ${profile}`] : [];
  for (const flag of flags) {
    const text = values.get(flag.name);
    if (text === undefined) continue;
    Object.assign(changes, await flag.parse(text));
    given.push(flag.value === undefined ? flag.name : `${flag.name} ${text}`);
  }
  const jobs = values.get("--jobs");
  const checkpoint = values.get("--checkpoint");
  const data = values.get("--data") ?? (dataFolder || undefined);
  return {
    profile,
    changes,
    given,
    ...(jobs === undefined
      ? {}
      : { jobs: wholeNumber(jobs, { flag: "--jobs", from: 1, to: 1024 }) }),
    ...(checkpoint === undefined
      ? {}
      : { checkpoint: wholeNumber(checkpoint, { flag: "--checkpoint", from: 0, to: 86_400 }) }),
    ...(data === undefined ? {} : { data }),
    out: values.get("--out") ?? "out",
    dryRun: values.has("--dry-run"),
    fresh: values.has("--fresh"),
    quiet: values.has("--quiet"),
    json: values.has("--json"),
    help: values.has("--help"),
    ...readExecution(values),
  };
}

/** Who does the runs: what is absent here is done by this process, all of it. */
function readExecution(values: ReadonlyMap<string, string>): Pick<Command, "shard" | "slurm"> {
  const shard = values.get("--shard");
  const executor = oneOf(values.get("--executor") ?? "local", {
    flag: "--executor",
    of: EXECUTORS,
  });
  if (executor === "slurm") return { slurm: parseSlurm(values) };
  const without = ["--shards", "--sbatch", "--no-wait"].find((flag) => values.has(flag));
  if (without !== undefined) throw new UsageError(`Expected ${without} with --executor slurm only`);
  return shard === undefined ? {} : { shard: parseShard(shard) };
}

/** @throws {UsageError} If two of the flags contradict each other. */
function checkTogether(values: ReadonlyMap<string, string>): void {
  const slurm = values.get("--executor") === "slurm";
  const pageless = ["--dry-run", "--shard", "--no-wait"].find((flag) => values.has(flag));
  if (values.has("--json") && pageless !== undefined) {
    throw new UsageError(`Expected --json without ${pageless}, which has no results to print`);
  }
  if (values.has("--shard") && slurm) {
    throw new UsageError("Expected --shard without --executor slurm, which cuts the plan itself");
  }
  // Whoever does a share asks which runs are finished: with --fresh none would ever be.
  const sharing = values.has("--shard") ? "--shard" : slurm ? "--executor slurm" : undefined;
  if (values.has("--fresh") && sharing !== undefined) {
    throw new UsageError(`Expected --fresh without ${sharing}: name a new folder with --out`);
  }
}

/** The text that `--help` prints. */
export function helpText(
  { task, about, flags }: { task: string; about: string; flags: readonly Flag[] },
): string {
  const line = ({ name, value, list, help }: Option) => {
    const usage = value === undefined ? name : `${name} ${value}${list ? ",…" : ""}`;
    return `  ${usage.padEnd(22)}${help}\n`;
  };
  return `${about}

Usage: deno task ${task} [flags]

${OPTIONS.map(line).join("")}
In place of the profile's settings:

${flags.map(line).join("")}`;
}
