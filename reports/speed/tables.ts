/**
 * Tables of what the page draws no chart of: the whole sweep, memory, and what the path geometry costs.
 *
 * @module
 */

import { count, percent, significant, significantInterval } from "../format.ts";
import type { Records, Table } from "../report.ts";
import { extent, median } from "../statistics.ts";
import { yardstick } from "./programs.ts";
import { nameOf, roundRatios } from "./ratios.ts";
import type { Program, SpeedResults, StepTiming, SweepTiming } from "./results.ts";
import { times } from "./table.ts";

/** Bytes of a megabyte. */
const MEGA = 1e6;

/** The quick width sweep as a whole; undefined where it was not measured. */
export function sweepTable(results: SpeedResults): Table | undefined {
  const { sweep = [], programs } = results;
  if (sweep.length === 0) return undefined;
  const rate = ({ examples, seconds }: SweepTiming) => examples / median(seconds);
  const own = sweep.find(({ program }) => program === yardstick(results).id);
  const widths = [
    ...new Set(sweep.flatMap(({ testErrors = [] }) => testErrors.map(({ width }) => width))),
  ];
  return {
    title: "The width sweep, all of its runs, on all cores",
    caption:
      "Medians, in brackets the least and the largest. Throughput: training examples a second, " +
      "of all runs together. Mean test errors at the end, where shown, tell whether the programs did " +
      "the same work.",
    columns: [
      { title: "Program" },
      { title: "Processes", numeric: true },
      { title: "Runs", numeric: true },
      { title: "Seconds", numeric: true },
      { title: "Examples a second", numeric: true },
      { title: `Throughput of ${yardstick(results).name} over it`, numeric: true },
      ...widths.map((width) => ({ title: `Test error at H = ${count(width)}`, numeric: true })),
    ],
    rows: sweep.map((timing) => [
      titleOf(timing.program, programs),
      count(timing.processes),
      count(timing.runs),
      withExtent(timing.seconds),
      count(Number(rate(timing).toPrecision(3))),
      own === undefined ? "–" : times(rate(own) / rate(timing)),
      ...widths.map((width) => {
        const found = timing.testErrors?.find((error) => error.width === width);
        return found === undefined ? "–" : percent(found.error);
      }),
    ]),
  };
}

/** The largest resident memory of each program; undefined where none was asked for. */
export function memoryTable({ steps, programs }: SpeedResults): Table | undefined {
  const measured = steps.filter(({ memory }) => memory !== undefined);
  if (measured.length === 0) return undefined;
  const columns = programs.filter(({ id }) => measured.some(({ program }) => program === id));
  const networks = [...new Set(measured.map(nameOf))];
  return {
    title: "Memory",
    caption: "Largest resident memory of the process, in MB.",
    columns: [
      { title: "Network" },
      ...columns.map(({ name }) => ({ title: name, numeric: true })),
    ],
    rows: networks.map((network) => [
      network,
      ...columns.map(({ id }) => {
        const bytes = measured
          .filter((timing) => timing.program === id && nameOf(timing) === network)
          .map(({ memory }) => memory!);
        return bytes.length === 0 ? "–" : count(Math.round(Math.max(...bytes) / MEGA));
      }),
    ]),
  };
}

/** A step of Path-SGD beside one of SGD; undefined where no program was timed on both. */
export function pathTable({ steps, programs }: SpeedResults): Table | undefined {
  const pairs = steps.filter(({ rule }) => rule === "path-sgd").flatMap((path) => {
    const plain = steps.find((timing) =>
      timing.rule === "sgd" && timing.program === path.program && nameOf(timing) === nameOf(path)
    );
    return plain === undefined ? [] : [{ path, plain }];
  });
  if (pairs.length === 0) return undefined;
  const ms = ({ times }: StepTiming) => significant(median(times));
  return {
    title: "What the path geometry costs",
    caption:
      "A step of Path-SGD over one of SGD in the same round: the median, in brackets the least " +
      "and the largest.",
    columns: [
      { title: "Program" },
      { title: "Network" },
      { title: "SGD, ms", numeric: true },
      { title: "Path-SGD, ms", numeric: true },
      { title: "Ratio", numeric: true },
    ],
    rows: pairs.map(({ path, plain }) => [
      titleOf(path.program, programs),
      nameOf(path),
      ms(plain),
      ms(path),
      withExtent(roundRatios(path, plain)),
    ]),
  };
}

/** The median, and from the least to the largest of several. */
function withExtent(values: readonly number[]): string {
  const middle = significant(median(values));
  return values.length === 1 ? middle : `${middle} (${significantInterval(extent(values))})`;
}

function titleOf(program: string, programs: readonly Program[]): string {
  return programs.find(({ id }) => id === program)?.name ?? program;
}

/** A record for each round of each timing. */
export function stepRecords({ steps }: SpeedResults): Records {
  return {
    columns: ["program", "network", "rule", "round", "milliseconds", "memory"],
    rows: steps.flatMap((timing) =>
      timing.times.map((time, round) => [
        timing.program,
        nameOf(timing),
        timing.rule,
        round + 1,
        time,
        timing.memory,
      ])
    ),
  };
}
