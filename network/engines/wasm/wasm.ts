/**
 * The WebAssembly engine: kernels generated as text for one network, assembled by wabt, on one thread.
 * Weights, activations and data lie in one memory; an epoch is one call.
 *
 * @module
 */

import wabt from "wabt";
import { toKernel, uniformTable } from "../../../optimizers/kernel.ts";
import { type Dropout, maskKey } from "../../dropout.ts";
import type { Examples } from "../../examples.ts";
import { type Network, zeroNetwork } from "../../network.ts";
import { checkSetup } from "../check.ts";
import type { Engine, Evaluation, OptimizerState, Trainer, TrainerSetup } from "../engine.ts";
import { type Arithmetic, PANEL } from "./gemm.ts";
import { type Layout, layOut, PAGE } from "./layout.ts";
import { type Program, program } from "./program.ts";

const DESCRIPTIONS: Readonly<Record<Arithmetic, string>> = {
  "relaxed-simd": "WebAssembly SIMD with relaxed (fused) multiply-add",
  "simd": "WebAssembly SIMD, multiply and add apart",
};

/**
 * Opens the WebAssembly engine.
 *
 * @param arithmetic Which multiply-add to use; by default the relaxed one where this runtime has it.
 */
export async function wasmEngine(arithmetic?: Arithmetic): Promise<Engine> {
  const assembler = await wabt();
  const assemble = (name: string, text: string) => {
    const module = assembler.parseWat(name, text, { simd: true, relaxed_simd: true });
    try {
      return module.toBinary({}).buffer as Uint8Array<ArrayBuffer>;
    } finally {
      module.destroy();
    }
  };
  const chosen = arithmetic ?? (hasRelaxedSimd(assemble) ? "relaxed-simd" : "simd");
  return {
    name: "wasm",
    variant: chosen,
    description: DESCRIPTIONS[chosen],
    trainer: (setup) => wasmTrainer(setup, chosen, assemble),
  };
}

type Assemble = (name: string, text: string) => Uint8Array<ArrayBuffer>;

function hasRelaxedSimd(assemble: Assemble): boolean {
  return WebAssembly.validate(assemble(
    "probe",
    `(module (func (param v128) (result v128)
      (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0))))`,
  ));
}

async function wasmTrainer(
  setup: TrainerSetup,
  arithmetic: Arithmetic,
  assemble: Assemble,
): Promise<Trainer> {
  const { sizes, rule, dropout, maxNorm, batchSize, sets } = setup;
  checkSetup(setup);
  const kernel = toKernel(rule);
  const layout = layOut({
    sizes,
    batchSize,
    states: kernel.state.length,
    uniforms: kernel.uniforms.length,
    sets,
  });
  const memory = new WebAssembly.Memory({ initial: layout.pages });
  const text = program({
    layout,
    kernel,
    loss: setup.loss,
    dropout,
    maxNorm,
    batchSize,
    arithmetic,
  });
  const { instance } = await WebAssembly.instantiate(assemble("step", text), {
    host: { memory },
  });
  const code = instance.exports as unknown as Program;
  upload(memory, layout, sets);
  writeOnes(memory, layout, batchSize);
  let steps = 0;

  const totals = (count: number): Evaluation => ({
    loss: code.loss_sum.value / count,
    error: code.errors.value / count,
  });
  const stateBase = (i: number) => layout.parameters + (i + 1) * layout.parameterBytes;
  const writeOrder = (order: Uint32Array) => {
    checkOrder(order, sets.train.count);
    new Uint32Array(memory.buffer, layout.order, order.length).set(order);
  };

  return {
    write: (network) => settle(() => pack(memory, layout, network, layout.parameters)),
    read: () => settle(() => unpack(memory, layout, layout.parameters)),
    readState: () =>
      settle(() =>
        Object.fromEntries(
          kernel.state.map((name, i) => [name, unpack(memory, layout, stateBase(i))]),
        )
      ),
    writeState: (state: OptimizerState, made) =>
      settle(() => {
        kernel.state.forEach((name, i) => pack(memory, layout, state[name], stateBase(i)));
        steps = made;
      }),
    epoch: (order, hyper) =>
      settle(() => {
        writeOrder(order);
        const count = Math.ceil(order.length / batchSize);
        const made = { first: steps + 1, count };
        writeUniforms(memory, layout, uniformTable(kernel, hyper, made));
        if (dropout) writeKeys(memory, layout, { dropout, ...made });
        code.epoch(order.length);
        steps += count;
        return totals(order.length);
      }),
    evaluate: (name) =>
      settle(() => {
        const set = layout.sets[name];
        code.evaluate(set.count, set.pixels, set.labels);
        return totals(set.count);
      }),
    gradient: (order) =>
      settle(() => {
        if (order.length > batchSize) {
          throw new RangeError(
            `Expected at most ${batchSize} examples, a mini-batch, but found ${order.length}`,
          );
        }
        writeOrder(order);
        const end = layout.gradients + layout.parameterBytes;
        const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE);
        if (missing > 0) memory.grow(missing);
        code.gradient(order.length);
        return unpack(memory, layout, layout.gradients);
      }),
    gradientNorms: () => Promise.reject(new Error("Not built yet")),
    close: () => {},
  };
}

/** The result of a synchronous piece of work as a promise, its error included. */
function settle<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => resolve(work()));
}

/** An index outside the training set would read other memory. */
function checkOrder(order: Uint32Array, count: number): void {
  if (order.length < 1 || order.length > count) {
    throw new RangeError(`Expected from 1 to ${count} indices but found ${order.length}`);
  }
  for (const index of order) {
    if (index >= count) throw new RangeError(`Expected indices below ${count} but found ${index}`);
  }
}

function upload(
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
function writeOnes(memory: WebAssembly.Memory, layout: Layout, batchSize: number): void {
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

function writeUniforms(memory: WebAssembly.Memory, layout: Layout, table: Float32Array): void {
  new Float32Array(memory.buffer, layout.uniforms, table.length).set(table);
}

function writeKeys(
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

/** Writes a network in panels, rounded to float32. */
function pack(memory: WebAssembly.Memory, layout: Layout, network: Network, base: number): void {
  const floats = new Float32Array(memory.buffer);
  eachParameter(layout, base, (address, l, part, e) => floats[address] = network[l][part][e]);
}

/** Reads a network from panels. */
function unpack(memory: WebAssembly.Memory, layout: Layout, base: number): Network {
  const floats = new Float32Array(memory.buffer);
  const { layers } = layout;
  const network = zeroNetwork([layers[0].fanIn, ...layers.map(({ fanOut }) => fanOut)]);
  eachParameter(layout, base, (address, l, part, e) => network[l][part][e] = floats[address]);
  return network;
}

/** Visits every weight and threshold with its place among the memory's floats. */
function eachParameter(
  layout: Layout,
  base: number,
  visit: (address: number, l: number, part: "weights" | "thresholds", e: number) => void,
): void {
  for (const [l, { fanIn, fanOut, rows, weights }] of layout.layers.entries()) {
    const start = (weights - layout.parameters + base) / 4;
    for (let v = 0; v < fanOut; v++) {
      const column = start + Math.floor(v / PANEL) * rows * PANEL + v % PANEL;
      for (let u = 0; u < fanIn; u++) visit(column + u * PANEL, l, "weights", u * fanOut + v);
      visit(column + (rows - 1) * PANEL, l, "thresholds", v);
    }
  }
}
