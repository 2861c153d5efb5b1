/**
 * With which power of the step size the distance of steps from a flow falls.
 *
 * @module
 */

import type {
  FigureResult,
  FlowComparison,
  FlowDistance,
  FlowName,
  StepsName,
} from "../results.ts";
import { powerLaw } from "../statistics.ts";

/** Steps as the page names them, in its order. */
export const STEPS_TITLES: Readonly<Record<StepsName, string>> = {
  "sgd-shuffled": "SGD, shuffled mini-batches",
  "sgd-independent": "SGD, independent mini-batches",
  "rmsprop-outside": "RMSProp, √s + ε",
  "rmsprop-inside": "RMSProp, √(s + ε)",
};

/** Flows as the page names them, in its order. */
export const FLOW_TITLES: Readonly<Record<FlowName, string>> = {
  "plain": "Loss alone",
  "full-batch": "Full-batch part alone",
  "printed": "S's term for RMSProp",
  "modified": "Modified",
};

/** Which curve. */
export interface Curve {
  readonly steps: StepsName;
  readonly flow: FlowName;
}

/** The curves there are, in the page's order. */
export function curvesOf(comparisons: readonly FlowComparison[]): Curve[] {
  const all = comparisons.flatMap(({ distances }) => distances);
  const has = (curve: Curve) => all.some((point) => isOn(point, curve));
  const names = <Name extends string>(titles: Record<Name, string>) =>
    Object.keys(titles) as Name[];
  return names(STEPS_TITLES)
    .flatMap((steps) => names(FLOW_TITLES).map((flow) => ({ steps, flow })))
    .filter(has);
}

/** The least number of step sizes that a power is fitted to. */
const FEWEST = 3;
/** Decimals of a power: further ones tell curves apart that are one. */
const DECIMALS = 4;

/**
 * The power of η with which the distance falls: the slope of ln distance against ln η by least squares,
 * over the step sizes at which no unit switched. Undefined if these are fewer than three.
 */
export function orderOf({ distances }: FlowComparison, curve: Curve): number | undefined {
  const points = distances.filter((point) => isOn(point, curve) && isSmooth(point));
  if (points.length < FEWEST) return undefined;
  const { exponent } = powerLaw(
    points.map(({ stepSize, distance }) => ({ x: stepSize, y: distance })),
  );
  return Number(exponent.mean.toFixed(DECIMALS));
}

/** Whether a distance belongs to a curve. */
export function isOn({ steps, flow }: FlowDistance, curve: Curve): boolean {
  return steps === curve.steps && flow === curve.flow;
}

/** Whether the loss was smooth on the way, so that the theory speaks of this distance. */
export function isSmooth({ switched, distance }: FlowDistance): boolean {
  return switched === 0 && distance > 0;
}

/** The comparisons on a data set, one a seed. */
export function comparisonsOn({ flows = [] }: FigureResult, dataset: string): FlowComparison[] {
  return flows.filter(({ data }) => data.name === dataset);
}
