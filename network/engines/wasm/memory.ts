/**
 * Reading and writing the memory of a trainer.
 *
 * @module
 */

import { type Dropout, maskKey } from "../../dropout.ts";
import type { Examples } from "../../examples.ts";
import { type Network, zeroNetwork } from "../../network.ts";
import { PANEL } from "./gemm.ts";
import { type Layout, PAGE, pagesOf } from "./layout.ts";

/** Writes the examples of every set, and the order of an evaluation. */
export function upload(
  memory: WebAssembly.Memory,
  layout: Layout,
  sets: Readonly<Record<string, Examples>>,
): void {
  const bytes = new Uint8Array(memory.buffer);
  for (const [name, { pixels, labels }] of Object.entries(sets)) {
    bytes.set(pixels, layout.sets[name].pixels);
    bytes.set(labels, layout.sets[name].labels);
  }
  const largest = Math.max(...Object.values(sets).map(({ count }) => count));
  const identity = new Uint32Array(memory.buffer, layout.identity, largest);
  for (let i = 0; i < largest; i++) identity[i] = i;
}

/** What is always 1: the unit that feeds the thresholds, and γ where no path can change it. */
export function writeOnes(memory: WebAssembly.Memory, layout: Layout, batchSize: number): void {
  const floats = new Float32Array(memory.buffer);
  const { layers } = layout;
  for (const { input, inputRow, rows, gammaIn, scaleIn } of layers) {
    for (let b = 0; b < batchSize; b++) floats[(input + b * inputRow) / 4 + rows - 1] = 1;
    for (const at of [gammaIn, scaleIn]) floats[at / 4 + rows - 1] = 1;
  }
  const [first, last] = [layers[0], layers[layers.length - 1]];
  for (const at of [first.gammaIn, first.scaleIn]) floats.fill(1, at / 4, at / 4 + first.fanIn);
  for (const at of [last.gammaOut, last.scaleOut]) floats.fill(1, at / 4, at / 4 + last.fanOut);
}

/** Writes the uniforms of the steps to come. */
export function writeUniforms(
  memory: WebAssembly.Memory,
  layout: Layout,
  table: Float32Array,
): void {
  new Float32Array(memory.buffer, layout.uniforms, table.length).set(table);
}

/** Writes the keys of the dropout masks of `count` steps from step `first` on. */
export function writeKeys(
  memory: WebAssembly.Memory,
  { layers, keys }: Layout,
  { dropout, first, count }: { dropout: Dropout; first: number; count: number },
): void {
  const hidden = layers.length - 1;
  const table = new Uint32Array(memory.buffer, keys, count * hidden);
  for (let i = 0; i < table.length; i++) {
    const step = first + Math.floor(i / hidden);
    table[i] = maskKey(dropout, { step, layer: 1 + i % hidden });
  }
}

/** Makes the memory at least so many bytes long. What was beyond its end is zero. */
export function growTo(memory: WebAssembly.Memory, end: number): void {
  const missing = pagesOf(end) - memory.buffer.byteLength / PAGE;
  if (missing > 0) memory.grow(missing);
}

/** Writes a network in panels, rounded to float32. */
export function pack(
  memory: WebAssembly.Memory,
  layout: Layout,
  network: Network,
  base: number,
): void {
  const floats = new Float32Array(memory.buffer);
  eachParameter(layout, base, (address, l, part, e) => floats[address] = network[l][part][e]);
}

/** Reads a network from panels. */
export function unpack(memory: WebAssembly.Memory, layout: Layout, base: number): Network {
  return toNetwork(layout, new Float32Array(memory.buffer, base, layout.parameterBytes / 4));
}

/** The network whose panels the numbers are. */
export function toNetwork(layout: Layout, numbers: Float32Array | Float64Array): Network {
  const { layers } = layout;
  const network = zeroNetwork([layers[0].fanIn, ...layers.map(({ fanOut }) => fanOut)]);
  eachParameter(layout, 0, (place, l, part, e) => network[l][part][e] = numbers[place]);
  return network;
}

/** Visits every weight and threshold with its place among the memory's floats. */
function eachParameter(
  layout: Layout,
  base: number,
  visit: (address: number, l: number, part: "weights" | "thresholds", e: number) => void,
): void {
  for (const [l, layer] of layout.layers.entries()) {
    const { fanIn, fanOut, rows, weights, weightRow, weightPanel } = layer;
    const start = (weights - layout.parameters + base) / 4;
    const [row, panel] = [weightRow / 4, weightPanel / 4];
    for (let v = 0; v < fanOut; v++) {
      const column = start + Math.floor(v / PANEL) * panel + v % PANEL;
      for (let u = 0; u < fanIn; u++) visit(column + u * row, l, "weights", u * fanOut + v);
      visit(column + (rows - 1) * row, l, "thresholds", v);
    }
  }
}
