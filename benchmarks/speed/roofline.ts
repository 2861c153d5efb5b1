/**
 * The roofline of the wasm engine: what one core can do, and what each matrix product and each whole step
 * reaches of it.
 *
 * @module
 */

import { openEngine } from "../../network/engines/mod.ts";
import { assembler } from "../../network/engines/wasm/assemble.ts";
import type { Arithmetic } from "../../network/engines/wasm/gemm.ts";
import { joinsVectors } from "../../network/engines/wasm/joins.ts";
import type { Roofline } from "../../reports/speed/results.ts";
import { bandwidth, peak } from "./ceilings.ts";
import { layerProducts } from "./kernels.ts";
import { intensity, productWork, stepWork } from "./operations.ts";
import { leastTime } from "./slices.ts";
import { inTraining, leastEpoch } from "./training.ts";
import { begin, type Watch } from "./watch.ts";

/** How to measure; see {@link ROOFLINE} for the values that the benchmark takes. */
export interface RooflineOptions extends Watch {
  /** Layer sizes [D, H1, …, C] of each network. */
  readonly networks: readonly (readonly number[])[];
  /** Examples of the mini-batch. */
  readonly batch: number;
  /** How long each measurement takes, after as long a warm-up. */
  readonly seconds: number;
  /** Size of the memory that is read for the bandwidth: far larger than the caches. */
  readonly bytes: number;
}

/** As the benchmark measures it: about a minute. */
export const ROOFLINE: RooflineOptions = {
  networks: [
    ...[4, 16, 64, 256, 1024, 4096].map((width) => [100, width, 10]),
    [784, 512, 512, 10],
    [3072, 1000, 1000, 10],
  ],
  batch: 100,
  seconds: 0.4,
  bytes: 2 ** 28,
};

/** Steps of an epoch that is timed. */
const STEPS = 50;

type Point = Roofline["points"][number];

/**
 * Measures ceilings, products and steps, one after the other, on this thread.
 *
 * @throws What the signal came with.
 */
export async function measureRoofline(options: RooflineOptions): Promise<Roofline> {
  const { networks, seconds, bytes } = options;
  await begin("peak and bandwidth of one core", options);
  const arithmetic = (await openEngine("wasm")).variant as Arithmetic;
  const joined = await joinsVectors(arithmetic, await assembler());
  const ceilings = {
    peak128: await peak("alone", { seconds }),
    ...(joined && { peak256: await peak("paired", { seconds }) }),
    bandwidth: await bandwidth({ bytes, seconds }),
  };
  const points: Point[] = [];
  for (const sizes of networks) {
    points.push(
      ...await productPoints(sizes, { ...options, arithmetic, joined }),
      await stepPoint(sizes, options),
    );
  }
  return { ...ceilings, points };
}

/** What each product of a network reaches alone. */
async function productPoints(
  sizes: readonly number[],
  { arithmetic, joined, ...options }: RooflineOptions & {
    arithmetic: Arithmetic;
    joined: boolean;
  },
): Promise<Point[]> {
  const { batch, seconds } = options;
  const products = await layerProducts(sizes, { batch, arithmetic, joined });
  const points: Point[] = [];
  for (const { run, ...product } of products) {
    await begin(`${sizes.join("-")}: ${product.kernel} of layer ${product.layer + 1}`, options);
    const work = productWork(sizes, product, batch);
    points.push({
      ...product,
      sizes,
      intensity: intensity(work),
      gflops: 2 * work.multiplyAdds / leastTime(run, seconds) / 1e9,
    });
  }
  return points;
}

/** What a whole step with momentum reaches, counting the operations of its products alone. */
async function stepPoint(
  sizes: readonly number[],
  options: RooflineOptions,
): Promise<Point> {
  await begin(`${sizes.join("-")}: whole step`, options);
  const { batch, seconds } = options;
  const training = { sizes, batch, examples: STEPS * batch };
  const network = await inTraining("wasm", training);
  const step = await leastEpoch(network, { training, seconds }) / STEPS;
  network.close();
  const work = stepWork(sizes, { batch, states: 1 });
  return {
    kernel: "step",
    sizes,
    intensity: intensity(work),
    gflops: 2 * work.multiplyAdds / step / 1e9,
  };
}
