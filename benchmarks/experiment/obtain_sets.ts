/**
 * Gets hold of a figure's data before its runs begin.
 *
 * @module
 */

import { join } from "node:path";
import {
  DataError,
  type Dataset,
  type DatasetName,
  DownloadError,
  obtainDataset,
  type Provenance,
  type RegisteredDataset,
  REGISTRY,
  streamDisplay,
} from "../../data/mod.ts";
import type { DataSpec } from "../../reports/results.ts";
import type { Command } from "./command.ts";
import { lineOf } from "./errors.ts";
import type { Figure, Settings } from "./figure.ts";
import { dataSpec, type Sets, shareSets } from "./sets.ts";

/** A data set, ready for the runs of a stage. */
export interface ReadySets {
  readonly spec: DataSpec;
  readonly provenance: Provenance;
  /** In shared memory. */
  readonly sets: Sets;
}

/** What to obtain, for which figure. */
export interface ObtainSetsOptions<S extends Settings> {
  readonly figure: Figure<S>;
  readonly settings: S;
  readonly command: Command;
  /** Takes one line for each thing that the user should know. */
  readonly note: (line: string) => void;
}

/**
 * The figure's data sets, prepared for each of its stages. Where one can't be fetched, the stand-in
 * takes its place, except in the paper's profile.
 *
 * @returns A list of data sets for each stage.
 * @throws {DataError} If a folder or a file isn't what it should be, or (paper's profile) data can't
 *   be fetched.
 */
export async function obtainSets<S extends Settings>(
  options: ObtainSetsOptions<S>,
): Promise<ReadySets[][]> {
  const { figure: { stages }, settings } = options;
  const ready: ReadySets[][] = stages.map(() => []);
  const seen = new Set<DatasetName>();
  for (const name of settings.datasets) {
    const dataset = await obtain(name, options);
    if (seen.has(dataset.provenance.name)) continue; // the stand-in, for the second time
    seen.add(dataset.provenance.name);
    for (const [i, stage] of stages.entries()) {
      const split = stage.prepare(dataset, settings);
      const spec = dataSpec(split);
      ready[i].push({ spec, provenance: split.provenance, sets: shareSets(split) });
    }
  }
  return ready;
}

async function obtain<S extends Settings>(
  name: DatasetName,
  { command: { data, dryRun, out, profile }, note }: ObtainSetsOptions<S>,
): Promise<Dataset> {
  const cache = join(out, "data");
  const display = streamDisplay(Deno.stderr);
  const directory = data ?? (dryRun ? cache : undefined); // what is read, with nothing fetched
  try {
    return await obtainDataset(name, {
      cache,
      display,
      ...(directory === undefined ? {} : { directory }),
    });
  } catch (error) {
    if (dryRun && data === undefined && error instanceof DataError && name !== "stand-in") {
      note(`${REGISTRY[name].title} isn't in ${cache}: a run would fetch it first.`);
      return blank(REGISTRY[name]);
    }
    if (!(error instanceof DownloadError) || profile === "paper") throw error;
    note(lineOf(error));
    note(`WITHOUT ${name}: drawn digits take its place, and no claim about ${name} is graded.`);
    return await obtainDataset("stand-in", { cache, display });
  }
}

/** A data set of the published size without its images: enough to plan with. */
function blank({ name, title, shape, classes, files }: RegisteredDataset): Dataset {
  const inputs = shape.width * shape.height * shape.channels;
  const examples = (set: "train" | "test") => {
    const parts = files.filter((file) => file.set === set && file.format !== "idx labels");
    const count = parts.reduce((sum, { records }) => sum + records, 0);
    const pixels = new Uint8Array(count * inputs);
    return { count, inputs, classes, pixels, labels: new Uint8Array(count) };
  };
  const provenance = { name, title, standIn: false, files: [], transforms: [] };
  return { shape, train: examples("train"), test: examples("test"), provenance };
}
