/**
 * Writes what a site says of its nights.
 *
 * @module
 */

import { join } from "node:path";
import { csv } from "../csv.ts";
import { writeAtomically } from "../files.ts";
import { nightsFeed } from "./feed.ts";
import type { Night } from "./night.ts";
import { nightsPage } from "./page.ts";
import { nightRecords } from "./records.ts";

/**
 * Writes `nights.html`, `.csv` and `.xml` into a folder, which is made where it is missing.
 *
 * @param nights In order, at least one.
 * @returns Path of the page.
 */
export async function writeNights(directory: string, nights: readonly Night[]): Promise<string> {
  const path = (extension: string) => join(directory, `nights.${extension}`);
  const page = await nightsPage(nights);
  await Deno.mkdir(directory, { recursive: true });
  writeAtomically(path("csv"), csv(nightRecords(nights)));
  writeAtomically(path("xml"), nightsFeed(nights));
  writeAtomically(path("html"), page);
  return path("html");
}
