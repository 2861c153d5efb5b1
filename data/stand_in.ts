/**
 * The stand-in for real data: digits that the program draws, so that everything runs offline. They
 * look like MNIST (28×28, grey, white on black, ten classes) and are no evidence about it.
 *
 * A digit is one of its {@link GLYPHS}, bent by a smooth random warp, put through a random affine map
 * and drawn with a pen of random width; then every pixel gets noise.
 *
 * @module
 */

import type { Examples } from "../network/examples.ts";
import { type Random, stream } from "../network/random.ts";
import type { Dataset } from "./dataset.ts";
import { decimal } from "./format.ts";
import { type Glyph, GLYPHS, type Point, type Stroke } from "./glyphs.ts";

/** Width and height of an image in pixels. */
const SIDE = 28;

/** Width and height in pixels of an undistorted digit. */
const DIGIT_WIDTH = 18;
const DIGIT_HEIGHT = 20;

/** Straight pieces that the curve between two points of a stroke is drawn with. */
const PIECES = 5;

/** Pixels over which the edge of a stroke fades. */
const EDGE = 1;

/** How many digits {@link drawStandIn} draws, and which. */
export interface StandInOptions {
  /** Number of training examples. */
  readonly train?: number;
  /** Number of test examples. */
  readonly test?: number;
  readonly seed?: number;
}

/**
 * Draws the stand-in data set. Each image depends on the seed, its set and its index alone, so that a
 * smaller set is the beginning of a larger one.
 */
export function drawStandIn(
  { train = 12_000, test = 2_000, seed = 1 }: StandInOptions = {},
): Dataset {
  return {
    shape: { width: SIDE, height: SIDE, channels: 1 },
    train: drawDigits(train, (i) => stream(seed, "stand-in", "train", i)),
    test: drawDigits(test, (i) => stream(seed, "stand-in", "test", i)),
    provenance: {
      name: "stand-in",
      title: "Stand-in digits",
      standIn: true,
      files: [],
      transforms: [
        `${decimal(train)} training and ${decimal(test)} test digits drawn by the program ` +
        `(seed ${seed})`,
      ],
    },
  };
}

function drawDigits(count: number, randomOf: (i: number) => Random): Examples {
  const inputs = SIDE * SIDE;
  const pixels = new Uint8Array(count * inputs);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const random = randomOf(i);
    labels[i] = random.below(GLYPHS.length);
    drawDigit(labels[i], { random, pixels: pixels.subarray(i * inputs, (i + 1) * inputs) });
  }
  return { count, inputs, classes: GLYPHS.length, pixels, labels };
}

function drawDigit(
  digit: number,
  { random, pixels }: { random: Random; pixels: Uint8Array },
): void {
  const glyph = GLYPHS[digit][random.below(GLYPHS[digit].length)];
  const strokes = distort(glyph, random).map(smooth);
  const radius = between(0.7, 1.7, random);
  const ink = between(190, 255, random);
  const distances = squaredDistances(strokes, radius + EDGE);
  for (let i = 0; i < pixels.length; i++) {
    const depth = (radius + EDGE / 2 - Math.sqrt(distances[i])) / EDGE;
    const noise = between(-20, 20, random);
    pixels[i] = clamp(Math.round(ink * clamp(depth, 0, 1) + noise), 0, 255);
  }
}

/** Bends a glyph, puts it through a random affine map and onto the image: points in pixels. */
function distort(glyph: Glyph, random: Random): Stroke[] {
  const bendX = wave(random);
  const bendY = wave(random);
  const angle = 0.17 * random.normal();
  const slant = 0.25 * random.normal();
  const width = DIGIT_WIDTH * between(0.7, 1.15, random);
  const height = DIGIT_HEIGHT * between(0.85, 1.05, random);
  const centreX = (SIDE - 1) / 2 + between(-2, 2, random);
  const centreY = (SIDE - 1) / 2 + between(-2, 2, random);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const place = ([x, y]: Point): Point => {
    const v = height * (y - 0.5 + bendY(x, y));
    const u = width * (x - 0.5 + bendX(x, y)) - slant * v;
    return [centreX + cos * u - sin * v, centreY + sin * u + cos * v];
  };
  return glyph.map((stroke) => stroke.map(place));
}

/** A smooth random displacement of the unit square: about one period across it. */
function wave(random: Random): (x: number, y: number) => number {
  const size = 0.07 * random.normal();
  const alongX = between(-1, 1, random);
  const alongY = between(-1, 1, random);
  const phase = random.uniform();
  return (x, y) => size * Math.sin(2 * Math.PI * (alongX * x + alongY * y + phase));
}

/** The Catmull–Rom curve through a stroke's points, as many short straight pieces. */
function smooth(stroke: Stroke): Stroke {
  const points: Point[] = [stroke[0]];
  for (let i = 1; i < stroke.length; i++) {
    const [a, b] = [stroke[i - 1], stroke[i]];
    const before = stroke[i - 2] ?? a;
    const after = stroke[i + 1] ?? b;
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      const along = (axis: 0 | 1) =>
        hermite(t, {
          from: a[axis],
          to: b[axis],
          slopeFrom: (b[axis] - before[axis]) / 2,
          slopeTo: (after[axis] - a[axis]) / 2,
        });
      points.push([along(0), along(1)]);
    }
  }
  return points;
}

/** The cubic with these values and slopes at t = 0 and t = 1. */
function hermite(
  t: number,
  ends: { from: number; to: number; slopeFrom: number; slopeTo: number },
): number {
  const { from, to, slopeFrom, slopeTo } = ends;
  const rest = 1 - t;
  return rest * rest * ((1 + 2 * t) * from + t * slopeFrom) +
    t * t * ((1 + 2 * rest) * to - rest * slopeTo);
}

/** Squared distance in pixels of each pixel to the nearest stroke, where it is within `reach`. */
function squaredDistances(strokes: readonly Stroke[], reach: number): Float64Array {
  const distances = new Float64Array(SIDE * SIDE).fill(Infinity);
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) {
      const [ax, ay] = stroke[i - 1];
      const [bx, by] = stroke[i];
      const [dx, dy] = [bx - ax, by - ay];
      const squaredLength = Math.max(dx * dx + dy * dy, Number.MIN_VALUE);
      const left = clamp(Math.ceil(Math.min(ax, bx) - reach), 0, SIDE);
      const right = clamp(Math.floor(Math.max(ax, bx) + reach), -1, SIDE - 1);
      const top = clamp(Math.ceil(Math.min(ay, by) - reach), 0, SIDE);
      const bottom = clamp(Math.floor(Math.max(ay, by) + reach), -1, SIDE - 1);
      for (let y = top; y <= bottom; y++) {
        for (let x = left; x <= right; x++) {
          const along = clamp(((x - ax) * dx + (y - ay) * dy) / squaredLength, 0, 1);
          const [offX, offY] = [x - ax - along * dx, y - ay - along * dy];
          const pixel = y * SIDE + x;
          distances[pixel] = Math.min(distances[pixel], offX * offX + offY * offY);
        }
      }
    }
  }
  return distances;
}

function between(low: number, high: number, random: Random): number {
  return low + (high - low) * random.uniform();
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
