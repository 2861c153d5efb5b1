/**
 * A line search for the strong Wolfe conditions: φ(α) ≤ φ(0) + c₁ α φ′(0) and |φ′(α)| ≤ c₂ |φ′(0)|.
 *
 * Nocedal and Wright, "Numerical optimization" (2006), Algorithms 3.5 and 3.6 with the cubic
 * interpolation of equation 3.59.
 *
 * @module
 */

/** A step α along the line, φ(α) and φ′(α). */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

/** The constants of the conditions, 0 < c₁ < c₂ < 1. */
export interface WolfeConstants {
  /** c₁, of sufficient decrease. */
  readonly decrease: number;
  /** c₂, of curvature. */
  readonly curvature: number;
}

/** Most points that one search evaluates before it has an interval, and again within the interval. */
const MOST_TRIALS = 20;

/**
 * A point that satisfies the conditions. Where rounding hides the curvature it is one of sufficient
 * decrease alone, and undefined where none of that kind was met either. A value that is not finite counts
 * as too high.
 *
 * @param at Evaluates φ; what it returns besides is kept in the point found.
 * @param options.start α = 0; the slope is negative.
 * @param options.first The step to try first.
 */
export async function strongWolfe<Point extends LinePoint>(
  at: (step: number) => Promise<Point>,
  { start, first, decrease, curvature }: WolfeConstants & { start: LinePoint; first: number },
): Promise<Point | undefined> {
  const isLow = ({ step, value }: LinePoint) =>
    value <= start.value + decrease * step * start.slope;
  const isFlat = ({ slope }: LinePoint) => Math.abs(slope) <= -curvature * start.slope;

  let step = first;
  let previous: Point | undefined;
  for (let trial = 0; trial < MOST_TRIALS; trial++) {
    const point = await at(step);
    if (!isLow(point) || (previous && point.value >= previous.value)) {
      return await zoom(previous, point);
    }
    if (isFlat(point)) return point;
    if (point.slope >= 0) return await zoom(point, previous ?? start);
    const longer = cubicMinimum(previous ?? start, point);
    step = longer > 0 ? Math.min(Math.max(longer, 1.1 * step), 10 * step) : 10 * step;
    previous = point;
  }
  return previous;

  /** Between `low`, the best point so far (the start where undefined), and `high` there is a point. */
  async function zoom(low: Point | undefined, high: LinePoint): Promise<Point | undefined> {
    for (let trial = 0; trial < MOST_TRIALS; trial++) {
      const from = low ?? start;
      const point = await at(inside(from, high));
      if (!isLow(point) || point.value >= from.value) {
        high = point;
      } else {
        if (isFlat(point)) return point;
        if (point.slope * (high.step - from.step) >= 0) high = from;
        low = point;
      }
    }
    return low;
  }
}

/**
 * A step between two points: the cubic's minimum, kept a tenth of the interval off its ends; where it has
 * none, as where a value is not finite, a tenth of the interval.
 */
function inside(from: LinePoint, to: LinePoint): number {
  const width = to.step - from.step;
  const share = (cubicMinimum(from, to) - from.step) / width;
  return from.step + width * (share > 0.1 ? Math.min(share, 0.9) : 0.1);
}

/** Where the cubic with the values and slopes of two points is least; NaN where it has no minimum. */
function cubicMinimum(a: LinePoint, b: LinePoint): number {
  const width = b.step - a.step;
  const mean = a.slope + b.slope - 3 * (b.value - a.value) / width;
  const root = Math.sign(width) * Math.sqrt(mean ** 2 - a.slope * b.slope);
  return b.step - width * (b.slope + root - mean) / (b.slope - a.slope + 2 * root);
}
