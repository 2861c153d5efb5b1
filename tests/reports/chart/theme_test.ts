import assert from "node:assert/strict";
import { COLOURS, THEME } from "../../../reports/chart/theme.ts";
import { contrast } from "../contrast.ts";

Deno.test("every colour of a series has a contrast of 3 : 1 on light and on dark pages", () => {
  for (const colour of [...Object.values(COLOURS), ...THEME.range.ordinal.scheme]) {
    for (const ground of ["#ffffff", "#111418"]) {
      const ratio = contrast(colour, ground);
      assert.ok(ratio >= 3, `${colour} on ${ground}: ${ratio.toFixed(2)}`);
    }
  }
});
