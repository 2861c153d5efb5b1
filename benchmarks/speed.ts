/**
 * `deno task bench`: time per training step of 100-H-10, batch 100, momentum SGD, this engine against
 * tfjs-wasm and PyTorch, one thread each, in turn in one run. Prints a table of medians and ratios.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { Examples } from "../network/examples.ts";
import { stream } from "../network/random.ts";
import { own } from "./speed/own.ts";
import type { Missing, Peer, Work } from "./speed/peer.ts";
import { pytorch } from "./speed/pytorch.ts";
import { tfjsWasm } from "./speed/tfjs_wasm.ts";

/** Rounds in which each peer is timed once; the table shows medians over them. */
const ROUNDS = 9;
/** Time that one timing should take, in milliseconds. */
const SLICE = 150;

/** Median times a step, in milliseconds, of each peer at one width. */
interface Row {
  readonly width: number;
  readonly medians: readonly number[];
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      widths: { type: "string", default: "4,16,64,256,1024,4096" },
      json: { type: "boolean", default: false },
    },
  });
  const widths = values.widths.split(",").map(Number);
  const work: Work = {
    train: noise({ count: 10_000, inputs: 100, classes: 10 }),
    batchSize: 100,
    hyper: { lr: 0.01, momentum: 0.9 },
  };
  const found = [await own("wasm", work), await tfjsWasm(work), await pytorch(work)];
  const peers = found.filter((peer): peer is Peer => !("reason" in peer));
  const missing = found.filter((peer): peer is Missing => "reason" in peer);

  const rows: Row[] = [];
  for (const width of widths) {
    rows.push({ width, medians: await measure(peers, width) });
    console.error(`H = ${width} measured`);
  }
  for (const peer of peers) peer.close();
  const names = peers.map(({ name }) => name);
  console.log(values.json ? JSON.stringify({ names, rows, missing }) : table(names, rows));
  for (const { name, reason } of missing) console.error(`${name} was not measured: ${reason}`);
}

/** Times each peer in turn, round after round, and returns its median. */
async function measure(peers: readonly Peer[], width: number): Promise<number[]> {
  const ready = [];
  for (const peer of peers) {
    const timed = await peer.prepare(width);
    const steps = Math.max(1, Math.min(100, Math.round(SLICE / await timed.time(5))));
    ready.push({ timed, steps, times: [] as number[] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { timed, steps, times } of ready) times.push(await timed.time(steps));
  }
  for (const { timed } of ready) timed.close();
  return ready.map(({ times }) => times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]);
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

function noise(shape: { count: number; inputs: number; classes: number }): Examples {
  const random = stream(1, "speed");
  const bytes = (count: number, bound: number) =>
    Uint8Array.from({ length: count }, () => random.below(bound));
  return {
    ...shape,
    pixels: bytes(shape.count * shape.inputs, 256),
    labels: bytes(shape.count, shape.classes),
  };
}
