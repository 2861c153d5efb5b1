/**
 * What the user sees while runs go on: a redrawn block on a terminal, plain lines elsewhere. All of
 * it goes to standard error, so that standard output holds results alone.
 *
 * @module
 */

import { duration, percent, plural } from "../../reports/format.ts";
import type { EpochRecord, Outcome } from "../../reports/results.ts";
import type { Task } from "./checkpoint.ts";
import { secondsOf, secondsUntil } from "./estimate.ts";
import { type Holder, holderText } from "./lock.ts";
import { type PlannedRun, runTitle } from "./plan.ts";

/** Takes what happens, in the order in which it happens. */
export interface Progress {
  /** `stored` runs are finished already; `waiting` ones are about to be done. */
  begin(waiting: readonly PlannedRun[], stored: number): void;
  started(run: Task): void;
  epoch(run: Task, record: EpochRecord): void;
  ended(run: Task, outcome: Outcome): void;
  failed(run: Task, reason: string): void;
  /** Another process has done a run. */
  elsewhere(run: PlannedRun): void;
  /** Another process has taken a run over that was going on here. */
  lost(run: Task): void;
  /** Nothing is left but runs that others do: one holder for each, undefined where not known. */
  waits(holders: readonly (Holder | undefined)[]): void;
  /** Something to know about all of them. */
  note(line: string): void;
  /** No run goes on any more. */
  end(): void;
}

/** Where progress is shown. */
export interface Screen {
  /** Whether lines can be redrawn. */
  readonly terminal: boolean;
  columns(): number;
  write(text: string): void;
}

/** Standard error as a screen. */
export const standardError: Screen = {
  terminal: Deno.stderr.isTerminal(),
  columns: () => Deno.consoleSize().columns || 80, // 0 where the terminal does not tell its size
  write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
};

/** Shows nothing. */
export const silent: Progress = {
  begin() {},
  started() {},
  epoch() {},
  ended() {},
  failed() {},
  elsewhere() {},
  lost() {},
  waits() {},
  note() {},
  end() {},
};

/** Runs that are shown by themselves: a block higher than the terminal could not be redrawn. */
const MOST_SHOWN = 12;
const REDRAW_MILLISECONDS = 100;
const HEARTBEAT_MILLISECONDS = 10_000;

/** Shows progress on a screen. */
export function showProgress(screen: Screen): Progress {
  const running = new Map<Task, EpochRecord | undefined>();
  let planned = 0;
  let waitsFor: string | undefined; // other processes, once nothing else is left
  let done = 0;
  let doneSeconds = 0; // as estimated, to be scaled by what is measured
  let totalSeconds = 0;
  let start = 0;
  let timer: ReturnType<typeof setInterval> | undefined;
  let drawn = 0; // lines of the block on the terminal

  function begin(runs: readonly PlannedRun[], stored: number): void {
    planned = runs.length;
    totalSeconds = runs.reduce((sum, { spec }) => sum + secondsOf(spec), 0);
    start = performance.now();
    if (stored > 0) print(`${plural(stored, "run")} already stored, ${runs.length} to do.`);
    timer = setInterval(
      screen.terminal ? redraw : () => print(overall()),
      screen.terminal ? REDRAW_MILLISECONDS : HEARTBEAT_MILLISECONDS,
    );
  }

  function started(run: Task): void {
    running.set(run, undefined);
    waitsFor = undefined;
    const { spec, from } = run;
    totalSeconds -= secondsOf(spec) - secondsUntil(spec.epochs, run); // done before
    if (from && !screen.terminal) print(`${runTitle(spec)} goes on from epoch ${from.epoch}`);
  }

  function epoch(run: Task, record: EpochRecord): void {
    running.set(run, record);
  }

  function ended(run: Task, { kind, epoch, reason, seconds }: Outcome): void {
    leave(run);
    const line = `${runTitle(run.spec)}: ${kind} at epoch ${epoch} after ${duration(seconds)}`;
    if (kind === "diverged") print(`${line}. ${reason}`);
    else if (!screen.terminal) print(line);
  }

  function failed(run: Task, reason: string): void {
    leave(run);
    print(`${runTitle(run.spec)} failed: ${reason}`);
  }

  function elsewhere({ spec }: PlannedRun): void {
    done++;
    doneSeconds += secondsOf(spec);
  }

  function lost(run: Task): void {
    running.delete(run);
    print(`${runTitle(run.spec)} was taken over by another process`);
  }

  function waits(holders: readonly (Holder | undefined)[]): void {
    if (running.size > 0) return;
    const others = [...new Set(holders.map(holderText))].join(", ");
    const text = `waiting for ${plural(holders.length, "run")} of ${others}`;
    if (text !== waitsFor && !screen.terminal) print(text);
    waitsFor = text;
  }

  function end(): void {
    clearInterval(timer);
    erase();
  }

  function leave(run: Task): void {
    running.delete(run);
    done++;
    doneSeconds += secondsUntil(run.spec.epochs, run);
  }

  function print(line: string): void {
    erase();
    screen.write(line + "\n");
  }

  function redraw(): void {
    const runs = [...running].slice(0, MOST_SHOWN).map(([run, record]) => runLine(run, record));
    const more = running.size - runs.length;
    const lines = [...runs, ...(more > 0 ? [`and ${plural(more, "run")} more`] : []), overall()];
    const width = screen.columns() - 1;
    erase();
    screen.write(lines.map((line) => line.slice(0, width) + "\n").join(""));
    drawn = lines.length;
  }

  function erase(): void {
    if (drawn > 0) screen.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  }

  function overall(): string {
    const line = `${done} of ${plural(planned, "run")} done`;
    if (waitsFor !== undefined) return `${line}, ${waitsFor}`;
    const elapsed = (performance.now() - start) / 1000;
    const behind = [...running].reduce((sum, [run, record]) => {
      return record === undefined ? sum : sum + secondsUntil(record.epoch, run);
    }, doneSeconds);
    if (behind === 0) return line;
    // Runs may converge before their limit, so this is the most that it can be.
    return `${line}, at most ${duration(elapsed * (totalSeconds / behind - 1))} left`;
  }

  return { begin, started, epoch, ended, failed, elsewhere, lost, waits, note: print, end };
}

function runLine({ spec, from }: Task, record: EpochRecord | undefined): string {
  const title = runTitle(spec);
  if (record === undefined) {
    return `${title}  ${from ? `going on from epoch ${from.epoch}` : "starting"}`;
  }
  const { epoch, train: { loss, error }, seconds } = record;
  const left = epoch === 0 ? "" : `, ${duration(seconds / epoch * (spec.epochs - epoch))} left`;
  const state = `loss ${loss.toPrecision(3)}  error ${percent(error)}`;
  return `${title}  epoch ${epoch}/${spec.epochs}${left}  ${state}`;
}
