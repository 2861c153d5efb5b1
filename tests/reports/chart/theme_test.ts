import assert from "node:assert/strict";
import { builtin } from "../../../optimizers/mod.ts";
import {
  optimizerColours,
  optimizerDashes,
  optimizerTitle,
} from "../../../reports/chart/optimizers.ts";
import { COLOURS, THEME } from "../../../reports/chart/theme.ts";
import { contrast } from "../contrast.ts";

Deno.test("every colour of a series has a contrast of 3 : 1 on light and on dark pages", () => {
  for (const colour of [...Object.values(COLOURS), ...THEME.range.ordinal.scheme]) {
    assertContrast(colour);
  }
});

Deno.test("every optimizer's colour has that contrast, whatever rules a user adds", () => {
  const names = [...Object.keys(builtin), "own-1", "own-2", "own-3", "constructor"];
  const colours = optimizerColours(names);
  assert.equal(new Set(colours.values()).size, names.length);
  for (const colour of colours.values()) assertContrast(colour);
});

Deno.test("optimizerColours() gives an optimizer the same colour beside any others", () => {
  assert.equal(optimizerColours(["own", "sgd"]).get("sgd"), optimizerColours(["sgd"]).get("sgd"));
  assert.notEqual(
    optimizerColours(["own", "other"]).get("own"),
    optimizerColours(["own", "other"]).get("other"),
  );
});

Deno.test("optimizerDashes() tells optimizers and starts apart without colours", () => {
  const names = [...Object.keys(builtin), "own-1", "own-2", "own-3", "own-4"];
  const dashes = [...optimizerDashes(names).values()]
    .flatMap(({ balanced, unbalanced }) => [balanced, unbalanced]).map(String);
  assert.equal(new Set(dashes).size, 2 * names.length);
});

Deno.test("optimizerTitle() names built-in rules as people do and keeps a user's name", () => {
  assert.equal(optimizerTitle("path-sgd"), "Path-SGD");
  assert.equal(optimizerTitle("nesterov"), "nesterov");
  assert.equal(optimizerTitle("adam→nesterov"), "Adam → nesterov");
});

function assertContrast(colour: string): void {
  for (const ground of ["#ffffff", "#111418"]) {
    const ratio = contrast(colour, ground);
    assert.ok(ratio >= 3, `${colour} on ${ground}: ${ratio.toFixed(2)}`);
  }
}
