/**
 * The numbers of a night that are followed from night to night: the effect of each claim, how many
 * runs diverged, and the time that they took.
 *
 * @module
 */

import type { Interval } from "../statistics.ts";
import type { Night, NightClaim, NightFigure } from "./night.ts";

/** How a metric is named and compared. */
export interface Metric {
  /** Unique and lasting, e.g. "width-sweep/mnist-does-not-rise". */
  readonly id: string;
  readonly figure: string;
  /** In a sentence. */
  readonly title: string;
  readonly unit: string;
  /** Ratios and times are compared by their logarithms. */
  readonly scale: "linear" | "log";
  /** The least spread over nights that is believed, on that scale. */
  readonly resolution: (centre: number) => number;
  /**
   * Whether one night alone can stand out. A machine may be busy for a night, and runs with other seeds
   * in the same night would not tell; five nights would.
   */
  readonly sudden: boolean;
}

/** A metric and its value that night, in its unit; absent where it was not measured. */
export interface MeasuredMetric extends Metric {
  readonly value?: number;
  /** 95 % interval of the value over that night's seeds. */
  readonly interval?: Interval;
}

/** A change of less than a thousandth, or of what no page prints, is none. */
const LEAST_SHARE = 1e-3;
const LEAST_EFFECT = 1e-6;

/** A time is not believed to repeat within less than 2 %, nor a count within less than a half. */
const LEAST_TIME = 0.02;
const LEAST_COUNT = 0.5;

/** The metrics of a night's figures; those of a figure that failed are unknown. */
export function metricsOf(night: Night): MeasuredMetric[] {
  return night.figures.filter(({ failure }) => failure === undefined).flatMap((figure) => [
    ...figure.claims.map((claim) => claimMetric(figure, claim)),
    ...(runs(figure) === 0 ? [] : [divergedMetric(figure), timeMetric(figure, night)]),
  ]);
}

function claimMetric({ figure }: NightFigure, claim: NightClaim): MeasuredMetric {
  const { id, sentence, verdict, effect } = claim;
  // A claim that is exact has a verdict without an effect: it holds, 1, or does not, 0.
  const exact = effect === undefined && verdict !== "inconclusive";
  const value = exact ? Number(verdict === "reproduced") : effect;
  const unit = exact ? "if it holds, else 0" : claim.unit;
  const ratio = unit.startsWith("times ");
  return {
    id: `${figure}/${id}`,
    figure,
    title: sentence,
    unit,
    scale: ratio ? "log" : "linear",
    resolution: (centre) =>
      ratio ? LEAST_SHARE : Math.max(LEAST_EFFECT, LEAST_SHARE * Math.abs(centre)),
    sudden: true,
    // The logarithm of 0 is no number to compare.
    ...(value !== undefined && !(ratio && value <= 0) && { value }),
    ...(claim.interval !== undefined && { interval: claim.interval }),
  };
}

function divergedMetric({ figure, outcomes }: NightFigure): MeasuredMetric {
  return {
    id: `${figure}/diverged`,
    figure,
    title: `Number of runs of ${figure} that diverged.`,
    unit: "runs",
    scale: "linear",
    resolution: () => LEAST_COUNT,
    sudden: true,
    value: outcomes.diverged,
  };
}

/** Times on different machines and engines are different metrics. */
function timeMetric({ figure, engine, seconds }: NightFigure, night: Night): MeasuredMetric {
  const { cpu, os } = night.environment;
  const machine = [cpu ?? os, engine].filter((part) => part !== undefined).join(", ");
  return {
    id: `${figure}/seconds on ${machine}`,
    figure,
    title: `Time of all runs of ${figure} on ${machine}.`,
    unit: "s",
    scale: "log",
    resolution: () => LEAST_TIME,
    sudden: false,
    ...(seconds > 0 && { value: seconds }),
  };
}

function runs({ outcomes }: NightFigure): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

/** A metric's value on its own scale: its logarithm where that is "log". Absent where there is none. */
export function valueOf({ value, scale }: MeasuredMetric): number | undefined {
  return value === undefined || scale === "linear" ? value : Math.log(value);
}

/** A value on the metric's scale, back in its unit. */
export function toUnit(value: number, { scale }: Metric): number {
  return scale === "log" ? Math.exp(value) : value;
}
