/**
 * Commands as their users run them, for the tests of the figures.
 *
 * @module
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { type TaskName, taskWords } from "../../benchmarks/experiment/tasks.ts";

const ROOT = new URL("../../", import.meta.url);

/** Makes every download fail without a network: nothing listens at this proxy. */
export const NO_NETWORK = { HTTPS_PROXY: "http://127.0.0.1:9" };

/** The command of a task with its own permissions, so that these are tested too. */
export function task(
  name: TaskName,
  args: readonly string[],
  env: Record<string, string> = {},
): Deno.Command {
  const [program, ...words] = taskWords(name);
  assert.equal(program, "deno");
  return new Deno.Command(Deno.execPath(), {
    args: [...words, ...args],
    cwd: ROOT,
    env: { IMPLICIT_BENCH_DATA: "", NO_COLOR: "1", ...env },
    stdout: "piped",
    stderr: "piped",
  });
}

/** Runs a task to its end; `line` is split at blanks. */
export async function run(
  name: TaskName,
  line: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await task(name, line.split(" "), env).output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

/** Gives the test a folder of its own. */
export async function inFolder<T>(test: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    return await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Number of finished runs under an output folder. */
export function storedOutcomes(out: string): number {
  const entries = [...Deno.readDirSync(join(out, "results"))];
  const runs = entries.filter(({ isDirectory }) => isDirectory); // the others are locks
  return runs.filter(({ name }) =>
    [...Deno.readDirSync(join(out, "results", name))].some(({ name }) => name === "outcome.json")
  ).length;
}
