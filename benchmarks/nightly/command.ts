/**
 * The command line of the nightly: the flags of the figures, and its own.
 *
 * @module
 */

import type { Command } from "../experiment/command.ts";
import { UsageError } from "../experiment/errors.ts";
import { COMMON_FLAGS, type Flag, wholeNumber } from "../experiment/flags.ts";

/** A night's command, read. */
export interface NightlyCommand {
  /** The night's day. */
  readonly date: string;
  /** Folder of the history. */
  readonly history: string;
  /** Number of nights whose whole results are kept. */
  readonly keep: number;
  /** Whether only the figures' flags are printed. */
  readonly printFlags: boolean;
  /** What makes nights comparable: the figures' flags, but for seeds. */
  readonly protocol: string;
  readonly seeds: readonly number[];
  /** The command of the figures. */
  readonly figures: Command;
}

/** What the nightly's own flags say. */
interface Own {
  readonly date: string;
  readonly history: string;
  readonly keep: number;
  readonly printFlags: true;
}

const KEEP = 30;
const MOST_NIGHTS = 100_000;

/** Seeds of a night where none are named: as few as a claim is graded on. */
const SEEDS = [1, 2, 3];

const MILLISECONDS_A_DAY = 86_400_000;

const OWN_FLAGS: readonly Flag<Own>[] = [
  {
    name: "--history",
    value: "DIR",
    help: "folder of the nights; history if left out",
    parse: (history) => ({ history }),
  },
  {
    name: "--keep",
    value: "N",
    help: `nights kept with their whole results; ${KEEP} if left out`,
    parse: (text) => ({ keep: wholeNumber(text, { flag: "--keep", from: 1, to: MOST_NIGHTS }) }),
  },
  {
    name: "--date",
    value: "DAY",
    help: "the night, as 2026-03-01; today, in UTC, if left out",
    parse: (text) => ({ date: day(text) }),
  },
  {
    name: "--print-flags",
    help: "print the flags that give the night's figures, and stop",
    parse: () => ({ printFlags: true as const }),
  },
];

/** All flags of the nightly. */
export const NIGHTLY_FLAGS: readonly Flag[] = [...COMMON_FLAGS, ...OWN_FLAGS];

/**
 * Sorts a command line into what is the nightly's own and what the figures are told.
 *
 * A night that repeats the seeds of the one before repeats its numbers bit for bit, and says nothing of
 * how they are distributed: n seeds are therefore 1 to n, moved on by n each day. `--seeds 5,6,7` names
 * the seeds themselves.
 *
 * @throws {UsageError} If only a share of the runs is asked for.
 */
export function nightlyCommand(command: Command): NightlyCommand {
  if (command.shard !== undefined) {
    throw new UsageError("Expected no --shard but found it: a night needs all of its runs");
  }
  const { history, keep, date, printFlags, ...changes } = command.changes as
    & Partial<Own>
    & { seeds?: readonly number[] };
  const night = date ?? new Date().toISOString().slice(0, 10);
  const isOwn = (flag: string) => OWN_FLAGS.some(({ name }) => flag.split(" ")[0] === name);
  const listed = command.given.find((flag) => flag.startsWith("--seeds "))?.includes(",") ?? false;
  const seeds = listed ? changes.seeds! : freshSeeds(changes.seeds ?? SEEDS, night);
  const protocol = command.given.filter((flag) => !isOwn(flag) && !flag.startsWith("--seeds "));
  return {
    date: night,
    history: history ?? "history",
    keep: keep ?? KEEP,
    printFlags: printFlags ?? false,
    protocol: protocol.join(" "),
    seeds,
    figures: withSeeds({ ...command, changes, given: protocol }, seeds),
  };
}

/** The same command with other seeds. */
export function withSeeds(command: Command, seeds: readonly number[]): Command {
  const given = command.given.filter((flag) => !flag.startsWith("--seeds "));
  return {
    ...command,
    changes: { ...command.changes, seeds },
    given: [...given, `--seeds ${seeds.join(",")}`],
  };
}

/** Seeds for measuring again, others each round from 1: no night has them, theirs are far below 2³⁰. */
export function otherSeeds(seeds: readonly number[], round: number): number[] {
  return seeds.map((seed) => (seed + round * 2 ** 30) % 2 ** 32);
}

function freshSeeds(seeds: readonly number[], date: string): number[] {
  const days = Date.parse(date) / MILLISECONDS_A_DAY;
  return seeds.map((seed) => seed + days * seeds.length);
}

/** @throws {UsageError} If the text is not a day of the calendar since 1970. */
function day(text: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : NaN;
  // 2026-02-31 is parsed as a day in March by some, as no date by others.
  if (time >= 0 && new Date(time).toISOString().startsWith(text)) return text;
  throw new UsageError(`Expected --date to be a day such as 2026-03-01 but found ${text}`);
}
