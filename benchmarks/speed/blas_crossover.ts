/**
 * From which size on a layer trains faster with its products done by a BLAS library: the time of a
 * training step, batch 100, of networks D-H-10 whose layers are all left to the WebAssembly kernels,
 * beside the same with the first layer, and with both layers, done by the BLAS. In turn, medians.
 *
 * `deno run --allow-ffi benchmarks/speed/blas_crossover.ts --widths 8,16,32`
 *
 * `CROSSOVER` in `network/engines/wasm/crossover.ts` is what follows.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { openBlas } from "../../network/engines/wasm/blas.ts";
import { wasmEngine } from "../../network/engines/wasm/wasm.ts";
import { balanced } from "../../network/initialization.ts";
import { permutation, stream } from "../../network/random.ts";
import { sgd } from "../../optimizers/mod.ts";
import { median } from "../../reports/statistics.ts";
import { noise } from "./measuring.ts";

const BATCH = 100;
/** Rounds in which each is timed once; the table shows medians over them. */
const ROUNDS = 15;
/** Steps of one timing. */
const STEPS = 100;

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      inputs: { type: "string", default: "100,784" },
      widths: { type: "string", default: "4,8,16,32,64,128,256" },
    },
  });
  const [inputs, widths] = [values.inputs, values.widths].map((text) =>
    text.split(",").map(Number)
  );
  console.log(`${openBlas().description}, µs a step (ratio to the kernels)\n`);
  console.log("| network | kernels | BLAS in the first layer | BLAS in both |");
  console.log("| --- | ---: | ---: | ---: |");
  for (const D of inputs) {
    for (const H of widths) {
      const [kernels, ...others] = await measure([D, H, 10]);
      const ratios = others.map((time) => `${time.toFixed(1)} (${(time / kernels).toFixed(2)}×)`);
      console.log(`| ${D}-${H}-10 | ${[kernels.toFixed(1), ...ratios].join(" | ")} |`);
    }
  }
}

/** Microseconds a step of a network: by the kernels, with a BLAS in the first layer, and in both. */
async function measure(sizes: readonly number[]): Promise<number[]> {
  const blas = openBlas();
  const train = noise({ count: BATCH * STEPS, inputs: sizes[0], classes: sizes[2] });
  const order = permutation(train.count, stream(1, "order"));
  const trainers = [];
  for (const edges of [Infinity, sizes[0] * sizes[1], 0]) {
    const crossover = { edges, fanOut: 0 };
    const engine = await wasmEngine({ blas: { ...blas, crossover } });
    const setup = { sizes, loss: "cross-entropy", rule: sgd, batchSize: BATCH } as const;
    const trainer = await engine.trainer({ ...setup, sets: { train } });
    await trainer.write(balanced(sizes, stream(1, "init")));
    trainers.push(trainer);
  }
  const times: number[][] = trainers.map(() => []);
  for (let round = -1; round < ROUNDS; round++) { // the first lets machine code be optimised
    for (const [i, trainer] of trainers.entries()) {
      const start = performance.now();
      await trainer.epoch(order, { lr: 1e-3 });
      if (round >= 0) times[i].push(1000 * (performance.now() - start) / STEPS);
    }
  }
  return times.map(median);
}
