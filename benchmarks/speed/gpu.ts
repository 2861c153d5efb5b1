/**
 * `deno task bench-gpu`: the WebGPU engine on this machine's GPU, in one run. First the engines' tests;
 * then the float32 rate that the card gives a large product, times a training step of several networks
 * against PyTorch (eager, and as a CUDA graph) on the same card, what the path geometry costs, and what
 * small networks gain from being trained together. Batch 100. Prints Markdown tables of medians.
 *
 * Times are of whole epochs, with everything that an epoch needs, divided by its steps.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { openDevice } from "../../network/engines/webgpu/device.ts";
import { loneProduct } from "../../network/engines/webgpu/lone_product.ts";
import { SHARED_TILES } from "../../network/engines/webgpu/tiles.ts";
import { milliseconds, repeats } from "../../network/engines/webgpu/tune.ts";
import { momentum, pathSgd, type Rule, sgd } from "../../optimizers/mod.ts";
import { median } from "../../reports/statistics.ts";
import { noise } from "./measuring.ts";
import { multiplyAdds } from "./operations.ts";
import { timed, timedTogether } from "./own.ts";
import { type CudaPeer, type Mode, pytorchCuda } from "./pytorch_cuda.ts";

/** Examples in a mini-batch. */
const BATCH = 100;
/** Epochs that are timed of each; the table shows medians. */
const ROUNDS = 5;
/** Networks trained together. */
const GROUPS = [1, 10, 30];

/** Milliseconds of a step. */
type Timing = () => Promise<number>;

/** What every timing is of. */
interface Setting {
  readonly examples: number;
  /** TFLOP/s of the best product in WGSL. */
  readonly ceiling: number;
  readonly torch: CudaPeer | undefined;
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      networks: {
        type: "string",
        default: "100-4-10,100-16-10,100-64-10,100-256-10,100-512-10,100-1024-10,100-4096-10," +
          "784-4000-4000-10,3072-4000-4000-10",
      },
      path: { type: "string", default: "784-1000-1000-10,784-4000-4000-10" },
      together: { type: "string", default: "100-64-10" },
      square: { type: "string", default: "4096" },
      examples: { type: "string", default: "60000" },
      checks: { type: "boolean", default: true },
    },
    allowNegative: true,
  });
  const networks = (text: string) =>
    text.split(",").filter((part) => part !== "").map((sizes) => sizes.split("-").map(Number));
  const [examples, square] = [Number(values.examples), Number(values.square)];
  if (values.checks) await check();
  const found = await pytorchCuda({
    examples,
    batchSize: BATCH,
    hyper: { lr: 0.01, momentum: 0.9 },
  });
  const torch = "reason" in found ? undefined : found;
  const ceiling = await printCeiling(square, torch);
  const setting = { examples, ceiling, torch };
  await printSteps(networks(values.networks), setting);
  await printPath(networks(values.path), setting);
  await printTogether(networks(values.together), setting);
  torch?.close();
  if ("reason" in found) console.log(`\n${found.name} was not measured: ${found.reason}.`);
}

/** The tests of the engines, which must not be skipped. */
async function check(): Promise<void> {
  const { success } = await new Deno.Command("deno", {
    args: ["task", "test", "tests/network/engines"],
    env: { REQUIRE_WEBGPU: "1" },
  }).spawn().status;
  if (!success) throw new Error("Expected the engines' tests to pass before anything is timed");
}

/** TFLOP/s of a square product with the best tile, and in PyTorch. */
async function printCeiling(n: number, torch: CudaPeer | undefined): Promise<number> {
  const device = await openDevice();
  const work = { product: "forward", shape: { batch: n, n, k: n }, replicas: 1, rows: n } as const;
  let best = 0;
  for (const tile of SHARED_TILES) {
    const product = await loneProduct(device, { ...work, tile: { ...tile, slices: 1 } });
    await product.run(1);
    const times = await repeats(product);
    best = Math.max(best, 2 * n ** 3 * times / await milliseconds(product, times) / 1e9);
    product.free();
  }
  console.log(`\n${device.adapter.name}: ${n} × ${n} × ${n} in float32, TFLOP/s\n`);
  console.log(`- best tile in WGSL: ${best.toPrecision(3)}`);
  if (torch) console.log(`- ${torch.name}: ${(await torch.square(n)).toPrecision(3)}`);
  return best;
}

/** Momentum SGD, engine against PyTorch. */
async function printSteps(networks: readonly number[][], setting: Setting): Promise<void> {
  const { torch, ceiling } = setting;
  const modes: Mode[] = torch ? ["eager", "graph"] : [];
  console.log(`\nMomentum SGD, ms a step${torch ? `; ${torch.name}` : ""}\n`);
  console.log(row("network", "webgpu", "TFLOP/s", "of the best product", ...modes));
  console.log(row("---", ...Array(3 + modes.length).fill("---:")));
  for (const sizes of networks) {
    const own = await ownTiming(sizes, momentum, setting);
    const [time] = await medians([own.time]);
    own.close();
    const peers = [];
    for (const mode of modes) {
      const steps = setting.examples / BATCH;
      const step = await torch!.prepare(sizes, mode);
      const [peer] = await medians([() => step(steps)]);
      peers.push(`${peer.toPrecision(3)} (${(peer / time).toPrecision(2)}×)`);
    }
    const rate = 2 * multiplyAdds(sizes, BATCH) / time / 1e9;
    const share = `${(100 * rate / ceiling).toFixed(0)} %`;
    console.log(
      row(sizes.join("-"), time.toPrecision(3), rate.toPrecision(3), share, ...peers),
    );
  }
}

/** SGD with and without the path geometry. */
async function printPath(networks: readonly number[][], setting: Setting): Promise<void> {
  console.log(
    `\n${row("network", "SGD, ms a step", "Path-SGD (ratio)")}\n${row("---", "---:", "---:")}`,
  );
  for (const sizes of networks) {
    const both = [
      await ownTiming(sizes, sgd, setting),
      await ownTiming(sizes, pathSgd, setting),
    ];
    const [plain, path] = await medians(both.map(({ time }) => time));
    for (const { close } of both) close();
    console.log(
      row(
        sizes.join("-"),
        plain.toPrecision(3),
        `${path.toPrecision(3)} (${(path / plain).toFixed(3)}×)`,
      ),
    );
  }
}

/** Several networks at once. */
async function printTogether(networks: readonly number[][], setting: Setting): Promise<void> {
  console.log(`\n${row("network", "at once", "ms a step of one")}\n${row("---", "---:", "---:")}`);
  for (const sizes of networks) {
    for (const count of GROUPS) {
      const group = await timedTogether("webgpu", {
        ...workOf(sizes, setting),
        rule: momentum,
        count,
      });
      const [time] = await medians([() => group.time(setting.examples / BATCH)]);
      group.close();
      console.log(row(sizes.join("-"), String(count), (time / count).toPrecision(3)));
    }
  }
}

/** The engine on noise. */
async function ownTiming(
  sizes: readonly number[],
  rule: Rule,
  setting: Setting,
): Promise<{ time: Timing; close(): void }> {
  const { time, close } = await timed("webgpu", { ...workOf(sizes, setting), rule });
  return { time: () => time(setting.examples / BATCH), close };
}

function workOf(sizes: readonly number[], { examples }: Setting) {
  return {
    sizes,
    work: {
      train: noise({ count: examples, inputs: sizes[0], classes: sizes[sizes.length - 1] }),
      batchSize: BATCH,
      hyper: { lr: 1e-6 },
    },
  };
}

/** The median of each over rounds, in turn. */
async function medians(timings: readonly Timing[]): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times = [];
    for (const timing of timings) times.push(await timing());
    rounds.push(times);
  }
  return timings.map((_, i) => median(rounds.map((times) => times[i])));
}

/** A row of a Markdown table. */
function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
