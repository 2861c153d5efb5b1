/**
 * The history that a command line names.
 *
 * @module
 */

import { readHistory } from "../../reports/nights/history.ts";
import type { Night } from "../../reports/nights/night.ts";
import { lineOf, UsageError } from "../experiment/errors.ts";

/**
 * Its nights, in order.
 *
 * @throws {UsageError} If a night can't be read.
 */
export function nightsIn(history: string): Night[] {
  try {
    return readHistory(history);
  } catch (error) {
    throw new UsageError(lineOf(error));
  }
}
