import assert from "node:assert/strict";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { completeSpec } from "../../../reports/chart/chart.ts";
import { modifiedLoss } from "../../../reports/modified_loss.ts";
import { renderSvg } from "../../../reports/render.ts";
import { writeIndex, writeReport } from "../../../reports/site.ts";
import { standaloneSvg } from "../../../reports/standalone.ts";
import { warnings } from "../../../reports/warnings.ts";
import { assertGolden } from "../golden.ts";
import { flowsFigure } from "./synthetic_flows.ts";

Deno.test("the chart of distances is valid and drawn, whatever is missing", async () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  const figures = [
    flowsFigure(),
    flowsFigure({ seeds: 1, change: (point) => ({ ...point, switched: 1 }) }),
    flowsFigure({ dataset: "stand-in", change: (point) => ({ ...point, distance: 0 }) }),
  ];
  for (const figure of figures) {
    const [chart] = modifiedLoss.charts(figure);
    for (const scale of ["linear", "log"] as const) {
      const spec = JSON.parse(JSON.stringify(completeSpec(chart, scale)));
      assert.ok(validate(spec), `${scale}: ${JSON.stringify(validate.errors?.[0])}`);
      await renderSvg(completeSpec(chart, scale), "label"); // fails on NaN and on warnings
    }
  }
});

Deno.test("the chart of distances is drawn as it was", async () => {
  const [chart] = modifiedLoss.charts(flowsFigure());
  const svg = await renderSvg(completeSpec(chart), "label");
  await assertGolden("distances.svg", standaloneSvg(svg, "light"));
});

Deno.test("the chart of distances marks where units switched, and leaves these seeds out", () => {
  const [chart] = modifiedLoss.charts(flowsFigure({
    change: (point, seed) =>
      point.steps === "sgd-shuffled" && point.stepSize === 2 ** -5 && seed === 2
        ? { ...point, switched: 1 }
        : point,
  }));
  const marks = chart.rows.filter(({ kind }) => kind === "mark");
  assert.deepEqual(marks.map(({ panel, stepSize, text }) => [panel, stepSize, text]), [
    ["SGD, shuffled mini-batches", 2 ** -5, "a unit switched in 1 of 3 seeds"],
  ]);
  const at = chart.rows.filter(({ kind, panel, stepSize }) =>
    kind === "estimate" && panel === "SGD, shuffled mini-batches" && stepSize === 2 ** -5
  );
  assert.deepEqual(at.map(({ n }) => n), [2, 2, 2]);
});

Deno.test("the table lists the powers, the CSV every distance", () => {
  const figure = flowsFigure();
  const [table, condition] = modifiedLoss.tables(figure);
  assert.equal(table.rows.length, 12);
  assert.deepEqual(table.rows[2], [
    "SGD, shuffled mini-batches",
    "Modified",
    "3.00",
    "3.00 to 3.00",
    "3",
  ]);
  assert.deepEqual(condition.rows[0], ["1", "2", "0.0313", "0.25"]);
  const { columns, rows } = modifiedLoss.records(figure);
  assert.equal(rows.length, 3 * 12 * 4);
  assert.equal(rows[0].length, columns.length);
});

Deno.test("a page and an index of a figure without runs count its seeds and name its data", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const figure = { ...flowsFigure(), profile: "quick" };
    const { page } = await writeReport(folder, { report: modifiedLoss, figure });
    const html = Deno.readTextFileSync(page);
    assert.match(html, /with 3 seeds/);
    assert.doesNotMatch(html, /All 0 runs/);
    assert.match(Deno.readTextFileSync(await writeIndex(folder)), /3 seeds/);
    assert.deepEqual(warnings(figure), [
      "Run with the profile “quick”, smaller than the paper's experiment: MNIST with 50,000 training " +
      "and 10,000 test examples.",
    ]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
