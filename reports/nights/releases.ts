/**
 * Releases among the nights.
 *
 * @module
 */

import type { Night } from "./night.ts";

/** The first night of a version. */
export interface Release {
  readonly date: string;
  readonly version: string;
}

/** The nights at which the program's version is another than the night before. */
export function releasesOf(nights: readonly Night[]): Release[] {
  return nights
    .filter(({ environment }, i) =>
      i > 0 && environment.version !== nights[i - 1].environment.version
    )
    .map(({ date, environment: { version } }) => ({ date, version }));
}
