/**
 * `deno task bench`: time per training step, and of a whole width sweep, of this project's engines and of
 * what a user would pick instead, in turn in one run; what one core can do and what the wasm engine
 * reaches of it; how time grows. Writes a page, and prints Markdown tables.
 *
 * @module
 */

import { join } from "node:path";
import { speedMarkdown } from "../reports/speed/markdown.ts";
import type { SpeedResults } from "../reports/speed/results.ts";
import { writeSpeed } from "../reports/speed/site.ts";
import { machine } from "./experiment/environment.ts";
import { EXIT } from "./experiment/exit.ts";
import { reportingErrors } from "./experiment/main.ts";
import { standardError } from "./experiment/progress.ts";
import { type BenchCommand, HELP, parseBench } from "./speed/command.ts";
import type { Within } from "./speed/peer.ts";
import { measureRoofline, ROOFLINE } from "./speed/roofline.ts";
import { measureScaling, SCALING } from "./speed/scaling.ts";
import { measureShape, type ShapeTimings } from "./speed/steps.ts";
import { measureSweep } from "./speed/sweep.ts";

/** What was measured. */
type Measured = Omit<SpeedResults, "format" | "command" | "date" | "machine">;

if (import.meta.main) Deno.exit(await main(Deno.args));

/** Runs the command and returns its exit code. */
export function main(args: readonly string[]): Promise<number> {
  return reportingErrors(async () => {
    const command = parseBench(args);
    if (command.help) console.log(HELP);
    return command.help ? EXIT.done : await bench(command, ["deno task bench", ...args].join(" "));
  });
}

async function bench(command: BenchCommand, asTyped: string): Promise<number> {
  Deno.mkdirSync(command.out, { recursive: true });
  const folder = Deno.makeTempDirSync();
  const stop = listenForStop();
  const notes = showNotes();
  try {
    const measured = await measure(command, { folder, signal: stop.signal, note: notes.show });
    notes.end();
    const { deno, v8, os, cores, cpu = "unknown" } = machine();
    const results: SpeedResults = {
      format: 1,
      command: asTyped,
      date: new Date().toISOString(),
      machine: { cpu, cores, deno, v8, os },
      ...measured,
    };
    const page = await writeSpeed(join(command.out, "site"), results);
    console.log(`${speedMarkdown(results)}\n\nPage: ${page}`);
    return EXIT.done;
  } catch (error) {
    notes.end();
    if (!stop.signal.aborted) throw error; // else it is a program that the stop has ended
    console.error("Stopped. Nothing was written.");
    return EXIT.interrupted;
  } finally {
    stop.close();
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Each measurement, one after the other; first the one whose data may not be what they should be. */
async function measure(command: BenchCommand, within: Within): Promise<Measured> {
  const { parts } = command;
  const { sweep, failed } = parts.includes("sweep")
    ? await measureSweep({ ...within, ...command, profile: command.sweep })
    : { sweep: [], failed: [] };
  const shapes: ShapeTimings[] = [];
  for (const sizes of parts.includes("steps") ? command.shapes : []) {
    shapes.push(await measureShape({ ...within, ...command, sizes }));
  }
  return {
    programs: shapes[0]?.programs ?? command.programs.map(({ id, own }) => ({ id, name: id, own })),
    missing: [
      ...(shapes[0]?.missing ?? []),
      ...failed,
      ...shapes.flatMap(({ failed }) => failed),
    ],
    steps: shapes.flatMap(({ steps }) => steps),
    ...(sweep.length > 0 && { sweep }),
    ...(parts.includes("roofline") && {
      roofline: await measureRoofline({ ...ROOFLINE, ...within }),
    }),
    ...(parts.includes("scaling") && { scaling: await measureScaling({ ...SCALING, ...within }) }),
  };
}

/** Listens for what asks for an end; a second time, it ends the process at once. */
function listenForStop(): { signal: AbortSignal; close: () => void } {
  const stop = new AbortController();
  const signals: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];
  const close = () => signals.forEach((name) => Deno.removeSignalListener(name, listener));
  const listener = () => {
    close();
    stop.abort();
  };
  signals.forEach((name) => Deno.addSignalListener(name, listener));
  return { signal: stop.signal, close };
}

/** Says on standard error what is being measured: on a terminal, in one line. */
function showNotes(): { show: (line: string) => void; end: () => void } {
  const { terminal, write } = standardError;
  return {
    show: (line) => write(terminal ? `\r\x1b[K${line}` : `${line}\n`),
    end: () => terminal && write("\r\x1b[K"),
  };
}
