/**
 * What every engine refuses, in the same words.
 *
 * @module
 */

import { checkSizes } from "../network.ts";
import type { TrainerSetup } from "./engine.ts";

/**
 * @throws {RangeError} If the layer sizes, the batch size, the dropout or the max-norm can't be, or a set is empty or
 *   does not fit the layers.
 */
export function checkSetup(setup: TrainerSetup): void {
  const { sizes, batchSize, dropout, maxNorm, sets } = setup;
  checkSizes(sizes);
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new RangeError(
      `Expected the batch size to be an integer of at least 1 but found ${batchSize}`,
    );
  }
  if (dropout && !(dropout.keep > 0 && dropout.keep <= 1)) {
    throw new RangeError(
      `Expected units to be kept with a probability from above 0 to 1 but found ${dropout.keep}`,
    );
  }
  if (maxNorm !== undefined && !(maxNorm > 0 && maxNorm < Infinity)) {
    throw new RangeError(`Expected the max-norm to be finite and above 0 but found ${maxNorm}`);
  }
  const classes = sizes[sizes.length - 1];
  for (const [name, set] of Object.entries(sets)) {
    if (set.count < 1) {
      throw new RangeError(`Expected at least one example in ${name} but found none`);
    }
    if (set.inputs !== sizes[0] || set.classes !== classes) {
      throw new RangeError(
        `Expected ${name} to have ${sizes[0]} inputs and ${classes} classes ` +
          `but found ${set.inputs} and ${set.classes}`,
      );
    }
  }
}

/**
 * Checks what an epoch or a pass runs over: an index outside the training set would read other memory.
 *
 * @throws {RangeError} If the order is empty, longer than the training set, or has an index beyond it.
 */
export function checkOrder(order: Uint32Array, { sets: { train } }: TrainerSetup): void {
  const { count } = train;
  if (order.length < 1 || order.length > count) {
    throw new RangeError(`Expected from 1 to ${count} indices but found ${order.length}`);
  }
  for (const index of order) {
    if (index >= count) throw new RangeError(`Expected indices below ${count} but found ${index}`);
  }
}

/**
 * Checks the examples of one mini-batch.
 *
 * @throws {RangeError} As {@link checkOrder}, and if there are more than the batch size.
 */
export function checkBatch(order: Uint32Array, setup: TrainerSetup): void {
  const { batchSize } = setup;
  if (order.length > batchSize) {
    throw new RangeError(
      `Expected at most ${batchSize} examples, a mini-batch, but found ${order.length}`,
    );
  }
  checkOrder(order, setup);
}
