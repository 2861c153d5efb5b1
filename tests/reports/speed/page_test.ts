import assert from "node:assert/strict";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { type Chart, completeSpec } from "../../../reports/chart/chart.ts";
import { panelTables } from "../../../reports/page/chart_tables.ts";
import { renderSvg } from "../../../reports/render.ts";
import { batchChart, workChart } from "../../../reports/speed/epochs_charts.ts";
import { speedPage } from "../../../reports/speed/page.ts";
import { networkRatiosChart, widthRatiosChart } from "../../../reports/speed/ratios_chart.ts";
import type { SpeedResults } from "../../../reports/speed/results.ts";
import { rooflineChart } from "../../../reports/speed/roofline_chart.ts";
import { writeIndex } from "../../../reports/site.ts";
import { writeSpeed } from "../../../reports/speed/site.ts";
import { workersChart } from "../../../reports/speed/workers_chart.ts";
import { standaloneSvg } from "../../../reports/standalone.ts";
import { inFolder } from "../../benchmarks/commands.ts";
import { assertGolden } from "../golden.ts";
import { syntheticSpeed } from "./synthetic_speed.ts";

const FULL = syntheticSpeed();

/** Nothing but the project's own steps. */
function alone(): SpeedResults {
  const { roofline: _, sweep: __, scaling: ___, ...results } = FULL;
  const [own] = results.programs;
  return {
    ...results,
    programs: [own],
    steps: results.steps.filter(({ program }) => program === own.id)
      .map(({ memory: _, ...timing }) => timing),
  };
}

/** The charts that there are of these results. */
function chartsOf(results: SpeedResults): Chart[] {
  return [
    widthRatiosChart(results),
    networkRatiosChart(results),
    results.roofline && rooflineChart(results.roofline),
    workersChart(results),
    workChart(results),
    batchChart(results),
  ].filter((chart) => chart !== undefined);
}

/** Without PyTorch, with one width, one rule, one round, one Worker, one peak and one kernel. */
function small(): SpeedResults {
  const { peak256: _, ...roofline } = FULL.roofline!;
  return {
    ...FULL,
    programs: FULL.programs.filter(({ id }) => id !== "pytorch"),
    steps: FULL.steps
      .filter(({ program, sizes, rule }) =>
        program !== "pytorch" && rule === "adam" && sizes[1] === 64
      )
      .map((timing) => ({ ...timing, times: timing.times.slice(0, 1) })),
    roofline: { ...roofline, points: roofline.points.slice(0, 1) },
    scaling: {
      workers: FULL.scaling!.workers.slice(0, 1),
      epochs: FULL.scaling!.epochs.slice(0, 1),
    },
  };
}

Deno.test("every chart of the speed page is valid and drawn on both scales, whatever is missing", async () => {
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
  assert.deepEqual([FULL, small(), alone()].map((results) => chartsOf(results).length), [6, 4, 0]);
  for (const results of [FULL, small()]) {
    for (const chart of chartsOf(results)) {
      for (const scale of ["linear", "log"] as const) {
        const spec = completeSpec(chart, scale);
        assert.ok(
          validate(JSON.parse(JSON.stringify(spec))),
          `${chart.id}: ${JSON.stringify(validate.errors?.[0])}`,
        );
        await renderSvg(spec, chart.description); // fails on NaN and on warnings
      }
      for (const { title, columns, rows } of panelTables(chart)) {
        assert.ok(rows.length > 0 && rows.every((row) => row.length === columns.length), title);
        assert.doesNotMatch(rows.flat().join(), /NaN|Infinity|undefined/, title);
      }
    }
  }
});

Deno.test("the ratios and the roofline are drawn as they were", async () => {
  const charts = {
    "speed-widths.svg": widthRatiosChart(FULL)!,
    "speed-networks.svg": networkRatiosChart(FULL)!,
    "speed-roofline.svg": rooflineChart(FULL.roofline!),
    "speed-epochs.svg": workChart(FULL)!,
  };
  for (const [name, chart] of Object.entries(charts)) {
    const svg = await renderSvg(completeSpec(chart), "label");
    await assertGolden(name, standaloneSvg(svg, "light"));
  }
});

Deno.test("a ratio is the median of the rounds' ratios, and what slows a round down leaves it", () => {
  const results: SpeedResults = {
    ...FULL,
    steps: [
      { program: "wasm", sizes: [100, 4, 10], rule: "sgd", times: [1, 10, 2] },
      { program: "pytorch", sizes: [100, 4, 10], rule: "sgd", times: [3, 20, 8, 9] },
    ],
  };
  const [row] = widthRatiosChart(results)!.rows;
  const { H, mean, least, largest, n } = row;
  assert.deepEqual({ H, mean, least, largest, n }, { H: 4, mean: 3, least: 2, largest: 4, n: 3 });
});

Deno.test("rules are places by name on the larger networks", () => {
  const chart = networkRatiosChart(FULL)!;
  const [table] = panelTables(chart);
  assert.equal(table.title, "784-512-512-10");
  assert.deepEqual(table.rows.map(([rule]) => rule), [
    "SGD",
    "SGD with momentum",
    "AdaGrad",
    "Adam",
  ]);
});

Deno.test("the roof is the lesser of peak and bandwidth times intensity; the wider one goes on above", () => {
  const { rows } = rooflineChart(FULL.roofline!);
  const roof = (bits: number) =>
    rows.filter(({ kind, line }) => kind === "reference" && line === bits);
  for (const { intensity, mean, line } of [...roof(128), ...roof(256)]) {
    const expected = Math.min(line === 128 ? 62 : 121, 30 * Number(intensity));
    assert.ok(Math.abs(Number(mean) - expected) < 1e-3 * expected);
  }
  assert.equal(Math.min(...roof(256).map(({ mean }) => Number(mean))), 62);
  assert.deepEqual(rows.filter(({ kind }) => kind === "name").map(({ text }) => text), [
    "128 bits: 62 GFLOP/s",
    "256 bits: 121 GFLOP/s",
  ]);
});

Deno.test("Workers are held against so many times one", () => {
  const { rows } = workersChart(FULL)!;
  const at = (kind: string) =>
    rows.filter((row) => row.kind === kind && row.panel === "100-256-10").map(({ mean }) =>
      Number(mean)
    );
  const [one] = at("estimate");
  assert.deepEqual(at("reference").map((mean) => Math.round(mean / one)), [1, 2, 3, 4]);
});

Deno.test("an epoch's power of its multiply-adds stands in its panel, none for one point", () => {
  const heads = (results: SpeedResults) =>
    workChart(results)!.rows.filter(({ kind }) => kind === "head").map((
      { panel, text },
    ) => [panel, text]);
  const epochs = [1, 2, 3].map((k) => ({
    ...FULL.scaling!.epochs[0],
    value: k,
    multiplyAdds: 10 ** k,
    seconds: 5 * 10 ** k,
  }));
  assert.deepEqual(heads({ ...FULL, scaling: { workers: [], epochs } }), [
    ["Hidden units", "exponent 1.00 (1.00 to 1.00)"],
  ]);
  assert.deepEqual(heads(small()), []);
});

Deno.test("the page has a section for what was measured and for nothing else", async () => {
  const headings = (html: string) => [...html.matchAll(/<h2 id="([a-z]+)">/g)].map(([, id]) => id);
  const full = await speedPage(FULL);
  assert.deepEqual(headings(full), [
    "steps",
    "sweep",
    "limits",
    "together",
    "growth",
    "memory",
    "numbers",
    "method",
  ]);
  assert.match(
    full,
    /a step of SGD with momentum takes 2\.7× as long with PyTorch 1\.13\.1 and 8\.0× as long with tfjs-wasm 4\.22\.0 as\s+with wasm \(relaxed-simd\)\./,
  );
  assert.match(full, /<strong>jax-js<\/strong>: not installed: npm install @jax-js\/jax/);
  const bare = await speedPage({ ...alone(), missing: [] });
  assert.deepEqual(headings(bare), ["steps", "numbers", "method"]);
  assert.match(bare, /No other program was measured beside it\./);
  assert.doesNotMatch(bare, /Not measured/);
  for (const html of [full, bare]) {
    assert.doesNotMatch(html.split("<script")[0], />[^<]*\b(NaN|undefined|Infinity)\b/);
  }
});

Deno.test("names from outside are text on the page", async () => {
  const html = await speedPage({
    ...FULL,
    command: "deno task bench --out '<i>'",
    missing: [{ name: "<u>", reason: "</script><img>" }],
  });
  const [markup] = html.split("<script");
  assert.doesNotMatch(markup, /<i>|<u>|<img>/);
  assert.match(markup, /<strong>&lt;u&gt;<\/strong>: &lt;\/script&gt;&lt;img&gt;/);
  assert.ok(!html.includes("</script><img>"));
});

Deno.test("writeSpeed() writes page, CSV and JSON, and the index leads there", () =>
  inFolder(async (folder) => {
    const page = await writeSpeed(`${folder}/site`, FULL);
    assert.equal(page, `${folder}/site/bench.html`);
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(`${folder}/site/bench.json`)), FULL);
    const lines = Deno.readTextFileSync(`${folder}/site/bench.csv`).split("\r\n");
    assert.equal(lines[0], "program,network,rule,round,milliseconds,memory");
    assert.equal(lines.length, 1 + FULL.steps.length * 5 + 1);
    const index = Deno.readTextFileSync(await writeIndex(`${folder}/site`));
    assert.match(index, /<a href="bench\.html">/);
    assert.doesNotMatch(index, /nights/);
  }));
