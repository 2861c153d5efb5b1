/**
 * `deno task bench`: time per training step, batch 100, in turn in one run. First 100-H-10 with momentum
 * SGD: the wasm engine, the webgpu engine, tfjs-wasm and PyTorch, on one thread but for a GPU; then what
 * a step of Path-SGD costs beside one of SGD. Prints tables of medians and ratios.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { describeAdapter } from "../network/engines/webgpu/adapter.ts";
import { pathSgd, sgd } from "../optimizers/mod.ts";
import { median, noise } from "./speed/measuring.ts";
import { own, timed } from "./speed/own.ts";
import type { Missing, Peer, Timed, Work } from "./speed/peer.ts";
import { pytorch } from "./speed/pytorch.ts";
import { tfjsWasm } from "./speed/tfjs_wasm.ts";

/** Rounds in which each peer is timed once; the table shows medians over them. */
const ROUNDS = 9;
/** Time that one timing should take, in milliseconds. */
const SLICE = 150;
/** Steps of one timing at most: those of an epoch. */
const MOST_STEPS = 100;

/** Median times a step, in milliseconds, of each peer at one width. */
interface Row {
  readonly width: number;
  readonly medians: readonly number[];
}

/** Median times a step, in milliseconds, of SGD and Path-SGD on one network. */
interface PathRow {
  readonly sizes: readonly number[];
  readonly sgd: number;
  readonly pathSgd: number;
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      widths: { type: "string", default: "4,16,64,256,1024,4096" },
      path: { type: "string", default: "784,3072" },
      json: { type: "boolean", default: false },
    },
  });
  const numbers = (text: string) => text.split(",").filter((part) => part !== "").map(Number);
  const widths = numbers(values.widths);
  const work: Work = {
    train: noise({ count: 100 * MOST_STEPS, inputs: 100, classes: 10 }),
    batchSize: 100,
    hyper: { lr: 0.01, momentum: 0.9 },
  };
  const found = [
    await own("wasm", work),
    await webgpu(work),
    await tfjsWasm(work),
    await pytorch(work),
  ];
  const peers = found.filter((peer): peer is Peer => !("reason" in peer));
  const missing = found.filter((peer): peer is Missing => "reason" in peer);

  const rows: Row[] = [];
  for (const width of widths) {
    rows.push({ width, medians: await measure(peers, width) });
    console.error(`H = ${width} measured`);
  }
  for (const peer of peers) peer.close();
  const path = [];
  for (const inputs of numbers(values.path)) path.push(await measurePath(inputs));
  const names = peers.map(({ name }) => name);
  if (values.json) console.log(JSON.stringify({ names, rows, missing, path }));
  else console.log(`${table(names, rows)}\n\n${pathTable(path)}`);
  for (const { name, reason } of missing) console.error(`${name} was not measured: ${reason}`);
}

/** The WebGPU engine, also where only a software adapter is there. */
async function webgpu(work: Work): Promise<Peer | Missing> {
  if (await describeAdapter()) return await own("webgpu", work);
  return { name: "webgpu", reason: "there is no adapter: deno task engines says what to install" };
}

/** Times each peer at one width. */
async function measure(peers: readonly Peer[], width: number): Promise<number[]> {
  const networks = [];
  for (const peer of peers) networks.push(await peer.prepare(width));
  return await inTurn(networks);
}

/** Times each network in turn, round after round, and returns its median. */
async function inTurn(networks: readonly Timed[]): Promise<number[]> {
  const ready = [];
  for (const network of networks) {
    const steps = Math.max(1, Math.min(MOST_STEPS, Math.round(SLICE / await network.time(5))));
    ready.push({ network, steps, times: [] as number[] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { network, steps, times } of ready) times.push(await network.time(steps));
  }
  for (const { network } of ready) network.close();
  return ready.map(({ times }) => median(times));
}

/** Median times a step of SGD and of Path-SGD on D-1000-1000-10. */
async function measurePath(inputs: number): Promise<PathRow> {
  const sizes = [inputs, 1000, 1000, 10];
  const work = {
    train: noise({ count: 100 * MOST_STEPS, inputs, classes: 10 }),
    batchSize: 100,
    hyper: { lr: 1e-6 },
  };
  const [plain, path] = await inTurn([
    await timed("wasm", { work, sizes, rule: sgd }),
    await timed("wasm", { work, sizes, rule: pathSgd }),
  ]);
  return { sizes, sgd: plain, pathSgd: path };
}

/** A Markdown table: milliseconds of the first peer, then how many times longer each other takes. */
function table(names: readonly string[], rows: readonly Row[]): string {
  const [first, ...others] = names;
  const lines = [
    `| H | ${first}, ms a step | ${others.map((name) => `${name}, ms (ratio)`).join(" | ")} |`,
    `| ---: | ${names.map(() => "---:").join(" | ")} |`,
    ...rows.map(({ width, medians: [own, ...rest] }) =>
      `| ${width} | ${own.toPrecision(3)} | ${
        rest.map((time) => `${time.toPrecision(3)} (${(time / own).toPrecision(2)}×)`).join(" | ")
      } |`
    ),
  ];
  return lines.join("\n");
}

function pathTable(rows: readonly PathRow[]): string {
  return [
    "| network | SGD, ms a step | Path-SGD, ms (ratio) |",
    "| --- | ---: | ---: |",
    ...rows.map(({ sizes, sgd, pathSgd }) =>
      `| ${sizes.join("-")} | ${sgd.toPrecision(3)} | ${pathSgd.toPrecision(3)} (${
        (pathSgd / sgd).toFixed(3)
      }×) |`
    ),
  ].join("\n");
}
