/**
 * How fast this machine's GPU computes the products of a training step, with each tile: a table of
 * GFLOP/s for every product of a network D-H-H-10. The tile that is estimated best has a star; where
 * another one is much faster, `network/engines/webgpu/tiles.ts` misjudges this GPU.
 *
 * `deno run --allow-read --allow-env benchmarks/speed/webgpu_gemm.ts --width 4000`
 *
 * @module
 */

import { parseArgs } from "node:util";
import { type Device, openDevice } from "../../network/engines/webgpu/device.ts";
import {
  depth,
  type GemmShape,
  outputs,
  type Product,
  type Tile,
} from "../../network/engines/webgpu/gemm.ts";
import { loneProduct, type ProductWork } from "../../network/engines/webgpu/lone_product.ts";
import { chooseTile, SHARED_TILES, UNIFORM_TILES } from "../../network/engines/webgpu/tiles.ts";
import { milliseconds, repeats } from "../../network/engines/webgpu/tune.ts";

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      width: { type: "string", default: "4000" },
      inputs: { type: "string", default: "784" },
      batch: { type: "string", default: "100" },
      replicas: { type: "string", default: "1" },
    },
  });
  const [width, inputs, batch, replicas] = [
    values.width,
    values.inputs,
    values.batch,
    values.replicas,
  ].map(Number);
  const device = await openDevice();
  const { name, software } = device.adapter;
  console.log(`${name}, batch ${batch}, networks ${replicas}, GFLOP/s\n`);
  const tiles = [...SHARED_TILES, ...UNIFORM_TILES];
  console.log(`| product | slices | ${tiles.map(title).join(" | ")} |`);
  console.log(`| --- | ---: | ${tiles.map(() => "---:").join(" | ")} |`);
  for (const { product, shape } of products({ inputs, width, batch })) {
    const work = { product, shape, replicas };
    const chosen = chooseTile({ ...work, software });
    const speeds = [];
    for (const tile of tiles) {
      const speed = await measure(device, { ...work, tile: { ...tile, slices: chosen.slices } });
      speeds.push(
        `${speed.toFixed(speed < 100 ? 1 : 0)}${title(tile) === title(chosen) ? "*" : ""}`,
      );
    }
    console.log(
      `| ${product} ${outputs(work).rows} × ${shape.n} × ${depth(work)} | ${chosen.slices} | ${
        speeds.join(" | ")
      } |`,
    );
  }
}

/** The products of a step, thresholds among the weights, the largest matrices first. */
function products(
  { inputs, width, batch }: { inputs: number; width: number; batch: number },
): { product: Product; shape: GemmShape }[] {
  return [
    { product: "forward", shape: { batch, n: width, k: width + 1 } },
    { product: "backward", shape: { batch, n: width, k: width } },
    { product: "weights", shape: { batch, m: width + 1, n: width } },
    { product: "forward", shape: { batch, n: width, k: inputs + 1 } },
    { product: "weights", shape: { batch, m: inputs + 1, n: width } },
    { product: "forward", shape: { batch, n: 10, k: width + 1 } },
    { product: "backward", shape: { batch, n: width, k: 10 } },
    { product: "weights", shape: { batch, m: width + 1, n: 10 } },
  ];
}

/** The tile's workgroup and what a thread computes, e.g. "shared 16×13 8×8×16". */
function title({ kind, threads, rows, columns, depth }: Omit<Tile, "slices">): string {
  return `${kind} ${threads.join("×")} ${4 * rows}×${4 * columns}×${4 * depth}`;
}

/** GFLOP/s of a product, over so many runs that the wait at the end hardly counts. */
async function measure(device: Device, work: ProductWork & { tile: Tile }): Promise<number> {
  const product = await loneProduct(device, { ...work, rows: work.shape.batch });
  await product.run(1);
  const times = 4 * await repeats(product);
  const elapsed = await milliseconds(product, times);
  product.free();
  const { rows } = outputs(work);
  return 2 * work.replicas * rows * work.shape.n * depth(work) * times / elapsed / 1e6;
}
