import assert from "node:assert/strict";
import type { Chart, Row } from "../../../reports/chart/chart.ts";
import { panelTables } from "../../../reports/page/chart_tables.ts";

/** A chart of two series over these epochs; series "b" has one seed. */
function chart(epochs: readonly number[], bands: Chart["bands"] = ["interval"]): Chart {
  const rows: Row[] = epochs.flatMap((epoch) => [
    { kind: "estimate", panel: "p", series: "a", epoch, mean: 2, lower: 1.5, upper: 2.5, n: 3 },
    { kind: "estimate", panel: "p", series: "b", epoch, mean: 0, lower: 0, upper: 0, n: 1 },
    { kind: "seed", panel: "p", series: "a", epoch, mean: 7, seed: 1 },
  ]);
  return {
    id: "c",
    title: "C",
    curves: "Mean over 3 seeds",
    caption: "",
    description: "",
    series: ["a", "b"],
    panels: [{ name: "p", axis: "Error (%)" }, { name: "empty", axis: null }],
    x: { field: "epoch", title: "Epoch" },
    axis: "Error axis",
    scale: "log",
    bands,
    rows,
    spec: () => ({}),
  };
}

Deno.test("panelTables() lists means with intervals and says over how many seeds", () => {
  const [table] = panelTables(chart([0, 1]));
  assert.equal(table.title, "p");
  assert.equal(table.caption, "Error (%) against Epoch: mean (95 % interval), n from 1 to 3.");
  assert.deepEqual(table.columns.map(({ title }) => title), ["Epoch", "a", "b"]);
  assert.deepEqual(table.rows, [["0", "2 (1.5 to 2.5)", "0"], ["1", "2 (1.5 to 2.5)", "0"]]);
});

Deno.test("panelTables() thins many epochs to eleven with the first and the last", () => {
  const [table] = panelTables(chart(Array.from({ length: 51 }, (_, epoch) => epoch)));
  assert.deepEqual(
    table.rows.map(([epoch]) => Number(epoch)),
    [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50],
  );
  assert.match(table.caption, / 11 of 51 lines\.$/);
});

Deno.test("panelTables() has no lines for a panel without estimates", () => {
  const [, table] = panelTables(chart([0], []));
  assert.equal(table.caption, "Value against Epoch.");
  assert.deepEqual(table.rows, []);
});

Deno.test("panelTables() names places that have names, and takes a chart's own tables", () => {
  const named = {
    ...chart([0, 1], []),
    x: { field: "epoch", title: "Rule", names: ["SGD", "Adam"] },
  };
  assert.deepEqual(panelTables(named)[0].rows.map(([place]) => place), ["SGD", "Adam"]);
  const own = { title: "Own", caption: "", columns: [], rows: [] };
  assert.deepEqual(panelTables({ ...named, tables: [own] }), [own]);
});
