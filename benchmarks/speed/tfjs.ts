/** TensorFlow.js as a program: its operations, its autodiff and its optimizers. @module */

import type { Scalar, Tensor2D } from "@tensorflow/tfjs";
import { describeAdapter } from "../../network/engines/webgpu/adapter.ts";
import type { Tf } from "../../network/engines/tfjs/tensors.ts";
import { NO_ADAPTER } from "./own.ts";
import type { Missing } from "./peer.ts";
import type { Program } from "./program.ts";
import { decoded, type Task } from "./task.ts";

/**
 * Opens TensorFlow.js on one of its backends: WebAssembly, which has one thread in Deno, or WebGPU.
 *
 * Its operations are called one by one, each mini-batch gathered by itself: with its fused layers, or one
 * gather for the whole epoch, steps take longer.
 */
export async function tfjsProgram(backend: "wasm" | "webgpu"): Promise<Program | Missing> {
  const id = `tfjs-${backend}`;
  const adapter = backend === "webgpu" ? await describeAdapter() : undefined;
  if (backend === "webgpu" && adapter === undefined) return { name: id, reason: NO_ADAPTER };
  const tf = await import("@tensorflow/tfjs");
  tf.enableProdMode();
  if (backend === "wasm") await import("@tensorflow/tfjs-backend-wasm");
  else await import("@tensorflow/tfjs-backend-webgpu");
  if (!await tf.setBackend(backend)) {
    return { name: id, reason: `TensorFlow.js can't start its ${backend} backend here` };
  }
  const where = backend === "wasm" ? ", 1 thread" : adapter?.software ? ", in software" : "";
  return {
    name: `${id} ${tf.version_core}${where}`,
    prepare: (task, { train, order, start }) => {
      const { batchSize } = task;
      const inputs = tf.tensor2d(decoded(train), [train.count, train.inputs]);
      const labels = tf.tidy(() =>
        tf.oneHot(tf.tensor1d(Int32Array.from(train.labels), "int32"), train.classes)
      ) as Tensor2D;
      const layers = start.map(({ fanIn, fanOut, weights, thresholds }) => ({
        weights: tf.variable(tf.tensor2d(Float32Array.from(weights), [fanIn, fanOut])),
        thresholds: tf.variable(tf.tensor1d(Float32Array.from(thresholds))),
      }));
      const shuffled = tf.tensor1d(Int32Array.from(order), "int32");
      const optimizer = optimizerOf(tf, task);

      function loss(x: Tensor2D, y: Tensor2D): Scalar {
        let units = x;
        for (const [l, { weights, thresholds }] of layers.entries()) {
          const sums = tf.add(tf.matMul(units, weights as Tensor2D), thresholds);
          units = (l === layers.length - 1 ? sums : tf.relu(sums)) as Tensor2D;
        }
        return tf.losses.softmaxCrossEntropy(y, units).asScalar();
      }

      /** One mini-batch of the order. */
      function step(start: number): void {
        const chosen = shuffled.slice([start], [batchSize]);
        const [x, y] = [tf.gather(inputs, chosen), tf.gather(labels, chosen)];
        optimizer.minimize(() => loss(x, y));
      }

      return Promise.resolve({
        time: async (steps) => {
          const begin = performance.now();
          for (let i = 0; i < steps; i++) tf.tidy(() => step(i * batchSize));
          await layers[0].weights.data(); // what is queued on a GPU has been done once this is read
          return (performance.now() - begin) / steps;
        },
        loss: async () => {
          const first = (all: Tensor2D) => all.slice([0, 0], [batchSize, -1]);
          const value = tf.tidy(() => loss(first(inputs), first(labels)));
          const [number] = await value.data();
          value.dispose();
          return number;
        },
        close: () => {
          tf.dispose([inputs, labels, shuffled]);
          for (const { weights, thresholds } of layers) tf.dispose([weights, thresholds]);
          optimizer.dispose();
        },
      });
    },
  };
}

/** Its own optimizer of a rule. Its AdaGrad has ε = 10⁻⁷ inside the root. */
function optimizerOf(tf: Tf, { rule, hyper }: Task) {
  switch (rule) {
    case "sgd":
      return tf.train.sgd(hyper.lr);
    case "momentum":
      return tf.train.momentum(hyper.lr, hyper.momentum);
    case "adagrad":
      return tf.train.adagrad(hyper.lr, 0);
    case "adam":
      return tf.train.adam(hyper.lr, hyper.beta1, hyper.beta2, hyper.eps);
  }
  throw new RangeError(`Expected a rule that TensorFlow.js has but found ${rule}`);
}
