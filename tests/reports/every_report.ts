/**
 * A made-up figure for each report of the suite, for tests that hold for all of them.
 *
 * @module
 */

import type { FigureResult } from "../../reports/results.ts";
import { flowsFigure } from "./modified_loss/synthetic_flows.ts";
import { syntheticFigure } from "./synthetic.ts";
import { fourDatasetsFigure, unbalancedSgdFigure } from "./synthetic_comparison.ts";
import { noiseFigure } from "./synthetic_noise.ts";

/** What to make. */
export interface FigureOptions {
  readonly dataset?: "mnist" | "stand-in";
  readonly seeds?: number;
}

/** By figure, a function that makes one like the paper's, on one data set. */
export const FIGURES: Readonly<Record<string, (options?: FigureOptions) => FigureResult>> = {
  "width-sweep": ({ dataset = "mnist", seeds = 5 } = {}) =>
    syntheticFigure({ datasets: [dataset], widths: [4, 32, 256, 2048], seeds, epochs: 8 }),
  "unbalanced-sgd": ({ dataset = "mnist", seeds = 5 } = {}) =>
    unbalancedSgdFigure({ datasets: [dataset], seeds, epochs: 8 }),
  "four-datasets": ({ dataset = "mnist", seeds = 5 } = {}) =>
    fourDatasetsFigure({ datasets: [dataset], seeds, epochs: 8 }),
  "modified-loss": ({ dataset = "mnist", seeds = 5 } = {}) => flowsFigure({ dataset, seeds }),
  "rmsprop-implicit-regularization": ({ dataset = "mnist", seeds = 5 } = {}) =>
    noiseFigure({ dataset, seeds, epochs: 8 }),
};
