/**
 * Comparison with files that are kept in `golden/`. After a wanted change, run the tests once with
 * `UPDATE_GOLDEN=1` and look at what changed.
 *
 * @module
 */

import assert from "node:assert/strict";

/** Asserts that a text is what the golden file holds; what differs is kept beside it. */
export async function assertGolden(name: string, text: string): Promise<void> {
  const golden = new URL(`golden/${name}`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") {
    await Deno.writeTextFile(golden, text);
    return;
  }
  if (text === await Deno.readTextFile(golden)) return;
  const dot = name.indexOf(".");
  const changed = `golden/${name.slice(0, dot)}-changed${name.slice(dot)}`;
  await Deno.writeTextFile(new URL(changed, import.meta.url), text);
  assert.fail(`Expected the text of golden/${name} but found what is now in ${changed}`);
}
