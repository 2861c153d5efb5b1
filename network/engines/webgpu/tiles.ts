/**
 * Which tiles suit a product, by estimate.
 *
 * Slices change the order of a sum, so they follow from the product's shape alone. The rest of a tile
 * changes nothing but the speed, unless a driver fuses the arithmetic of an update rule in one kernel
 * and not in another: the tile of weights' gradients follows from the shape alone too.
 *
 * @module
 */

import { depth, type GemmShape, outputs, type Product, type Tile } from "./gemm.ts";
import { sliceLength } from "./gemm_sums.ts";

/** A tile before it is known how a product is cut. */
type Uncut = Omit<Tile, "slices">;

/**
 * Tiles for GPUs, at most 16 KiB of workgroup memory each, as every adapter has. Mini-batches of 100 fit
 * 13 threads down (104 rows) and a depth of 5 (20 values of k).
 */
export const SHARED_TILES: readonly Uncut[] = [
  { kind: "shared", threads: [4, 8], rows: 1, columns: 1, depth: 4 },
  { kind: "shared", threads: [8, 8], rows: 1, columns: 1, depth: 4 },
  { kind: "shared", threads: [8, 8], rows: 2, columns: 2, depth: 4 },
  { kind: "shared", threads: [8, 8], rows: 2, columns: 2, depth: 5 },
  { kind: "shared", threads: [8, 16], rows: 2, columns: 2, depth: 4 },
  { kind: "shared", threads: [8, 16], rows: 2, columns: 2, depth: 5 },
  { kind: "shared", threads: [16, 13], rows: 2, columns: 2, depth: 4 },
  { kind: "shared", threads: [16, 16], rows: 2, columns: 2, depth: 2 },
];

/** Tiles for software adapters, whose vectors have 8 floats: 8 rows and up to 128 columns. */
export const UNIFORM_TILES: readonly Uncut[] = [1, 2, 3, 4].map((columns) => (
  { kind: "uniform", threads: [8, 1], rows: 2, columns, depth: 1 }
));

/** Outputs along each side of the blocks by which slices are counted. */
const BLOCK = 64;
/** Blocks that keep a large GPU busy: several for each of its 100 to 150 processors. */
const BLOCKS = 1024;
/** Values of k that a slice has at least. */
const SHORTEST = 128;
/** Threads that a large GPU runs at a time. */
const LANES = 16384;
/** Threads that run as one. */
const WARP = 32;
/** What a vector from workgroup memory takes, in multiply-adds. */
const READ = 8;
/** What it takes to fill workgroup memory and wait for it, in multiply-adds. */
const STEP = 128;

/**
 * The tiles that suit a product, the best by estimate first. All have the same slices.
 *
 * @param product.replicas Networks that are trained at once.
 * @param product.software Whether the adapter computes on the processor.
 */
export function tilesByCost(
  product: { product: Product; shape: GemmShape; replicas: number; software: boolean },
): Tile[] {
  const { columns } = outputs(product);
  if (product.software) {
    const [threads] = UNIFORM_TILES[0].threads;
    const wide = Math.min(Math.ceil(columns / threads), UNIFORM_TILES.length);
    return [{ ...UNIFORM_TILES[wide - 1], slices: 1 }];
  }
  const slices = slicesOf(product);
  const replicas = product.product === "weights" ? 1 : product.replicas;
  return SHARED_TILES
    .map((tile) => ({ tile, estimate: cost(tile, { ...product, replicas, slices }) }))
    .sort((a, b) => a.estimate - b.estimate)
    .map(({ tile }) => ({ ...tile, slices }));
}

/** The first of {@link tilesByCost}. */
export function chooseTile(product: Parameters<typeof tilesByCost>[0]): Tile {
  return tilesByCost(product)[0];
}

/** So many slices that a GPU is busy, each long enough to be worth its share of the adding up. */
function slicesOf(product: { product: Product; shape: GemmShape }): number {
  const { rows, columns } = outputs(product);
  const blocks = Math.ceil(rows / BLOCK) * Math.ceil(4 * columns / BLOCK);
  return Math.max(1, Math.min(Math.floor(BLOCKS / blocks), Math.floor(depth(product) / SHORTEST)));
}

/**
 * The time of a product in arbitrary units: of one thread, times how often the threads that run at a
 * time have to be filled.
 */
function cost(
  tile: Uncut,
  product: { product: Product; shape: GemmShape; replicas: number; slices: number },
): number {
  const { rows, columns } = outputs(product);
  const [across, down] = tile.threads;
  const groups = Math.ceil(rows / (4 * down * tile.rows)) *
    Math.ceil(columns / (across * tile.columns)) * product.replicas * product.slices;
  const threads = Math.ceil(across * down / WARP) * WARP;
  const term = 16 * tile.rows * tile.columns + READ * (tile.rows + tile.columns);
  const steps = Math.ceil(sliceLength(product) / tile.depth);
  return Math.max(1, groups * threads / LANES) * steps * (4 * tile.depth * term + STEP);
}
