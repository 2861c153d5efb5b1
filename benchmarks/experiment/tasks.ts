/**
 * The tasks of `deno.json` as words.
 *
 * @module
 */

import project from "../../deno.json" with { type: "json" };

/** The name of a task. */
export type TaskName = keyof typeof project.tasks;

/** A task's command from `deno` on: without what sets V8's flags for it. */
export function taskWords(name: TaskName): string[] {
  return project.tasks[name].replace(/^DENO_V8_FLAGS=\$\(.*?\) /, "").split(" ");
}
