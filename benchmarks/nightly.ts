/**
 * A night of the suite: every figure with fresh seeds, added to the history, and an alert where the
 * science no longer comes out as it did.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  changeOf,
  CONFIRMATIONS,
  isConfirmedBy,
  returnsOf,
  type Suspicion,
  suspicionsOf,
} from "../reports/nights/alert.ts";
import { addNight, thinHistory } from "../reports/nights/history.ts";
import { nightReport } from "../reports/nights/messages.ts";
import { type MeasuredMetric, metricsOf } from "../reports/nights/metrics.ts";
import { type Change, failuresOf, type Night, NIGHT_FORMAT } from "../reports/nights/night.ts";
import type { Command } from "./experiment/command.ts";
import { machine } from "./experiment/environment.ts";
import { EXIT } from "./experiment/exit.ts";
import { command } from "./experiment/main.ts";
import { FIGURES } from "./figures.ts";
import {
  NIGHTLY_FLAGS,
  type NightlyCommand,
  nightlyCommand,
  otherSeeds,
  withSeeds,
} from "./nightly/command.ts";
import { nightsIn } from "./nightly/history.ts";
import { runFigures } from "./nightly/run_figures.ts";

/** How a night ends in which a metric has shifted. */
const SHIFTED = 3;

/** Runs the command and returns its exit code. */
export function nightly(args: readonly string[]): Promise<number> {
  const about =
    "Runs every figure with fresh seeds, adds the night to the history, and ends with\n" +
    `exit code ${EXIT.failed} if a figure failed and ${SHIFTED} if a metric has shifted.`;
  const texts = { task: "nightly", about, flags: NIGHTLY_FLAGS };
  return command(args, texts, async (command) => {
    const asked = nightlyCommand(command);
    if (asked.printFlags) {
      console.log(asked.figures.given.join(" "));
      return EXIT.done;
    }
    const before = nightsIn(asked.history).filter(({ date }) => date < asked.date);
    const done = await runFigures(FIGURES, asked.figures);
    if (typeof done === "number") return done;
    if (command.dryRun) return EXIT.done;

    const night = await examined(nightOf(asked, done.figures), { before, asked });
    if (typeof night === "number") return night;
    addNight(asked.history, { night, results: done.results });
    thinHistory(asked.history, asked.keep);
    console.log(command.json ? JSON.stringify(night) : nightReport(night, before));
    return exitCodeOf(night);
  });
}

function nightOf({ date, protocol, seeds }: NightlyCommand, figures: Night["figures"]): Night {
  return {
    format: NIGHT_FORMAT,
    date,
    finished: new Date().toISOString(),
    protocol,
    seeds,
    environment: machine(),
    figures,
    changes: [],
  };
}

/** The night with what has changed in it; an exit code where a signal came first. */
async function examined(
  night: Night,
  { before, asked }: { before: readonly Night[]; asked: NightlyCommand },
): Promise<Night | number> {
  const returned = { ...night, changes: returnsOf([...before, night]) };
  const suspicions = suspicionsOf([...before, returned]);
  const changes = await confirm(suspicions, { night, asked });
  if (typeof changes === "number") return changes;
  return { ...returned, changes: [...returned.changes, ...changes] };
}

/**
 * Runs the figures of suspicious metrics with other seeds, and once more those that these confirm;
 * an exit code where a signal came first.
 */
async function confirm(
  suspicions: readonly Suspicion[],
  { night, asked }: { night: Night; asked: NightlyCommand },
): Promise<Change[] | number> {
  const measured = new Map(suspicions.map((suspicion) => [suspicion, [] as MeasuredMetric[]]));
  let open = suspicions;
  for (let round = 1; round <= CONFIRMATIONS && open.length > 0; round++) {
    const names = new Set(open.map(({ metric }) => metric.figure));
    console.error(`Out of range: ${[...names].join(", ")}. Running again with other seeds.`);
    const figures = FIGURES.filter(({ name }) => names.has(name));
    const done = await runFigures(figures, commandAgain(asked, round));
    if (typeof done === "number") return done;
    const metrics = metricsOf({ ...night, figures: done.figures });
    open = open.filter((suspicion) => {
      const again = metrics.find(({ id }) => id === suspicion.metric.id);
      if (again === undefined) return false; // the runs failed
      measured.get(suspicion)!.push(again);
      return isConfirmedBy(suspicion, again);
    });
  }
  return suspicions.map((suspicion) => changeOf(suspicion, measured.get(suspicion)!));
}

/** The same command with other seeds, on the same data, in a folder of its own. */
function commandAgain({ figures, seeds }: NightlyCommand, round: number): Command {
  const fetched = join(figures.out, "data");
  const data = figures.data ?? (existsSync(fetched) ? fetched : undefined);
  return {
    ...withSeeds(figures, otherSeeds(seeds, round)),
    ...(data !== undefined && { data }),
    out: join(figures.out, "again"),
  };
}

function exitCodeOf(night: Night): number {
  if (night.changes.some(({ kind }) => kind === "shift")) return SHIFTED;
  return failuresOf(night).length > 0 ? EXIT.failed : EXIT.done;
}

if (import.meta.main) Deno.exit(await nightly(Deno.args));
