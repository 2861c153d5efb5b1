/**
 * Where everything lies in the one WebAssembly memory of a trainer.
 *
 * @module
 */

import type { Examples } from "../../examples.ts";
import { type Crossover, isForBlas } from "./crossover.ts";
import { PANEL, PANEL_ROW } from "./gemm.ts";
import { BLOCK_BYTES, SUM_BYTES } from "./joined_tile.ts";
import { termBytes } from "./loss.ts";

/** Bytes of a WebAssembly page. */
export const PAGE = 65536;
/** Bytes of a cache line, to which everything is aligned. */
const LINE = 64;
/** Pages of the largest 32-bit memory. */
const MOST_PAGES = 65536;

/** One layer of weights; addresses and sizes in bytes. */
export interface LayerLayout {
  readonly fanIn: number;
  readonly fanOut: number;
  /** Whether a BLAS does the layer's products: its weights and ∂L/∂z are then row-major. */
  readonly blas: boolean;
  /** Panels of 8 columns, then a last one of which only 4 are computed. */
  readonly wide: number;
  readonly narrow: 0 | 1;
  /**
   * Rows of a panel of weights: fan-in rounded up to a multiple of 4, and the thresholds as the last
   * row, since a threshold is an edge from a unit that is always 1.
   */
  readonly rows: number;
  readonly weights: number;
  /** From one row of a panel of weights to the next: in a row-major matrix, the whole row. */
  readonly weightRow: number;
  /** From one panel of weights to the next: in a row-major matrix, the 8 columns. */
  readonly weightPanel: number;
  /** Activations into the layer, (batch × rows) row-major: column `rows − 1` is always 1. */
  readonly input: number;
  /** Bytes of a row of activations. */
  readonly inputRow: number;
  /** ∂L/∂z of the layer, (batch × fan-out), as the weights; of the last layer also the scores. */
  readonly delta: number;
  /** From one row of a panel of ∂L/∂z to the next. */
  readonly deltaRow: number;
  /** From one panel of ∂L/∂z to the next. */
  readonly deltaPanel: number;
  /** γ_in of the units that feed the layer, one float for each of `rows`. */
  readonly gammaIn: number;
  /** γ_out of the layer's units, one float for each column of its panels. */
  readonly gammaOut: number;
  /** γ_in^(−2/p), as `gammaIn`. */
  readonly scaleIn: number;
  /** γ_out^(−2/p), as `gammaOut`. */
  readonly scaleOut: number;
}

/** A set of examples in memory. */
export interface SetLayout {
  readonly pixels: number;
  readonly labels: number;
  readonly count: number;
}

/** The whole memory. */
export interface Layout {
  readonly layers: readonly LayerLayout[];
  /** All weights; each state follows at the same distance, in the same layout. */
  readonly parameters: number;
  readonly parameterBytes: number;
  /** Two panels of gradients, or of transposed weights; a whole gradient where a BLAS makes it. */
  readonly scratch: number;
  /** From one panel of transposed weights to the next. */
  readonly scratchPanel: number;
  /** A block of the right-hand side of a joined product, and the sums of a tile of it. */
  readonly block: number;
  readonly sums: number;
  /** Labels of the mini-batch, one byte each. */
  readonly labels: number;
  /** Terms of the loss: see `loss.ts`. */
  readonly terms: number;
  /** A row of uniforms for each step of an epoch. */
  readonly uniforms: number;
  /** Keys of the dropout masks: one for each hidden layer, for each step of an epoch. */
  readonly keys: number;
  /** The order of an epoch. */
  readonly order: number;
  /** 0, 1, 2, …: the order of an evaluation. */
  readonly identity: number;
  readonly sets: Readonly<Record<string, SetLayout>>;
  /** Where the gradient of {@link Trainer.gradient} goes; beyond the first `pages`, as what follows. */
  readonly gradients: number;
  /** Mean of mini-batch gradients, in float64: twice as long as the weights, in the same layout. */
  readonly gradientMean: number;
  /** s of {@link Trainer.gradientNorms}, laid out as the weights. */
  readonly gradientScale: number;
  /** Pages that training needs. */
  readonly pages: number;
}

/**
 * Lays a trainer's memory out.
 *
 * @param shape.sizes Layer sizes [D, H1, …, C].
 * @param shape.states Number of states of the rule.
 * @param shape.uniforms Number of uniforms of the rule.
 * @param shape.crossover Which layers are for a BLAS; none where absent.
 * @throws {RangeError} If it takes more than the 4 GiB that a WebAssembly memory can have.
 */
export function layOut(
  shape: {
    sizes: readonly number[];
    batchSize: number;
    states: number;
    uniforms: number;
    crossover?: Crossover | undefined;
    sets: Readonly<Record<string, Examples>>;
  },
): Layout {
  const { sizes, batchSize, sets } = shape;
  let end = LINE;
  const take = (bytes: number) => {
    const start = end;
    end = Math.ceil((start + bytes) / LINE) * LINE;
    return start;
  };
  const panelsOf = (columns: number) => {
    const rest = columns % PANEL;
    const narrow = rest > 0 && rest <= 4 ? 1 : 0;
    return { wide: Math.floor(columns / PANEL) + (rest > 4 ? 1 : 0), narrow } as const;
  };
  const rowsOf = (fanIn: number) => Math.ceil(fanIn / 4) * 4 + 1;

  const shapes = sizes.slice(1).map((fanOut, l) => ({
    fanIn: sizes[l],
    fanOut,
    blas: shape.crossover !== undefined && isForBlas({ fanIn: sizes[l], fanOut }, shape.crossover),
    ...panelsOf(fanOut),
    rows: rowsOf(sizes[l]),
  }));
  const parameters = end;
  const weights = shapes.map((layer) => {
    const { row, panel, bytes } = matrix(layer.rows, layer);
    return { weights: take(bytes), weightRow: row, weightPanel: panel };
  });
  const parameterBytes = end - parameters;
  take(shape.states * parameterBytes);
  const layers = shapes.map((layer, l): LayerLayout => {
    const inputRow = LINE * oddAtLeast(4 * (layer.rows + 3) / LINE);
    const delta = matrix(batchSize, layer);
    return {
      ...layer,
      ...weights[l],
      input: take(batchSize * inputRow + PANEL_ROW),
      inputRow,
      delta: take(delta.bytes),
      deltaRow: delta.row,
      deltaPanel: delta.panel,
      gammaIn: take(4 * layer.rows + PANEL_ROW),
      gammaOut: take((layer.wide + layer.narrow) * PANEL_ROW),
      scaleIn: take(4 * layer.rows + PANEL_ROW),
      scaleOut: take((layer.wide + layer.narrow) * PANEL_ROW),
    };
  });

  const longest = Math.max(...shapes.map(({ rows, fanOut }) => Math.max(rows, fanOut + PANEL)));
  const wholeGradients = layers.map(({ blas, rows, weightRow }) => blas ? rows * weightRow : 0);
  const counts = Object.values(sets).map(({ count }) => count);
  const largest = Math.max(...counts);
  const layout = {
    layers,
    parameters,
    parameterBytes,
    scratch: take(Math.max(2 * longest * PANEL_ROW, ...wholeGradients)),
    scratchPanel: longest * PANEL_ROW,
    block: take(BLOCK_BYTES),
    sums: take(SUM_BYTES),
    labels: take(batchSize),
    terms: take(termBytes(sizes[sizes.length - 1])),
    uniforms: take(4 * shape.uniforms * Math.ceil(largest / batchSize)),
    keys: take(4 * (layers.length - 1) * Math.ceil(largest / batchSize)),
    order: take(4 * largest),
    identity: take(4 * largest),
    sets: Object.fromEntries(
      Object.entries(sets).map(([name, { count, inputs }]) => [name, {
        count,
        pixels: take(count * inputs + 4),
        labels: take(count),
      }]),
    ),
  };
  const gradients = end;
  const gradientMean = gradients + parameterBytes;
  const gradientScale = gradientMean + 2 * parameterBytes;
  pagesOf(gradientMean);
  return { ...layout, gradients, gradientMean, gradientScale, pages: pagesOf(gradients) };
}

/**
 * The least odd number from `least` on. An odd number of cache lines from a row to the next spreads the
 * rows over all sets of a cache: 4,096 columns at their own distance would keep to a few.
 */
function oddAtLeast(least: number): number {
  return 2 * Math.ceil((least - 1) / 2) + 1;
}

/**
 * Distances in a matrix of so many rows, and its size: row-major for a BLAS, each row an odd number of
 * cache lines long, else in panels.
 */
function matrix(
  rows: number,
  { wide, narrow, blas }: Pick<LayerLayout, "wide" | "narrow" | "blas">,
): { row: number; panel: number; bytes: number } {
  const panels = wide + narrow;
  if (blas) {
    const row = LINE * oddAtLeast(panels * PANEL_ROW / LINE);
    return { row, panel: PANEL_ROW, bytes: rows * row };
  }
  const panel = rows * PANEL_ROW;
  return { row: PANEL_ROW, panel, bytes: panels * panel };
}

/**
 * The pages that so many bytes take.
 *
 * @throws {RangeError} If a WebAssembly memory can't have as many.
 */
export function pagesOf(bytes: number): number {
  const pages = Math.ceil(bytes / PAGE);
  if (pages <= MOST_PAGES) return pages;
  const gibibytes = (pages: number) => `${(pages * PAGE / 2 ** 30).toFixed(1)} GiB`;
  throw new RangeError(
    `Expected network and data to fit into ${gibibytes(MOST_PAGES)} of WebAssembly memory ` +
      `but found that they take ${gibibytes(pages)}`,
  );
}
