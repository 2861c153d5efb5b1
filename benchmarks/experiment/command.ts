/**
 * A command line, read: which profile, which changes to it, and how to go about it.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import { CHECKPOINT_SECONDS } from "./checkpoint.ts";
import { UsageError } from "./errors.ts";
import { type ProfileName, PROFILES } from "./figure.ts";
import { type Flag, oneOf, wholeNumber } from "./flags.ts";

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
}

/** A flag that says how to go about it, without a part in any result. */
interface Option {
  readonly name: `--${string}`;
  /** Its short form, a letter. */
  readonly short?: string;
  readonly value?: string;
  /** Whether it takes a list: items with commas between them, or the flag again for each. */
  readonly list?: true;
  readonly help: string;
}

const OPTIONS = [
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
  if (values.has("--dry-run") && values.has("--json")) {
    throw new UsageError("Expected --json without --dry-run, which has no results to print");
  }
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
  };
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

/** The text of each flag that is there; a switch has an empty one. */
function readFlags(args: readonly string[], known: readonly Option[]): Map<string, string> {
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      known.map(({ name, value, short }) => [
        name.slice(2),
        {
          type: value === undefined ? "boolean" as const : "string" as const,
          ...(short === undefined ? {} : { short }),
        },
      ]),
    ),
    strict: false, // its own errors don't name the nearest flag
    tokens: true,
  });
  const values = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      throw new UsageError(`Expected flags only but found ${token.value}`);
    }
    const flag = known.find(({ name }) => name === `--${token.name}`);
    if (flag === undefined) throw unknownFlag(token.rawName, known);
    const before = values.get(flag.name);
    if (before !== undefined && !flag.list) {
      throw new UsageError(`Expected ${flag.name} once but found it twice`);
    }
    const value = valueOf(flag, token.value);
    values.set(flag.name, before === undefined ? value : `${before},${value}`);
  }
  return values;
}

function valueOf({ name, value }: Option, found: string | undefined): string {
  if (value === undefined && found !== undefined) {
    throw new UsageError(`Expected ${name} without a value but found ${found}`);
  }
  if (value !== undefined && !found) {
    throw new UsageError(`Expected ${name} ${value} but found no value`);
  }
  return found ?? "";
}

function unknownFlag(name: string, known: readonly Option[]): UsageError {
  const nearest = closest(name, known.map((flag) => flag.name));
  return new UsageError(`Unknown flag ${name}: did you mean ${nearest}?`);
}
