/**
 * The programs of Slurm that are called, and what they say. No shell is in between.
 *
 * @module
 */

import { lineOf, UsageError } from "../errors.ts";

const PROGRAMS = ["sbatch", "squeue"] as const;

/** The tasks of a job that have not ended. */
export interface QueuedTasks {
  readonly running: number;
  readonly waiting: number;
}

/**
 * @param task The figure's, as the message names it.
 * @throws {UsageError} If this process may not call Slurm, or there is none to call.
 */
export function checkSlurm(task: string): void {
  for (const command of PROGRAMS) {
    if (Deno.permissions.querySync({ name: "run", command }).state === "granted") continue;
    throw new UsageError(
      `Expected ${command} and the permission to run it but found none: ` +
        `deno task slurm ${task} has it where Slurm is installed`,
    );
  }
}

/**
 * Submits a script; returns the job's id.
 *
 * @param options Options of sbatch, one a word.
 * @throws {UsageError} If Slurm does not take it.
 */
export async function submit(
  script: string,
  { options, directory }: { options: readonly string[]; directory: string },
): Promise<string> {
  const { code, stdout, stderr } = await run("sbatch", {
    args: ["--parsable", ...options, script],
    cwd: directory,
  });
  if (code !== 0) {
    throw new UsageError(`Expected sbatch to take the job but found: ${reason(stderr)}`);
  }
  const job = stdout.trim();
  if (/^\d+$/.test(job)) return job;
  throw new UsageError(`Expected sbatch to print the number of the job but found: ${job}`);
}

/** The tasks of a job that have not ended, or, in a line, why Slurm doesn't say. */
export async function queuedTasks(job: string): Promise<QueuedTasks | string> {
  const { code, stdout, stderr } = await run("squeue", {
    args: ["--noheader", "--array", `--jobs=${job}`, "--format=%T"],
  });
  // A job is forgotten some minutes after its end.
  if (code !== 0 && !stderr.includes("Invalid job id")) return reason(stderr);
  const states = stdout.split("\n").map((line) => line.trim());
  const ended = (state: string) => state === "" || state === "COMPLETING";
  const running = states.filter((state) => state === "RUNNING").length;
  return { running, waiting: states.filter((state) => !ended(state)).length - running };
}

async function run(
  program: typeof PROGRAMS[number],
  options: { args: readonly string[]; cwd?: string },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = new Deno.Command(program, { ...options, args: [...options.args], stdin: "null" });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** The first line that a program complained with, without its own name before it. */
function reason(stderr: string): string {
  return lineOf(stderr.trim().replace(/^s\w+: (error: )?/, ""));
}
