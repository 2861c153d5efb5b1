/**
 * Damages files at random. The generator is seeded, so that a file is known by its seed.
 *
 * @module
 */

import type { Random } from "../../network/random.ts";

/** Values that sizes and counts overflow on. */
const EDGES = [0, 1, 0x7f, 0xff, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** A change of some bytes. */
type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>;

const MUTATIONS: readonly Mutation[] = [
  function flipBits(bytes, random) {
    for (let count = 1 + random.below(8); count > 0; count--) {
      if (bytes.length > 0) bytes[random.below(bytes.length)] ^= 1 << random.below(8);
    }
    return bytes;
  },
  function truncate(bytes, random) {
    return bytes.subarray(0, random.below(bytes.length + 1));
  },
  function insert(bytes, random) {
    const inserted = Uint8Array.from({ length: 1 + random.below(40) }, () => random.below(256));
    return spliced(bytes, random.below(bytes.length + 1), { inserted });
  },
  function remove(bytes, random) {
    const { start, end } = slice(bytes, random);
    return spliced(bytes, start, { removed: end - start });
  },
  function duplicate(bytes, random) {
    const { start, end } = slice(bytes, random);
    return spliced(bytes, random.below(bytes.length + 1), { inserted: bytes.slice(start, end) });
  },
  function overwriteNumber(bytes, random) {
    if (bytes.length < 4) return bytes;
    const edges = [...EDGES, bytes.length, bytes.length - 1, bytes.length + 1];
    const value = edges[random.below(edges.length)];
    // Lengths stand near the beginning, and on words.
    const room = random.below(2) === 0 ? bytes.length : Math.min(bytes.length, 256);
    const at = Math.floor(random.below(room - 3) / 4) * 4;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    view.setUint32(at, value, random.below(2) === 0);
    return bytes;
  },
];

/** The bytes with one to three changes. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let changed = bytes.slice();
  for (let count = 1 + random.below(3); count > 0; count--) {
    changed = MUTATIONS[random.below(MUTATIONS.length)](changed, random);
  }
  return changed;
}

function slice({ length }: Uint8Array, random: Random): { start: number; end: number } {
  const [a, b] = [random.below(length + 1), random.below(length + 1)];
  return { start: Math.min(a, b), end: Math.max(a, b) };
}

function spliced(
  bytes: Uint8Array,
  at: number,
  { removed = 0, inserted = new Uint8Array(0) }: { removed?: number; inserted?: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(bytes.length - removed + inserted.length);
  result.set(bytes.subarray(0, at));
  result.set(inserted, at);
  result.set(bytes.subarray(at + removed), at + inserted.length);
  return result;
}
