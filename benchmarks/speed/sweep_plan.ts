/**
 * The width sweep as its command plans it.
 *
 * @module
 */

import { type Command, parseCommand } from "../experiment/command.ts";
import { COMMON_FLAGS } from "../experiment/flags.ts";
import type { PlannedRun } from "../experiment/plan.ts";
import { type FigurePlan, planFigure, plannedRuns } from "../experiment/run_figure.ts";
import { widthSweep } from "../width_sweep.ts";
import type { WidthSweepSettings } from "../width_sweep_settings.ts";

/** A sweep that can be done. */
export interface SweepPlan {
  readonly command: Command;
  readonly plan: FigurePlan<WidthSweepSettings>;
  readonly runs: readonly PlannedRun[];
}

/** A sweep that was done. */
export interface Done {
  readonly seconds: number;
  readonly runs: readonly Ended[];
}

/** A run as it ended. */
export interface Ended {
  readonly width: number;
  readonly epochs: number;
  readonly testError: number;
}

/**
 * Plans the sweep of these flags.
 *
 * @throws {DataError} If the data are not what they should be.
 */
export async function planSweep(
  flags: readonly string[],
  note: (line: string) => void,
): Promise<SweepPlan> {
  const command = await parseCommand(flags, { flags: [...COMMON_FLAGS, ...widthSweep.flags] });
  const plan = await planFigure(widthSweep, { command, note });
  return { command, plan, runs: plannedRuns(widthSweep, plan).runs };
}
