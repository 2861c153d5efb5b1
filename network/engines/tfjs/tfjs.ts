/**
 * The TensorFlow.js engine: its operations and its autodiff, step by step. Nothing of it is ours but the
 * order of the calls, which makes it the outside yardstick of the other engines.
 *
 * @module
 */

import type * as tfjs from "@tensorflow/tfjs";
import { type Kernel, toKernel, uniformTable } from "../../../optimizers/kernel.ts";
import type { Examples } from "../../examples.ts";
import { type Layer, type Network, zeroNetwork } from "../../network.ts";
import { checkSetup } from "../check.ts";
import type { Engine, Evaluation, Trainer, TrainerSetup } from "../engine.ts";
import { losses } from "./loss.ts";
import { applyKernel } from "./rule.ts";

type Tf = typeof tfjs;

/** The backend of TensorFlow.js that the engine runs on. */
const BACKEND = "wasm";

/** A layer's tensors: W of shape (fan-in × fan-out) and b of shape (fan-out). */
interface TensorLayer {
  readonly weights: tfjs.Tensor2D;
  readonly thresholds: tfjs.Tensor1D;
}

/** Examples evaluated at once. */
const CHUNK = 1000;

/**
 * Opens the TensorFlow.js engine.
 *
 * @throws {Error} If the backend does not start.
 */
export async function tfjsEngine(): Promise<Engine> {
  const tf = await import("@tensorflow/tfjs");
  await import("@tensorflow/tfjs-backend-wasm");
  if (!await tf.setBackend(BACKEND)) {
    throw new Error(`Expected TensorFlow.js to start its ${BACKEND} backend but it did not`);
  }
  return {
    name: "tfjs",
    variant: BACKEND,
    description: `TensorFlow.js ${tf.version_core} on its ${BACKEND} backend, by autodiff`,
    trainer: (setup) => new Promise((resolve) => resolve(tfjsTrainer(tf, setup))),
  };
}

function tfjsTrainer(tf: Tf, setup: TrainerSetup): Trainer {
  const { sizes, rule, loss, batchSize } = setup;
  checkSetup(setup);
  if (rule.geometry !== undefined) {
    throw new RangeError(`Expected a rule in the Euclidean geometry but found ${rule.name}`);
  }
  if (setup.dropout !== undefined) {
    throw new RangeError(
      "Expected no dropout, which the tfjs engine does not have, but found some",
    );
  }
  const kernel = toKernel(rule);
  const sets = Object.fromEntries(
    Object.entries(setup.sets).map(([name, examples]) => [name, upload(tf, examples)]),
  );
  let network = toTensors(tf, zeroNetwork(sizes));
  let state: Record<string, TensorLayer[]> = zeroState();
  let steps = 0;

  function zeroState(): Record<string, TensorLayer[]> {
    return Object.fromEntries(rule.state.map((name) => [name, toTensors(tf, zeroNetwork(sizes))]));
  }

  /** Scores of a mini-batch. */
  function predict(x: tfjs.Tensor2D, layers: readonly TensorLayer[]): tfjs.Tensor2D {
    return layers.reduce((a, { weights, thresholds }, l) => {
      const z = tf.add(tf.matMul(a, weights), thresholds) as tfjs.Tensor2D;
      return l < layers.length - 1 ? tf.relu(z) : z;
    }, x);
  }

  /** Sums over a mini-batch, and the gradient of the mean loss with respect to each tensor. */
  function differentiate(order: Uint32Array): {
    lossSum: number;
    errors: number;
    gradients: TensorLayer[];
  } {
    const chosen = tf.tensor1d(Int32Array.from(order), "int32");
    const [x, y] = [tf.gather(sets.train.inputs, chosen), tf.gather(sets.train.labels, chosen)];
    const flat = network.flatMap(({ weights, thresholds }) => [weights, thresholds]);
    let errors = 0;
    const { value, grads } = tf.valueAndGrads((...tensors: tfjs.Tensor[]) => {
      const layers = network.map((_, l) => ({
        weights: tensors[2 * l] as tfjs.Tensor2D,
        thresholds: tensors[2 * l + 1] as tfjs.Tensor1D,
      }));
      const scores = predict(x, layers);
      errors = countErrors(tf, scores, y);
      return tf.mean(losses(tf, loss, { scores, labels: y }));
    })(flat);
    return {
      lossSum: value.dataSync()[0] * order.length,
      errors,
      gradients: network.map((_, l) => ({
        weights: grads[2 * l] as tfjs.Tensor2D,
        thresholds: grads[2 * l + 1] as tfjs.Tensor1D,
      })),
    };
  }

  function update(gradients: readonly TensorLayer[], uniforms: Float32Array): void {
    const before = { network, state };
    const updated = network.map((layer, l) => {
      const part = (name: "weights" | "thresholds") =>
        updatePart(tf, kernel, {
          w: layer[name],
          g: gradients[l][name],
          state: Object.fromEntries(rule.state.map((key) => [key, state[key][l][name]])),
          uniforms,
        });
      return { weights: part("weights"), thresholds: part("thresholds") };
    });
    const layersOf = (name: string) =>
      updated.map(({ weights, thresholds }) => ({
        weights: tf.keep(weights[name]) as tfjs.Tensor2D,
        thresholds: tf.keep(thresholds[name]) as tfjs.Tensor1D,
      }));
    network = layersOf("w");
    state = Object.fromEntries(rule.state.map((name) => [name, layersOf(name)]));
    disposeLayers(before.network);
    Object.values(before.state).forEach(disposeLayers);
  }

  return {
    write: (replacement) => {
      disposeLayers(network);
      network = toTensors(tf, replacement);
      return Promise.resolve();
    },
    read: () => Promise.resolve(fromTensors(network)),
    readState: () =>
      Promise.resolve(
        Object.fromEntries(
          Object.entries(state).map(([name, layers]) => [name, fromTensors(layers)]),
        ),
      ),
    writeState: (replacement, made) => {
      Object.values(state).forEach(disposeLayers);
      state = Object.fromEntries(
        rule.state.map((name) => [name, toTensors(tf, replacement[name])]),
      );
      steps = made;
      return Promise.resolve();
    },
    epoch: (order, hyper) => {
      const count = Math.ceil(order.length / batchSize);
      const table = uniformTable(kernel, hyper, { first: steps + 1, count });
      let [lossSum, errors] = [0, 0];
      for (let step = 0; step < count; step++) {
        tf.tidy(() => {
          const batch = differentiate(order.subarray(step * batchSize, (step + 1) * batchSize));
          lossSum += batch.lossSum;
          errors += batch.errors;
          const width = kernel.uniforms.length;
          update(batch.gradients, table.subarray(step * width, (step + 1) * width));
        });
      }
      steps += count;
      return Promise.resolve({ loss: lossSum / order.length, error: errors / order.length });
    },
    evaluate: (name) => Promise.resolve(evaluate(sets[name])),
    gradient: (order) => {
      let gradient: Network = [];
      tf.tidy(() => {
        gradient = fromTensors(differentiate(order).gradients);
      });
      return Promise.resolve(gradient);
    },
    gradientNorms: () => Promise.reject(new Error("Not built yet")),
    close: () => {
      disposeLayers(network);
      Object.values(state).forEach(disposeLayers);
      for (const { inputs, labels } of Object.values(sets)) tf.dispose([inputs, labels]);
    },
  };

  function evaluate({ inputs, labels }: UploadedSet): Evaluation {
    const count = inputs.shape[0];
    let [lossSum, errors] = [0, 0];
    for (let start = 0; start < count; start += CHUNK) {
      tf.tidy(() => {
        const size = Math.min(CHUNK, count - start);
        const scores = predict(inputs.slice([start, 0], [size, -1]), network);
        const y = labels.slice([start, 0], [size, -1]);
        errors += countErrors(tf, scores, y);
        lossSum += tf.sum(losses(tf, loss, { scores, labels: y })).dataSync()[0];
      });
    }
    return { loss: lossSum / count, error: errors / count };
  }
}

/** One tensor and its states after an update, by name. */
function updatePart(
  tf: Tf,
  kernel: Kernel,
  { w, g, state, uniforms }: {
    w: tfjs.Tensor;
    g: tfjs.Tensor;
    state: Record<string, tfjs.Tensor>;
    uniforms: Float32Array;
  },
): Record<string, tfjs.Tensor> {
  return applyKernel(tf, kernel, { tensors: { w, g, ...state }, uniforms });
}

interface UploadedSet {
  readonly inputs: tfjs.Tensor2D;
  /** One-hot. */
  readonly labels: tfjs.Tensor2D;
}

function upload(tf: Tf, { count, inputs, classes, pixels, labels }: Examples): UploadedSet {
  return {
    inputs: tf.tensor2d(Float32Array.from(pixels, (byte) => byte / 255), [count, inputs]),
    labels: tf.tidy(() =>
      tf.oneHot(tf.tensor1d(Int32Array.from(labels), "int32"), classes).toFloat() as tfjs.Tensor2D
    ),
  };
}

/** Number of examples whose label's score is not the largest alone; a NaN score is an error. */
function countErrors(tf: Tf, scores: tfjs.Tensor2D, labels: tfjs.Tensor2D): number {
  const own = tf.sum(tf.mul(scores, labels), 1, true);
  const below = tf.logicalOr(tf.less(scores, own), labels.toBool());
  return scores.shape[0] - tf.sum(tf.all(below, 1).toInt()).dataSync()[0];
}

function toTensors(tf: Tf, network: Network): TensorLayer[] {
  return network.map(({ fanIn, fanOut, weights, thresholds }) => ({
    weights: tf.tensor2d(Float32Array.from(weights), [fanIn, fanOut]),
    thresholds: tf.tensor1d(Float32Array.from(thresholds)),
  }));
}

function fromTensors(layers: readonly TensorLayer[]): Network {
  return layers.map(({ weights, thresholds }): Layer => ({
    fanIn: weights.shape[0],
    fanOut: weights.shape[1],
    weights: Float64Array.from(weights.dataSync()),
    thresholds: Float64Array.from(thresholds.dataSync()),
  }));
}

function disposeLayers(layers: readonly TensorLayer[]): void {
  for (const { weights, thresholds } of layers) {
    weights.dispose();
    thresholds.dispose();
  }
}
