/**
 * Dropout (Srivastava et al. 2014; N, section 6): while training, each hidden unit is kept with a
 * probability, for each example anew; in evaluation every activation is multiplied by it instead.
 *
 * Whether a unit is kept is a hash of where it stands, so that nothing has to be stored and every
 * engine draws the same masks.
 *
 * @module
 */

/** How hidden units are dropped. */
export interface Dropout {
  /** Probability with which a unit is kept, from above 0 to 1. */
  readonly keep: number;
  readonly seed: number;
}

/** Multipliers and shifts of the hash: the finalizer of MurmurHash3. */
export const MIX = { first: 0x85ebca6b, second: 0xc2b2ae35, row: 0x9e3779b9 } as const;

/**
 * The key of one layer's mask in one step.
 *
 * @param place.step Step count t, from 1.
 * @param place.layer Hidden layer, from 1.
 * @returns 32 bits.
 */
export function maskKey(dropout: Dropout, place: { step: number; layer: number }): number {
  const { step, layer } = place;
  return mix(mix(mix(dropout.seed) ^ step) ^ layer) >>> 0;
}

/**
 * Whether a unit is kept for an example of the mini-batch: hash(key + row · 0x9e3779b9 + unit), as an
 * unsigned number, is below {@link keptBelow}.
 */
export function isKept(dropout: Dropout, at: { key: number; row: number; unit: number }): boolean {
  const hash = mix((at.key + Math.imul(at.row, MIX.row) + at.unit) | 0) >>> 0;
  return hash < keptBelow(dropout);
}

/** The share of the 2³² hashes that keeps a unit, as a number below 2³². */
export function keptBelow({ keep }: Dropout): number {
  return Math.min(2 ** 32 - 1, Math.round(keep * 2 ** 32));
}

function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, MIX.first);
  h ^= h >>> 13;
  h = Math.imul(h, MIX.second);
  return h ^ (h >>> 16);
}
