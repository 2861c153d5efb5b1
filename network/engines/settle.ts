/**
 * Synchronous work behind an asynchronous contract.
 *
 * @module
 */

/** The result of a synchronous piece of work as a promise, its error included. */
export function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}
