/**
 * Mini-batches.
 *
 * @module
 */

/** The mini-batches of an order; the last one holds what remains. */
export function batchesOf(order: Uint32Array, batchSize: number): Uint32Array[] {
  return Array.from(
    { length: Math.ceil(order.length / batchSize) },
    (_, k) => order.subarray(k * batchSize, (k + 1) * batchSize),
  );
}
