/**
 * Gives a data set, wherever it has to come from.
 *
 * @module
 */

import type { Dataset, DatasetName } from "./dataset.ts";
import type { Display } from "./display.ts";
import { download } from "./download.ts";
import { loadDataset, readDataset } from "./load.ts";
import type { RegisteredDataset } from "./registered.ts";
import { REGISTRY } from "./registry.ts";
import { drawStandIn } from "./stand_in.ts";

/** Where {@link obtainDataset} looks. */
export interface ObtainOptions {
  /** A folder that holds the data already: it is read, and nothing is fetched. */
  readonly directory?: string;
  /** The folder that downloads are kept in, made where it isn't there. */
  readonly cache: string;
  readonly display: Display;
  /** Base addresses in place of the published ones. */
  readonly mirrors?: readonly string[];
}

/**
 * The data set of a name: drawn if it is the stand-in, else read from the folder that is given, else
 * fetched into the cache, where it isn't there yet, and read from there.
 *
 * @throws {DownloadError} If it had to be fetched and no mirror could be reached.
 * @throws {DataError} If a folder or a file isn't what it should be.
 */
export async function obtainDataset(name: DatasetName, options: ObtainOptions): Promise<Dataset> {
  if (name === "stand-in") return drawStandIn();
  const { directory, cache, display, mirrors = REGISTRY[name].mirrors } = options;
  if (directory !== undefined) return await loadDataset(name, directory);
  for (const file of REGISTRY[name].downloads) {
    await download(file, { directory: cache, mirrors, display });
  }
  return await readDataset(asDownloaded(REGISTRY[name]), cache);
}

/**
 * The data set with no layout but that of its downloads: nothing else in the cache was compared with a
 * published hash.
 */
export function asDownloaded(dataset: RegisteredDataset): RegisteredDataset {
  const { layouts, files, downloads } = dataset;
  const paths = downloads.map(({ path }) => path);
  return {
    ...dataset,
    layouts: layouts.filter((layout) => paths.includes(layout.replace("*", files[0].name))),
  };
}
