/**
 * The tile of a large product, found by trying: the estimate of `tiles.ts` knows no particular GPU.
 *
 * Timings must not decide on bits: the tiles that are tried add the same terms in the same order, by
 * explicit multiply-adds, and what follows a forward or backward product adds nothing. An update rule
 * does, so the product before it keeps the estimated tile.
 *
 * @module
 */

import type { Device } from "./device.ts";
import { depth, outputs, type Tile } from "./gemm.ts";
import { type LoneProduct, loneProduct, type ProductWork } from "./lone_product.ts";
import { tilesByCost } from "./tiles.ts";

/** Multiply-adds of a product from which on trying pays. */
const LARGE = 2 ** 25;
/** Tiles that are tried: those of the lowest estimates. */
const TRIED = 3;
/** Rounds in which each is timed once; the shortest time counts. */
const ROUNDS = 3;
/** Milliseconds that a timing should take at least: a wait for the GPU alone costs about 11. */
const SLICE = 40;

/** Tiles by adapter and product, so that each is found once. */
const found = new Map<string, Promise<Tile>>();
/** The last search: another one at the same time would disturb both. */
let last: Promise<unknown> = Promise.resolve();

/**
 * The fastest tile of a product; the estimated one of weights' gradients, of small products and on
 * software adapters.
 */
export function fastestTile(device: Device, work: ProductWork): Promise<Tile> {
  const { name, software } = device.adapter;
  const [estimated, ...others] = tilesByCost({ ...work, software });
  const { product, shape, replicas } = work;
  const size = replicas * outputs(work).rows * shape.n * depth(work);
  if (software || product === "weights" || size < LARGE) return Promise.resolve(estimated);
  const key = JSON.stringify([name, product, shape, replicas]);
  const known = found.get(key);
  if (known) return known;
  const tile = last.then(() =>
    fastest(device, { work, tiles: [estimated, ...others.slice(0, TRIED - 1)] })
  );
  found.set(key, tile);
  last = tile.catch(() => found.delete(key));
  return tile;
}

/** Times each tile in turn, round after round. */
async function fastest(
  device: Device,
  { work, tiles }: { work: ProductWork; tiles: readonly Tile[] },
): Promise<Tile> {
  const products: LoneProduct[] = [];
  try {
    for (const tile of tiles) {
      products.push(await loneProduct(device, { ...work, tile, rows: work.shape.batch }));
    }
    for (const product of products) await product.run(1);
    const times = await repeats(products[0]);
    const best = tiles.map(() => Infinity);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [i, product] of products.entries()) {
        best[i] = Math.min(best[i], await milliseconds(product, times));
      }
    }
    return tiles[best.indexOf(Math.min(...best))];
  } catch (error) {
    // no memory to try: the estimate will do
    if (error instanceof RangeError) return tiles[0];
    throw error;
  } finally {
    for (const product of products) product.free();
  }
}

/** So many runs that a timing is long enough. */
export async function repeats(product: LoneProduct): Promise<number> {
  let times = 1;
  while (await milliseconds(product, times) < SLICE) times *= 2;
  return times;
}

/** How long several runs take. */
export async function milliseconds(product: LoneProduct, times: number): Promise<number> {
  const start = performance.now();
  await product.run(times);
  return performance.now() - start;
}
