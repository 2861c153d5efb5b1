/**
 * The WebAssembly engine: kernels generated as text for one network, assembled by wabt, on one thread.
 * Weights, activations and data lie in one memory; an epoch is one call.
 *
 * @module
 */

import { toKernel, uniformTable } from "../../../optimizers/kernel.ts";
import { checkBatch, checkOrder, checkSetup } from "../check.ts";
import type { Engine, Evaluation, OptimizerState, Trainer, TrainerSetup } from "../engine.ts";
import { settle } from "../settle.ts";
import { type Assemble, assembler } from "./assemble.ts";
import type { Blas } from "./blas.ts";
import type { Arithmetic } from "./gemm.ts";
import { joinsVectors } from "./joins.ts";
import { layOut } from "./layout.ts";
import {
  growTo,
  pack,
  toNetwork,
  unpack,
  upload,
  writeKeys,
  writeOnes,
  writeUniforms,
} from "./memory.ts";
import { type Program, program } from "./program.ts";

const DESCRIPTIONS: Readonly<Record<Arithmetic, string>> = {
  "relaxed-simd": "WebAssembly SIMD with relaxed (fused) multiply-add",
  "simd": "WebAssembly SIMD, multiply and add apart",
};

/** Modules that are kept: runs that differ in seed or step size alone share one, with its machine code. */
const KEPT_MODULES = 4;

/** How the engine computes; what is left out is chosen for this runtime. */
export interface WasmOptions {
  /** Which multiply-add to use: the relaxed one where there is one. */
  readonly arithmetic?: Arithmetic;
  /** Whether products of two panels are done at once: where V8 joins vectors. The bits are the same. */
  readonly joined?: boolean;
  /** What does the products of wide layers; the kernels if left out. */
  readonly blas?: Blas;
}

/** Opens the WebAssembly engine. */
export async function wasmEngine(options: WasmOptions = {}): Promise<Engine> {
  const { blas } = options;
  const assemble = await assembler();
  const arithmetic = options.arithmetic ?? (hasRelaxedSimd(assemble) ? "relaxed-simd" : "simd");
  const joined = options.joined ?? await joinsVectors(arithmetic, assemble);
  const compile = keepingLast(
    KEPT_MODULES,
    (text: string) => WebAssembly.compile(assemble("step", text)),
  );
  return {
    name: "wasm",
    variant: blas ? `${arithmetic}+${blas.variant}` : arithmetic,
    description: DESCRIPTIONS[arithmetic] + (joined ? ", joined to 256 bits" : "") +
      (blas ? `; products of wide layers by ${blas.description}` : ""),
    trainer: (setup) => wasmTrainer(setup, { arithmetic, joined, blas, compile }),
  };
}

/** A function that remembers what it made of its last arguments. */
function keepingLast<Value>(
  count: number,
  make: (key: string) => Promise<Value>,
): (key: string) => Promise<Value> {
  const kept = new Map<string, Promise<Value>>();
  return (key) => {
    const value = kept.get(key) ?? make(key);
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > count) kept.delete(kept.keys().next().value!);
    return value;
  };
}

function hasRelaxedSimd(assemble: Assemble): boolean {
  return WebAssembly.validate(assemble(
    "probe",
    `(module (func (param v128) (result v128)
      (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0))))`,
  ));
}

async function wasmTrainer(
  setup: TrainerSetup,
  { arithmetic, joined, blas, compile }: {
    arithmetic: Arithmetic;
    joined: boolean;
    blas: Blas | undefined;
    compile: (text: string) => Promise<WebAssembly.Module>;
  },
): Promise<Trainer> {
  const { sizes, rule, dropout, maxNorm, batchSize, sets } = setup;
  checkSetup(setup);
  const kernel = toKernel(rule);
  const layout = layOut({
    sizes,
    batchSize,
    states: kernel.state.length,
    uniforms: kernel.uniforms.length,
    crossover: blas?.crossover,
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
    joined,
  });
  const instance = await WebAssembly.instantiate(await compile(text), {
    host: { memory, ...(blas && { product: blas.productOn(memory) }) },
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
    checkOrder(order, setup);
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
        checkBatch(order, setup);
        writeOrder(order);
        growTo(memory, layout.gradients + layout.parameterBytes);
        code.gradient(layout.order, order.length);
        return unpack(memory, layout, layout.gradients);
      }),
    gradientNorms: (order, scale) =>
      settle(() => {
        writeOrder(order);
        growTo(memory, layout.gradientScale + (scale ? layout.parameterBytes : 0));
        const mean = new Float64Array(
          memory.buffer,
          layout.gradientMean,
          layout.parameterBytes / 4,
        );
        mean.fill(0);
        if (scale) pack(memory, layout, scale, layout.gradientScale);
        code.gradient_norms(order.length, scale ? 1 : 0);
        return {
          batches: Math.ceil(order.length / batchSize),
          squares: code.squares.value,
          mean: toNetwork(layout, mean),
          deviations: code.deviations.value,
          ...(scale && { scaled: code.scaled.value }),
        };
      }),
    close: () => {},
  };
}
