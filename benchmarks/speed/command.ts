/** The command line of `deno task bench`. @module */

import { UsageError } from "../experiment/errors.ts";
import { type ProfileName, PROFILES } from "../experiment/figure.ts";
import { oneOf, unique, wholeNumber } from "../experiment/flags.ts";
import { type Option, readFlags } from "../experiment/read_flags.ts";
import { type Entry, PROGRAMS, type RuleName, RULES } from "./programs.ts";

/** What the command can measure. */
const PARTS = ["sweep", "steps", "roofline", "scaling"] as const;

/** A part of the measurements. */
export type Part = typeof PARTS[number];

/** A command line, read and checked. */
export interface BenchCommand {
  readonly programs: readonly Entry[];
  /** Layer sizes of the networks. */
  readonly shapes: readonly (readonly number[])[];
  readonly rules: readonly RuleName[];
  readonly rounds: number;
  /** What is measured. */
  readonly parts: readonly Part[];
  /** The profile of the width sweep that is timed. */
  readonly sweep: ProfileName;
  /** Number of seeds of the width sweep. */
  readonly seeds: number;
  /** Epochs of each run of the width sweep at most; those of the profile where absent. */
  readonly epochs?: number;
  /** The folder with the data of the width sweep; the stand-in is learned where absent. */
  readonly data?: string;
  /** The data set in that folder. */
  readonly dataset: string;
  /** The folder that the results are written to. */
  readonly out: string;
  readonly help: boolean;
}

/** N's widths, and the shapes of its deeper networks at a size that every program can do. */
const SHAPES = [
  ...[4, 16, 64, 256, 1024, 4096].map((width) => `100-${width}-10`),
  "784-512-512-10",
  "3072-1000-1000-10",
];
const IDS = PROGRAMS.map(({ id }) => id);

/** The largest layer, and the most classes: labels are bytes. */
const MOST_UNITS = 65_536;
const MOST_CLASSES = 256;

const OPTIONS = [
  {
    name: "--only",
    value: "PART",
    list: true,
    help: `parts: ${PARTS.join(", ")}; all if left out`,
  },
  { name: "--programs", value: "NAME", list: true, help: `programs: ${IDS.join(", ")}` },
  { name: "--shapes", value: "SIZES", list: true, help: "networks: 100-64-10,784-512-512-10" },
  { name: "--rules", value: "NAME", list: true, help: `update rules: ${RULES.join(", ")}` },
  { name: "--rounds", value: "N", help: "rounds that medians are taken over; 9 if left out" },
  {
    name: "--sweep",
    value: "PROFILE",
    help: `width sweep: ${PROFILES.join(", ")}; quick if left out`,
  },
  { name: "--seeds", value: "N", help: "seeds of the width sweep; 3 if left out" },
  { name: "--epochs", value: "N", help: "epochs of the width sweep at most; all if left out" },
  {
    name: "--data",
    value: "DIR",
    help: "folder with data for the sweep, instead of drawn digits",
  },
  { name: "--dataset", value: "NAME", help: "data set in that folder; mnist if left out" },
  { name: "--out", value: "DIR", help: "folder for the results; out if left out" },
  { name: "--help", short: "h", help: "print this and stop" },
] as const satisfies readonly Option[];

/** The text that `--help` prints. */
export const HELP = `How long a training step takes, and a whole width sweep, beside other programs.

Usage: deno task bench [flags]

${
  OPTIONS.map((option: Option) => {
    const { name, value, list, help } = option;
    const usage = value === undefined ? name : `${name} ${value}${list ? ",…" : ""}`;
    return `  ${usage.padEnd(22)}${help}\n`;
  }).join("")
}`;

/**
 * Reads a command line.
 *
 * @throws {UsageError} If a flag is unknown, given twice though it takes no list, or has a value that
 *   it can't have.
 */
export function parseBench(args: readonly string[]): BenchCommand {
  const values = readFlags(args, OPTIONS);
  const listOf = (flag: string, all: readonly string[]) =>
    values.has(flag) ? unique(values.get(flag)!.split(",")) : all;
  const ids = listOf("--programs", IDS).map((id) => oneOf(id, { flag: "--programs", of: IDS }));
  const rules = listOf("--rules", RULES).map((name) => oneOf(name, { flag: "--rules", of: RULES }));
  const parts = listOf("--only", PARTS).map((part) => oneOf(part, { flag: "--only", of: PARTS }));
  const [data, epochs] = [values.get("--data"), values.get("--epochs")];
  return {
    programs: PROGRAMS.filter(({ id }) => ids.includes(id)),
    shapes: listOf("--shapes", SHAPES).map(parseShape),
    rules: RULES.filter((rule) => rules.includes(rule)),
    rounds: wholeNumber(values.get("--rounds") ?? "9", { flag: "--rounds", from: 1, to: 1000 }),
    parts: PARTS.filter((part) => parts.includes(part)),
    sweep: oneOf(values.get("--sweep") ?? "quick", { flag: "--sweep", of: PROFILES }),
    seeds: wholeNumber(values.get("--seeds") ?? "3", { flag: "--seeds", from: 1, to: 1000 }),
    ...(epochs !== undefined && {
      epochs: wholeNumber(epochs, { flag: "--epochs", from: 1, to: 1000 }),
    }),
    ...(data === undefined ? {} : { data }),
    dataset: values.get("--dataset") ?? "mnist",
    out: values.get("--out") ?? "out",
    help: values.has("--help"),
  };
}

/** @throws {UsageError} If the text is not the layer sizes of a network with a hidden layer. */
function parseShape(text: string): number[] {
  const sizes = text.split("-").map(Number);
  const isNetwork = /^\d+(-\d+){2,}$/.test(text) && sizes[sizes.length - 1] <= MOST_CLASSES &&
    sizes.every((size) => size >= 1 && size <= MOST_UNITS);
  if (isNetwork) return sizes;
  throw new UsageError(
    `Expected --shapes to be layer sizes such as 100-64-10 but found ${text || "nothing"}`,
  );
}
