/**
 * Which layers' products a BLAS does.
 *
 * @module
 */

/** From which size on a layer is for a BLAS. */
export interface Crossover {
  /** Least fan-in × fan-out. */
  readonly edges: number;
  /** Least fan-out. */
  readonly fanOut: number;
}

/**
 * From which size on a layer trains faster with its products done by a BLAS. It is fixed, since a BLAS
 * adds in another order: the bits of a run must not depend on how fast a machine was.
 *
 * As `deno run --allow-ffi benchmarks/speed/blas_crossover.ts` measured it, with V8's vectors joined
 * (OpenBLAS 0.3.21 held to its kernels for 256 bits, on one core of an AMD EPYC), a step with a layer's
 * products done by the BLAS takes so many times as long as one without:
 *
 * | layer   | edges | time  |
 * | ------- | ----: | ----: |
 * | 32-10   |   320 | 1.06× |
 * | 64-10   |   640 | 1.02× |
 * | 100-8   |   800 | 1.03× |
 * | 128-10  | 1,280 | 0.98× |
 * | 100-16  | 1,600 | 0.93× |
 * | 784-4   | 3,136 | 1.08× |
 * | 784-8   | 6,272 | 0.96× |
 */
export const CROSSOVER: Crossover = { edges: 1000, fanOut: 8 };

/** Whether a BLAS does the products of a layer. */
export function isForBlas(
  { fanIn, fanOut }: { fanIn: number; fanOut: number },
  crossover: Crossover,
): boolean {
  return fanIn * fanOut >= crossover.edges && fanOut >= crossover.fanOut;
}
