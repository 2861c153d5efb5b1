/**
 * How time grows: with the number of networks in training at once, and of an epoch with what its work
 * depends on.
 *
 * @module
 */

import { describeAdapter } from "../../network/engines/webgpu/adapter.ts";
import { plural } from "../../reports/format.ts";
import type { Scaling } from "../../reports/speed/results.ts";
import { work } from "../experiment/pool.ts";
import { multiplyAdds } from "./operations.ts";
import type { ScalingWorkerSetup } from "./scaling_worker.ts";
import { inTraining, leastEpoch, type Training } from "./training.ts";
import { begin, type Watch } from "./watch.ts";

/** How to measure; see {@link SCALING} for the values that the benchmark takes. */
export interface ScalingOptions extends Watch {
  /** What each Worker, or each network on a GPU, trains. */
  readonly together: readonly Training[];
  /** Numbers of Workers. */
  readonly workers: readonly number[];
  /** Numbers of networks on a GPU; a software adapter is passed over. */
  readonly networks: readonly number[];
  /** The epochs to time. */
  readonly epochs: readonly VariedTraining[];
  /** How long each measurement takes, or as long as three epochs do. */
  readonly seconds: number;
}

type EpochTiming = Scaling["epochs"][number];
type Throughput = Scaling["workers"][number];
type VariedTraining = Training & Pick<EpochTiming, "varied" | "value">;

/** What stays as it is where something else varies. */
const BASE = { inputs: 784, width: 256, depth: 1, batch: 100, examples: 4000 };

/** As the benchmark measures it: about a minute. */
export const SCALING: ScalingOptions = {
  together: [
    { sizes: [100, 256, 10], batch: 100, examples: 1000 },
    { sizes: [784, 512, 512, 10], batch: 100, examples: 1000 },
  ],
  workers: doublings(navigator.hardwareConcurrency),
  networks: doublings(16),
  epochs: [
    ...varied("width", [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]),
    ...varied("depth", [1, 2, 3, 4, 5]),
    ...varied("batch", [10, 20, 50, 100, 200, 500, 1000]),
    ...varied("examples", [1000, 2000, 4000, 8000, 16_000]),
  ],
  seconds: 1,
};

/** 1, 2, 4, … below a number, and the number. */
function doublings(most: number): number[] {
  const counts = [];
  for (let count = 1; count < most; count *= 2) counts.push(count);
  return [...counts, most];
}

function varied(what: EpochTiming["varied"], values: readonly number[]): VariedTraining[] {
  return values.map((value) => {
    const setting: typeof BASE = { ...BASE, [what]: value };
    const { inputs, width, depth, batch, examples } = setting;
    const sizes = [inputs, ...Array<number>(depth).fill(width), 10];
    return { varied: what, value, sizes, batch, examples };
  });
}

/**
 * Measures one thing after the other.
 *
 * @throws {Error} If a Worker can't train; or what the signal came with.
 */
export async function measureScaling(options: ScalingOptions): Promise<Scaling> {
  const throughputs: Throughput[] = [];
  for (const training of options.together) {
    const name = training.sizes.join("-");
    for (const count of options.workers) {
      await begin(`${name} on ${plural(count, "Worker")}`, options);
      throughputs.push(await throughputOfWorkers(training, { ...options, count }));
    }
    for (const count of await hasCard() ? options.networks : []) {
      await begin(`${plural(count, "network")} ${name} on the GPU`, options);
      throughputs.push(await throughputOfCard(training, { ...options, count }));
    }
  }
  const epochs: EpochTiming[] = [];
  for (const training of options.epochs) {
    await begin(`an epoch, ${training.varied} ${training.value}`, options);
    epochs.push(await epochTiming(training, options.seconds));
  }
  return { workers: throughputs, epochs };
}

/** A signal that doesn't come. */
const NEVER = new AbortController().signal;

/** Workers that each train a network of their own on the wasm engine, all in the same seconds. */
async function throughputOfWorkers(
  training: Training,
  { count, seconds, signal = NEVER }: Watch & { count: number; seconds: number },
): Promise<Throughput> {
  const start = new SharedArrayBuffer(8);
  const setup: ScalingWorkerSetup = { training, workers: count, start };
  let [begun, examplesPerSecond] = [0, 0];
  await work<number, number>({
    script: new URL("./scaling_worker.ts", import.meta.url),
    setup,
    workers: count,
    next: () => Promise.resolve(begun++ < count ? seconds : undefined),
    signal,
    graceSeconds: 0,
    onMessage: (_job, rate) => {
      examplesPerSecond += rate;
      return true;
    },
    onCrash: (_job, { report }) => {
      throw new Error(`A Worker of the benchmark died: ${report}`);
    },
  });
  return { program: "wasm", sizes: training.sizes, count, examplesPerSecond };
}

/** Whether there is a GPU that is more than a program on the processor. */
async function hasCard(): Promise<boolean> {
  const adapter = await describeAdapter();
  return adapter !== undefined && !adapter.software;
}

/** Networks that are trained together on the GPU. */
async function throughputOfCard(
  training: Training,
  { count, seconds }: { count: number; seconds: number },
): Promise<Throughput> {
  const networks = await inTraining("webgpu", { ...training, count });
  const epoch = await leastEpoch(networks, { training, seconds });
  networks.close();
  const { sizes, examples } = training;
  return { program: "webgpu", sizes, count, examplesPerSecond: count * examples / epoch };
}

/** An epoch of the wasm engine. */
async function epochTiming(training: VariedTraining, seconds: number): Promise<EpochTiming> {
  const network = await inTraining("wasm", training);
  const epoch = await leastEpoch(network, { training, seconds });
  network.close();
  return {
    ...training,
    multiplyAdds: multiplyAdds(training.sizes, training.examples),
    seconds: epoch,
  };
}
