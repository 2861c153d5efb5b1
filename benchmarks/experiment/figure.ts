/**
 * What a benchmark script declares: a figure of a paper, its settings and its runs.
 *
 * @module
 */

import type { Dataset, DatasetName, DatasetSplit } from "../../data/mod.ts";
import type { Report } from "../../reports/report.ts";
import type { DataSpec, FigureResult, RunResult, RunSpec, Setting } from "../../reports/results.ts";
import type { EngineSettings } from "./figure_engine.ts";
import type { Flag } from "./flags.ts";
import type { Sets } from "./sets.ts";

/** The profiles that every figure has, from the least to the paper's own settings. */
export const PROFILES = ["smoke", "quick", "paper"] as const;

/** Seconds on the stand-in; real data at reduced size; the paper's settings. */
export type ProfileName = typeof PROFILES[number];

/** The settings that every figure has; a figure adds its own. */
export interface Settings extends EngineSettings {
  readonly datasets: readonly DatasetName[];
  readonly seeds: readonly number[];
  /** Epoch limit. */
  readonly epochs: number;
}

/** A setting as the page's table lists it. */
export interface SettingRow<S> {
  readonly name: string;
  /** What the flag that changes it changes; missing where no flag does. */
  readonly key?: keyof S;
  /** Where the value of the paper's profile comes from. */
  readonly source: "paper" | "assumption";
  /** Place in the paper, or the reason. */
  readonly note: string;
  value(settings: S): string;
}

/** What every figure's table says of the engine; which one it was in the end is in its environment. */
export const ENGINE_ROW: SettingRow<Settings> = {
  name: "Engine",
  key: "engine",
  value: ({ engine, tfjsBackend, blas }) =>
    engine === undefined ? "webgpu on a GPU, else wasm" : [
      engine,
      ...(tfjsBackend ? [`on its ${tfjsBackend} backend`] : []),
      ...(blas ? ["with a BLAS library"] : []),
    ].join(" "),
  source: "assumption",
  note: "Double precision on reference, single on the others; “Machine and program” has its name",
};

/** Runs that are planned together, once those of the stages before have ended. */
export interface Stage<S> {
  /** Transforms a data set and cuts it into training, validation and test sets. */
  prepare(dataset: Dataset, settings: S): DatasetSplit;
  /** The runs on one data set. */
  plan(settings: S, on: StageContext): RunSpec[];
}

/** What a stage is planned on. */
export interface StageContext {
  readonly data: DataSpec;
  /** Number of inputs D and of classes C. */
  readonly inputs: number;
  readonly classes: number;
  /** Engine and variant, e.g. "wasm/relaxed-simd". */
  readonly engine: string;
  /** All runs of the stages before, on every data set, however they ended. */
  readonly before: readonly RunResult[];
}

/** What a page shows that is no run. */
export type Supplement = Pick<FigureResult, "stepSizes" | "starts" | "workedExamples" | "flows">;

/** What a supplement is made from. */
export interface SupplementContext<S> {
  readonly settings: S;
  /** The data of each stage. */
  readonly data: readonly DataSpec[];
  /** The examples of each `DataSpec.hash`. */
  readonly sets: Readonly<Record<string, Sets>>;
  readonly runs: readonly RunResult[];
  /** Takes a line of progress. */
  readonly note: (line: string) => void;
  /** Once it is aborted nothing is made of the supplement. */
  readonly signal: AbortSignal;
}

/** A figure of a paper: all that its command needs to know. */
export interface Figure<S extends Settings = Settings> {
  readonly profiles: Readonly<Record<ProfileName, S>>;
  /** Flags of this figure alone. */
  readonly flags: readonly Flag<S>[];
  /** Settings of every figure that this one doesn't depend on: it refuses their flags. */
  readonly fixed?: readonly (keyof Settings)[];
  /** Settings and assumptions, as the page lists them. */
  readonly table: readonly SettingRow<S>[];
  /** Most figures have one; a figure whose runs depend on the results of others has more. */
  readonly stages: readonly Stage<S>[];
  /** What the page shows beside the runs; nothing where it is left out. */
  supplement?(on: SupplementContext<S>): Supplement | Promise<Supplement>;
  /** What the page is made of; its `figure` is the name of the command too. */
  readonly report: Report;
}

/**
 * The figure's settings with their sources: a value that a flag changed is an "override", one that
 * the profile made smaller than the paper's is the "profile"'s.
 */
export function settingsTable<S extends Settings>(
  figure: Pick<Figure<S>, "profiles" | "table">,
  { settings, overridden }: { settings: S; overridden: ReadonlySet<string> },
): Setting[] {
  return figure.table.map(({ key, name, value, source, note }) => {
    const written = value(settings);
    const changed = written !== value(figure.profiles.paper);
    if (key !== undefined && overridden.has(String(key))) {
      return { name, value: written, source: "override", note };
    }
    return { name, value: written, source: changed ? "profile" : source, note };
  });
}
