/**
 * Seeded random numbers. Every use has a stream of its own, named by what it is for, so that nothing
 * has to be stored to go on in the middle: `stream(seed, "order", 12)` is the order of epoch 12.
 *
 * @module
 */

/** A stream of random numbers. The same key gives the same stream on every machine. */
export interface Random {
  /** A whole number, uniform on 0 … 2³² − 1. */
  bits(): number;
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal, N(0, 1). */
  normal(): number;
  /** A whole number, uniform on 0 … bound − 1, for 1 ≤ bound ≤ 2³². */
  below(bound: number): number;
}

/**
 * The stream of a seed and a purpose.
 *
 * The generator is xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number
 * generators", 2021); its 128 bits of state are MurmurHash3-mixed from the key.
 *
 * @param seed The run's seed, a whole number.
 * @param purpose What the numbers are for; each part may be a word or a number.
 */
export function stream(seed: number, ...purpose: (string | number)[]): Random {
  const key = [seed, ...purpose].join("/");
  let [a, b, c, d] = [1, 2, 3, 4].map((word) => hash(key, word));
  if ((a | b | c | d) === 0) a = 1; // the one state that xoshiro never leaves

  const bits = () => {
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return result;
  };
  const uniform = () => ((bits() >>> 5) * 2 ** 26 + (bits() >>> 6)) / 2 ** 53;
  let spare: number | undefined;
  const normal = () => {
    // Marsaglia's polar method gives two at a time.
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    while (true) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const squared = x * x + y * y;
      if (squared === 0 || squared >= 1) continue;
      const scale = Math.sqrt(-2 * Math.log(squared) / squared);
      spare = y * scale;
      return x * scale;
    }
  };
  const below = (bound: number) => {
    // Rejection keeps it exactly uniform.
    const limit = 2 ** 32 - 2 ** 32 % bound;
    let value = bits();
    while (value >= limit) value = bits();
    return value % bound;
  };
  return { bits, uniform, normal, below };
}

/** A uniformly random order of 0 … count − 1 (Fisher–Yates). */
export function permutation(count: number, random: Random): Uint32Array<ArrayBuffer> {
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let last = count - 1; last > 0; last--) {
    const chosen = random.below(last + 1);
    const moved = order[last];
    order[last] = order[chosen];
    order[chosen] = moved;
  }
  return order;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

/** MurmurHash3 (32 bits) over the UTF-16 code units of a text. */
function hash(text: string, seed: number): number {
  let h = Math.imul(seed, 0x9e3779b9);
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = Math.imul(rotate(k, 15), 0x1b873593);
    h = Math.imul(rotate(h ^ k, 13), 5) + 0xe6546b64;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
