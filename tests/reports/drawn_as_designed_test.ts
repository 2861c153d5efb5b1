/** What every figure draws is as it was designed: its spec, and all that is not a plain curve. */

import assert from "node:assert/strict";
import { Ajv } from "ajv";
import schema from "vega-lite/vega-lite-schema.json" with { type: "json" };
import { completeSpec, type Row, type Scale } from "../../reports/chart/chart.ts";
import { COLOURS } from "../../reports/chart/theme.ts";
import { REPORTS } from "../../reports/registry.ts";
import { renderSvg } from "../../reports/render.ts";
import type { Report } from "../../reports/report.ts";
import type { FigureResult, FlowDistance, RunResult } from "../../reports/results.ts";
import { FIGURES } from "./every_report.ts";
import { assertGolden } from "./golden.ts";
import { outcome } from "./synthetic.ts";

const isValid = new Ajv({ strict: false, validateFormats: false }).compile(schema);

/** The numbers of the figure itself, and its drawings on both scales. */
interface Drawn {
  readonly rows: readonly Row[];
  readonly linear: string;
  readonly log: string;
}

/** Draws all charts of a figure on both scales: fails on what is not a number, and on any warning. */
async function draw(report: Report, figure: FigureResult): Promise<Drawn> {
  const drawings = [];
  for (const chart of report.charts(figure)) {
    const svg = async (scale: Scale) => {
      const spec = completeSpec(chart, scale);
      const valid = isValid(JSON.parse(JSON.stringify(spec)));
      assert.ok(valid, `${chart.id}, ${scale}: ${JSON.stringify(isValid.errors?.[0])}`);
      return await renderSvg(spec, chart.description);
    };
    drawings.push({ rows: chart.rows, linear: await svg("linear"), log: await svg("log") });
  }
  assertNumbers(report, figure);
  return drawings[0];
}

/** Asserts that tables and sections hold what a reader can read, and no row is short of a cell. */
function assertNumbers(report: Report, figure: FigureResult): void {
  for (const { title, columns, rows } of report.tables(figure)) {
    assert.ok(rows.every((row) => row.length === columns.length), title);
    assert.doesNotMatch(rows.flat().join(), /NaN|Infinity|undefined/, title);
  }
  for (const { text } of report.sections?.(figure) ?? []) {
    assert.doesNotMatch(text, /NaN|Infinity|undefined/);
  }
}

/** A figure of three seeds, changed. */
function changed(report: Report, change: Change): FigureResult {
  const figure = FIGURES[report.figure]({ seeds: 3 });
  return {
    ...figure,
    runs: figure.runs.flatMap((run) => change.run(run) ?? []),
    ...(figure.flows && {
      flows: figure.flows.map((flow) => ({
        ...flow,
        distances: flow.distances.flatMap((distance) => change.distance(distance, flow.seed) ?? []),
      })),
    }),
  };
}

/** What to do to a run, or to a distance of steps from a flow; undefined takes it away. */
interface Change {
  readonly run: (run: RunResult) => RunResult | undefined;
  readonly distance: (distance: FlowDistance, seed: number) => FlowDistance | undefined;
}

/** A run whose errors and losses from half-way on are this many times what they were. */
function scaledEnd(run: RunResult, factor: number): RunResult {
  const half = run.epochs.length / 2;
  const scaled = ({ loss, error }: { loss: number; error: number }) => ({
    loss: factor * loss,
    error: factor * error,
  });
  return {
    ...run,
    epochs: run.epochs.map((record) =>
      record.epoch < half
        ? record
        : { ...record, train: scaled(record.train), test: scaled(record.test) }
    ),
  };
}

/** How many triangles a drawing has: a zero on a logarithmic axis. */
function triangles(svg: string): number {
  return svg.match(/d="M-?[\d.]+,-?[\d.]+(L-?[\d.]+,-?[\d.]+){2}Z"/g)?.length ?? 0;
}

/** How many red crosses a drawing has: runs that are not in the mean. */
function crosses(svg: string): number {
  return svg.match(new RegExp(`<path[^>]*stroke="${COLOURS.red}"`, "g"))?.length ?? 0;
}

function marks(rows: readonly Row[]): string[] {
  return rows.filter(({ kind }) => kind === "mark").map(({ text }) => String(text));
}

for (const report of REPORTS) {
  const hasRuns = report.figure !== "modified-loss";

  Deno.test(`${report.figure}: the spec is as it was`, async () => {
    const [chart] = report.charts(FIGURES[report.figure]({ seeds: 3 }));
    const { data, ...spec } = completeSpec(chart) as unknown as { data: { values: Row[] } };
    const rows = data.values.map((row) => JSON.stringify(row)).join(",\n");
    const text = JSON.stringify(spec, null, 1);
    await assertGolden(
      `${report.figure}.vl.json`,
      `{"data":{"values":[\n${rows}\n]},${text.slice(1)}\n`,
    );
  });

  Deno.test(`${report.figure}: a zero is a gap on a logarithmic axis, with a triangle`, async () => {
    const { rows, log } = await draw(
      report,
      changed(report, {
        run: (run) => scaledEnd(run, 0),
        distance: (point) => point.stepSize === 2 ** -7 ? { ...point, distance: 0 } : point,
      }),
    );
    if (hasRuns) {
      assert.ok(rows.some(({ kind, mean }) => kind === "estimate" && mean === 0));
      assert.ok(triangles(log) > 0);
    } else { // steps that end on the flow have no place on its axes: nothing is drawn there
      assert.ok(!rows.some(({ kind, stepSize }) => kind === "estimate" && stepSize === 2 ** -7));
    }
  });

  Deno.test(`${report.figure}: a band below zero ends at the least positive number`, async () => {
    const { rows } = await draw(
      report,
      changed(report, {
        run: (run) => scaledEnd(run, run.spec.seed === 1 ? 1 : 1e-3),
        distance: (point, seed) => seed === 1 ? { ...point, distance: 1e3 } : point,
      }),
    );
    const below = rows.filter(({ kind, lower }) => kind === "estimate" && Number(lower) < 0);
    for (const { mean, floor } of below) assert.ok(Number(mean) > 0 && Number(floor) > 0);
    // Geometric means have bands that stay positive.
    assert.equal(below.length > 0, !["modified-loss", "unbalanced-sgd"].includes(report.figure));
  });

  Deno.test(`${report.figure}: what diverged is a red cross and not in the mean`, async () => {
    const { rows, linear, log } = await draw(
      report,
      changed(report, {
        run: (run) => run.spec.seed === 1 ? { ...run, outcome: outcome("diverged", 2) } : run,
        distance: (point, seed) => seed === 1 ? { ...point, switched: 1 } : point,
      }),
    );
    assert.match(marks(rows)[0], /diverged|a unit switched in 1 of 3 seeds/);
    assert.ok(crosses(linear) >= marks(rows).length && crosses(log) === crosses(linear));
  });

  Deno.test(`${report.figure}: a single seed has no band, and the drawing says so`, async () => {
    const { rows, linear } = await draw(report, FIGURES[report.figure]({ seeds: 1 }));
    for (const { kind, mean, lower, upper } of rows) {
      if (kind === "estimate") assert.ok(lower === mean && upper === mean);
    }
    assert.match(linear, /One seed, so there is no band/);
  });

  Deno.test(`${report.figure}: a missing run is a red cross, and the others are drawn`, async () => {
    const { rows, linear } = await draw(
      report,
      changed(report, {
        run: (run) => {
          const { outcome: _, ...unfinished } = run;
          return run.spec.seed === 1 ? { ...unfinished, failure: "out of memory" } : run;
        },
        distance: (point, seed) => seed === 1 ? undefined : point,
      }),
    );
    if (hasRuns) {
      assert.match(marks(rows)[0], /failed or missing/);
      assert.ok(crosses(linear) >= marks(rows).length);
    }
    const { n = 2 } = rows.find(({ kind }) => kind === "estimate")!;
    assert.equal(n, 2);
  });
}
