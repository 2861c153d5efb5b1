/**
 * One network in training by TensorFlow.js operations.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import { toKernel, uniformTable } from "../../../optimizers/kernel.ts";
import { type Dropout, isKept, maskKey } from "../../dropout.ts";
import { zeroNetwork } from "../../network.ts";
import { batchesOf } from "../batches.ts";
import { checkBatch, checkOrder, checkSetup } from "../check.ts";
import type { Evaluation, Trainer, TrainerSetup } from "../engine.ts";
import { type Batch, differentiate, measure } from "./forward.ts";
import { gradientNorms } from "./gradient_norms.ts";
import { projectToMaxNorm } from "./max_norm.ts";
import { pathGradient } from "./path.ts";
import { applyKernel } from "./rule.ts";
import {
  disposeLayers,
  fromTensors,
  keep,
  type TensorLayer,
  type Tf,
  toTensors,
  upload,
} from "./tensors.ts";

/** Examples evaluated at once. */
const CHUNK = 1000;

/** @throws {RangeError} See {@linkcode checkSetup}. */
export function tfjsTrainer(tf: Tf, setup: TrainerSetup): Trainer {
  checkSetup(setup);
  const { sizes, rule, loss, batchSize, dropout, maxNorm } = setup;
  const kernel = toKernel(rule);
  const sets = Object.fromEntries(
    Object.entries(setup.sets).map(([name, examples]) => [name, upload(tf, examples)]),
  );
  const hidden = sizes.slice(1, -1);
  let network = toTensors(tf, zeroNetwork(sizes));
  let state = Object.fromEntries(
    rule.state.map((name) => [name, toTensors(tf, zeroNetwork(sizes))]),
  );
  let steps = 0;

  function trainingBatch(order: Uint32Array): Batch {
    const chosen = tf.tensor1d(Int32Array.from(order), "int32");
    const { inputs, labels } = sets.train;
    return { inputs: tf.gather(inputs, chosen), labels: tf.gather(labels, chosen), loss };
  }

  /** The gradient of the mean loss, without dropout. */
  function gradientOf(order: Uint32Array): TensorLayer[] {
    const { gradient, measured } = differentiate(tf, network, trainingBatch(order));
    measured.dispose();
    return gradient;
  }

  function update(gradient: readonly TensorLayer[], uniforms: Float32Array): void {
    const before = { w: network, ...state };
    const { geometry } = rule;
    const g = geometry ? pathGradient(tf, network, { gradient, geometry }) : gradient;
    const after = applyKernel(tf, kernel, { networks: { ...before, g }, uniforms });
    network = keep(tf, maxNorm === undefined ? after.w : projectToMaxNorm(tf, after.w, maxNorm));
    state = Object.fromEntries(rule.state.map((name) => [name, keep(tf, after[name])]));
    Object.values(before).forEach(disposeLayers);
  }

  return {
    write: (replacement) => {
      disposeLayers(network);
      network = toTensors(tf, replacement);
      return Promise.resolve();
    },
    read: () => fromTensors(network),
    readState: async () => {
      const entries = Object.entries(state).map(async ([name, layers]) =>
        [name, await fromTensors(layers)] as const
      );
      return Object.fromEntries(await Promise.all(entries));
    },
    writeState: (replacement, made) => {
      Object.values(state).forEach(disposeLayers);
      state = Object.fromEntries(
        rule.state.map((name) => [name, toTensors(tf, replacement[name])]),
      );
      steps = made;
      return Promise.resolve();
    },
    epoch: async (order, hyper) => {
      checkOrder(order, setup);
      const batches = batchesOf(order, batchSize);
      const table = uniformTable(kernel, hyper, { first: steps + 1, count: batches.length });
      const width = kernel.uniforms.length;
      const measured = batches.map((indices, i) =>
        tf.tidy(() => {
          steps++;
          const batch = trainingBatch(indices);
          const factors = dropout &&
            masks(tf, dropout, { step: steps, rows: indices.length, hidden });
          const { gradient, measured } = differentiate(tf, network, {
            ...batch,
            ...(factors && { factors }),
          });
          update(gradient, table.subarray(i * width, (i + 1) * width));
          return measured;
        })
      );
      return await mean(tf, measured, order.length);
    },
    evaluate: (name) => {
      const { inputs, labels } = sets[name];
      const count = inputs.shape[0];
      const factors = hidden.map(() => dropout?.keep ?? 1);
      const measured = Array.from({ length: Math.ceil(count / CHUNK) }, (_, i) =>
        tf.tidy(() => {
          const [start, size] = [i * CHUNK, Math.min(CHUNK, count - i * CHUNK)];
          const batch = {
            inputs: inputs.slice([start, 0], [size, -1]),
            labels: labels.slice([start, 0], [size, -1]),
          };
          return measure(tf, network, { ...batch, loss, factors }).measured;
        }));
      return mean(tf, measured, count);
    },
    gradient: async (order) => {
      checkBatch(order, setup);
      const gradient = tf.tidy(() => gradientOf(order));
      const found = await fromTensors(gradient);
      disposeLayers(gradient);
      return found;
    },
    gradientNorms: async (order, scale) => {
      checkOrder(order, setup);
      const gradients = batchesOf(order, batchSize).map((indices) => () => gradientOf(indices));
      return await gradientNorms(tf, gradients, { sizes, scale });
    },
    close: () => {
      disposeLayers(network);
      Object.values(state).forEach(disposeLayers);
      for (const { inputs, labels } of Object.values(sets)) tf.dispose([inputs, labels]);
    },
  };
}

/** The masks of every hidden layer in one step, each of shape (rows × H). */
function masks(
  tf: Tf,
  dropout: Dropout,
  { step, rows, hidden }: { step: number; rows: number; hidden: readonly number[] },
): tfjs.Tensor2D[] {
  return hidden.map((units, l) => {
    const key = maskKey(dropout, { step, layer: l + 1 });
    const kept = Float32Array.from(
      { length: rows * units },
      (_, i) => isKept(dropout, { key, row: Math.floor(i / units), unit: i % units }) ? 1 : 0,
    );
    return tf.tensor2d(kept, [rows, units]);
  });
}

/** Mean loss and share of errors from the sums of each batch, which it disposes of. */
async function mean(
  tf: Tf,
  measured: readonly tfjs.Tensor1D[],
  count: number,
): Promise<Evaluation> {
  const all = tf.stack([...measured]);
  const sums = await all.data();
  tf.dispose([all, ...measured]);
  let [loss, errors] = [0, 0];
  for (let i = 0; i < sums.length; i += 2) {
    loss += sums[i];
    errors += sums[i + 1];
  }
  return { loss: loss / count, error: errors / count };
}
