import fc from "fast-check";
import assert from "node:assert/strict";
import type { Row } from "../../../reports/chart/chart.ts";
import { rowsOf } from "../../../reports/page/live/spec.js";
import { packRows } from "../../../reports/page/packed.ts";

Deno.test("packRows() keeps each different value of a column once", () => {
  const rows = [1, 2, 3, 4].map((epoch) => ({ kind: "estimate", epoch, mean: epoch / 2, n: 3 }));
  assert.deepEqual(packRows(rows), [{
    count: 4,
    columns: [
      { field: "kind", values: ["estimate"], places: [0, 0, 0, 0] },
      { field: "epoch", values: [1, 2, 3, 4] },
      { field: "mean", values: [0.5, 1, 1.5, 2] },
      { field: "n", values: [3], places: [0, 0, 0, 0] },
    ],
  }]);
});

Deno.test("the page unpacks what packRows() packed, rows of the same fields together", () => {
  const value = fc.oneof(
    fc.constantFrom("a", "b", ""),
    fc.integer({ min: 0, max: 3 }),
    fc.double({
      noNaN: true,
      noDefaultInfinity: true,
    }).filter((number) => !Object.is(number, -0)),
  );
  const row = fc.dictionary(fc.constantFrom("kind", "panel", "mean"), value, {
    noNullPrototype: true,
  });
  fc.assert(fc.property(fc.array(row), (rows: Row[]) => {
    const alike = [...Map.groupBy(rows, (row) => Object.keys(row).join()).values()].flat();
    assert.deepEqual(rowsOf(JSON.parse(JSON.stringify(packRows(rows)))), alike);
  }));
});
