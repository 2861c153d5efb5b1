/**
 * The page of the speed benchmark: one HTML file that needs nothing else, as the figures' are.
 *
 * @module
 */

import type { Chart } from "../chart/chart.ts";
import { optimizerTitle } from "../chart/optimizers.ts";
import { csv } from "../csv.ts";
import { count, list, plural, time } from "../format.ts";
import { documentOf } from "../page/document.ts";
import { figureElement, liveChart } from "../page/figure.ts";
import { type Html, html } from "../page/html.ts";
import { inlineJson } from "../page/inline.ts";
import { liveScripts } from "../page/live_scripts.ts";
import { foldedTable, tableElement } from "../page/table.ts";
import type { Table } from "../report.ts";
import { batchChart, workChart } from "./epochs_charts.ts";
import { methodSection } from "./method_section.ts";
import { yardstick } from "./programs.ts";
import { geometricMean, hasOneHiddenLayer, mainRule, ratiosOf, rulesOf } from "./ratios.ts";
import { networkRatiosChart, widthRatiosChart } from "./ratios_chart.ts";
import type { SpeedResults } from "./results.ts";
import { rooflineChart } from "./roofline_chart.ts";
import { stepsTable, times } from "./table.ts";
import { memoryTable, pathTable, stepRecords, sweepTable } from "./tables.ts";
import { workersChart } from "./workers_chart.ts";

/** Name of the page's files. */
export const NAME = "bench";

/** A part of the page, with what was measured for it. */
interface Part {
  readonly id: string;
  readonly title: string;
  readonly charts: readonly Chart[];
  readonly tables: readonly Table[];
}

/** The text of the HTML file. */
export async function speedPage(results: SpeedResults): Promise<string> {
  const parts = partsOf(results);
  const options = { figure: NAME, notes: notesOf(results) };
  const charts = parts.flatMap((part) => part.charts);
  const body = html`
    <main>
      ${heading(results)} ${await Promise.all(parts.map(partSection))}
      <div class="sources">
        <section aria-labelledby="numbers">
          <h2 id="numbers">The numbers</h2>
          ${rulesOf(results).map((rule) => foldedTable(stepsTable(results, rule)))}
          ${downloads(results)}
        </section>
        ${methodSection(results)}
      </div>
    </main>
    ${inlineJson("charts", charts.map((chart) => liveChart(chart, options)))}
    ${inlineJson("results", results)}
  `;
  return documentOf(body, { title: "Speed · implicit-bench", scripts: await liveScripts() });
}

/** The parts of the page, those left out that nothing was measured for. */
function partsOf(results: SpeedResults): Part[] {
  const { roofline } = results;
  const parts = [
    {
      id: "steps",
      title: "A training step",
      charts: [widthRatiosChart(results), networkRatiosChart(results)],
      tables: [pathTable(results)],
    },
    { id: "sweep", title: "A whole sweep", charts: [], tables: [sweepTable(results)] },
    {
      id: "limits",
      title: "How near to what the processor can do",
      charts: [roofline && rooflineChart(roofline)],
      tables: [],
    },
    { id: "together", title: "Side by side", charts: [workersChart(results)], tables: [] },
    {
      id: "growth",
      title: "How an epoch grows",
      charts: [workChart(results), batchChart(results)],
      tables: [],
    },
    { id: "memory", title: "Memory", charts: [], tables: [memoryTable(results)] },
  ];
  return parts.map(({ charts, tables, ...part }) => ({
    ...part,
    charts: charts.filter((chart) => chart !== undefined),
    tables: tables.filter((table) => table !== undefined),
  })).filter(({ charts, tables }) => charts.length + tables.length > 0);
}

async function partSection({ id, title, charts, tables }: Part): Promise<Html> {
  return html`
    <section aria-labelledby="${id}">
      <h2 id="${id}">${title}</h2>
      ${await Promise.all(charts.map(figureElement))} ${tables.map(tableElement)}
    </section>
  `;
}

function heading(results: SpeedResults): Html {
  const { programs, machine } = results;
  return html`
    <header>
      <p class="eyebrow"><a href="index.html">implicit-bench</a></p>
      <h1>How fast is a training step?</h1>
      <p class="lead">
        This project's engines and the programs that one would take instead, in turn, round after round,
        on one machine.
      </p>
      <p class="summary">${summaryOf(results)}</p>
      <p class="byline">
        ${list(programs.map(({ name }) => name))}. ${machine.cpu}, ${plural(
          machine.cores,
          "logical core",
        )}, on ${time(results.date)}.
      </p>
    </header>
  `;
}

/** The geometric means over H, in a sentence. */
function summaryOf(results: SpeedResults): string {
  const rule = mainRule(results);
  const ratios = ratiosOf(results).filter((ratio) =>
    ratio.rule === rule && hasOneHiddenLayer(ratio)
  );
  if (ratios.length === 0) return "No other program was measured beside it.";
  const widths = ratios.map(({ sizes }) => sizes[1]);
  const others = results.programs.flatMap(({ id, name }) => {
    const mean = geometricMean(ratios.filter(({ program }) => program.id === id));
    return Number.isNaN(mean) ? [] : [`${times(mean)} as long with ${name}`];
  });
  return `In the geometric mean over H from ${count(Math.min(...widths))} to ` +
    `${count(Math.max(...widths))}, a step of ${optimizerTitle(rule)} takes ${list(others)} as ` +
    `with ${yardstick(results).name}.`;
}

/** Lines below the title of saved pictures. */
function notesOf({ command, machine, date }: SpeedResults): string[] {
  return [command, `${machine.cpu} · Deno ${machine.deno} · ${time(date)}`];
}

function downloads(results: SpeedResults): Html {
  const uri = `data:text/csv;charset=utf-8,${encodeURIComponent(csv(stepRecords(results)))}`;
  return html`
    <p class="downloads">
      <a download="${NAME}.csv" href="${uri}">Times as CSV</a>
      <button type="button" data-json="${NAME}.json" hidden>Everything as JSON</button>
    </p>
  `;
}
