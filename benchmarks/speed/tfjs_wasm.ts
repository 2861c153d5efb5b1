/** TensorFlow.js with its WebAssembly backend, one thread, as a peer. @module */

import type { Peer, Work } from "./peer.ts";

/** Opens tfjs on its WebAssembly backend. */
export async function tfjsWasm(work: Work): Promise<Peer> {
  const tf = await import("@tensorflow/tfjs");
  await import("@tensorflow/tfjs-backend-wasm");
  if (!await tf.setBackend("wasm")) throw new Error("tfjs has no WebAssembly backend here");
  const { train, batchSize, hyper } = work;
  const inputs = tf.tensor2d(Float32Array.from(train.pixels, (byte) => byte / 255), [
    train.count,
    train.inputs,
  ]);
  const labels = tf.oneHot(tf.tensor1d(train.labels, "int32"), train.classes);
  return {
    name: `tfjs-wasm ${tf.version_core}`,
    prepare: async (width) => {
      const scaled = (rows: number, columns: number) =>
        tf.variable(tf.randomNormal([rows, columns], 0, 1 / Math.sqrt(rows)));
      const [w1, w2] = [scaled(train.inputs, width), scaled(width, train.classes)];
      const [b1, b2] = [tf.variable(tf.zeros([width])), tf.variable(tf.zeros([train.classes]))];
      const optimizer = tf.train.momentum(hyper.lr, hyper.momentum ?? 0);
      const order = tf.tensor1d(
        Int32Array.from(tf.util.createShuffledIndices(train.count)),
        "int32",
      );
      const step = (start: number) =>
        tf.tidy(() => {
          const chosen = order.slice([start % (train.count - batchSize + 1)], [batchSize]);
          const [x, y] = [tf.gather(inputs, chosen), tf.gather(labels, chosen)];
          optimizer.minimize(() => {
            const hidden = tf.relu(tf.add(tf.matMul(x as never, w1 as never), b1));
            const scores = tf.add(tf.matMul(hidden as never, w2 as never), b2);
            return tf.losses.softmaxCrossEntropy(y, scores).asScalar();
          });
        });
      const time = async (steps: number) => {
        const start = performance.now();
        for (let i = 0; i < steps; i++) step(i * batchSize);
        await w2.data();
        return (performance.now() - start) / steps;
      };
      await time(10);
      return {
        time,
        close: () => {
          tf.dispose([w1, w2, b1, b2, order]);
          optimizer.dispose();
        },
      };
    },
    close: () => tf.dispose([inputs, labels]),
  };
}
