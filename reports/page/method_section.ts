/**
 * How a figure was made: settings, command, machine, data, runs.
 *
 * @module
 */

import type { Provenance } from "../../data/dataset.ts";
import { experimentsOf } from "../experiments.ts";
import { count, duration, significant, time } from "../format.ts";
import type { Table } from "../report.ts";
import type { Environment, FigureResult, RunResult } from "../results.ts";
import { type Html, html } from "./html.ts";
import { foldedTable } from "./table.ts";

/** The section that lets a reader judge and repeat the experiment. */
export function methodSection(figure: FigureResult): Html {
  return html`
    <section aria-labelledby="method">
      <h2 id="method">How it was made</h2>
      <p>This command gives the figure again:</p>
      <pre tabindex="0"><code>${figure.command}</code></pre>
      ${tablesOf(figure).map(foldedTable)}
    </section>
  `;
}

function tablesOf(figure: FigureResult): Table[] {
  const tables = [
    settingsTable(figure),
    dataTable(figure),
    filesTable(figure.data),
    environmentTable(figure.environment),
  ];
  return figure.runs.length === 0 ? tables : [...tables, runsTable(figure.runs)];
}

function settingsTable({ settings, profile }: FigureResult): Table {
  return {
    title: "Settings",
    caption: `Profile “${profile}”. An assumption is a choice of ours where the paper is silent; ` +
      "an override was asked for on the command line.",
    columns: [{ title: "Setting" }, { title: "Value" }, { title: "Source" }, { title: "Note" }],
    rows: settings.map(({ name, value, source, note }) => [name, value, source, note ?? ""]),
  };
}

function dataTable(figure: FigureResult): Table {
  const experiments = experimentsOf(figure);
  return {
    title: "Data",
    caption: "What the networks saw. The hash is over the pixels and labels of the sets.",
    columns: [
      { title: "Data set" },
      { title: "Training", numeric: true },
      { title: "Validation", numeric: true },
      { title: "Test", numeric: true },
      { title: "Images" },
      { title: "SHA-256" },
    ],
    rows: figure.data.flatMap(({ name, title }) => {
      const specs = experiments.map(({ data }) => data).filter((spec) => spec.name === name);
      const distinct = [...new Map(specs.map((spec) => [spec.hash, spec])).values()];
      return distinct.map((spec) => [
        title,
        count(spec.train),
        count(spec.validation),
        count(spec.test),
        spec.transforms.join("; ") || "as published",
        spec.hash,
      ]);
    }),
  };
}

function filesTable(data: readonly Provenance[]): Table {
  return {
    title: "Files",
    caption: "The files that were read.",
    columns: [
      { title: "Data set" },
      { title: "File" },
      { title: "Records", numeric: true },
      { title: "Published" },
      { title: "SHA-256" },
    ],
    rows: data.flatMap(({ title, files }) =>
      files.length === 0
        ? [[title, "none: drawn by the program", "–", "–", "–"]]
        : files.map((file) => [
          title,
          file.name,
          file.records === file.publishedRecords
            ? count(file.records)
            : `${count(file.records)} of ${count(file.publishedRecords)}`,
          file.published ? "yes, bit for bit" : "no",
          file.sha256,
        ])
    ),
  };
}

function environmentTable(environment: Environment): Table {
  const rows = [
    ["Engine", environment.engine],
    ["implicit-bench", environment.version],
    ["Commit", environment.commit ?? "outside a checkout"],
    ["Deno", `${environment.deno} (V8 ${environment.v8})`],
    ["System", environment.os],
    ["Processor", environment.cpu ?? "unknown"],
    ["Logical processors", String(environment.cores)],
    ["Date", time(environment.date)],
  ];
  return {
    title: "Machine and program",
    caption: "What computed the runs.",
    columns: [{ title: "What" }, { title: "Which" }],
    rows,
  };
}

function runsTable(runs: readonly RunResult[]): Table {
  return {
    title: `All ${count(runs.length)} runs`,
    caption: "Every run with its end. Errors are those after its last epoch, in percent.",
    columns: [
      { title: "Data set" },
      { title: "Layers" },
      { title: "Optimizer" },
      { title: "Start" },
      { title: "Step size", numeric: true },
      { title: "Seed", numeric: true },
      { title: "Outcome" },
      { title: "Epoch", numeric: true },
      { title: "Training", numeric: true },
      { title: "Test", numeric: true },
      { title: "Time", numeric: true },
      { title: "Run" },
    ],
    rows: runs.map((run) => {
      const { spec, outcome, failure } = run;
      const last = run.epochs[run.epochs.length - 1];
      const error = (share: number | undefined) =>
        share === undefined ? "–" : (100 * share).toFixed(3);
      return [
        spec.data.name,
        spec.sizes.join("-"),
        spec.optimizer.name,
        spec.initialization,
        "lr" in spec.optimizer.hyper ? significant(spec.optimizer.hyper.lr) : "–",
        String(spec.seed),
        outcome === undefined
          ? failure === undefined ? "not ended" : `failed: ${failure}`
          : `${outcome.kind}: ${outcome.reason}`,
        String(outcome?.epoch ?? last?.epoch ?? 0),
        error(last?.train.error),
        error(last?.test.error),
        outcome === undefined ? "–" : duration(outcome.seconds),
        run.id.slice(0, 12),
      ];
    }),
  };
}
