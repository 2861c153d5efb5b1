/** jax-js as a program: each step is one compiled function. @module */

import * as jax from "@jax-js/jax";
import project from "../../deno.json" with { type: "json" };
import { describeAdapter } from "../../network/engines/webgpu/adapter.ts";
import { plural } from "../../reports/format.ts";
import type { Missing } from "./peer.ts";
import type { Program } from "./program.ts";
import { decoded, type Task } from "./task.ts";

const { nn, numpy: np } = jax;

/** Steps after which what is queued is waited for: with fewer or many more, a step takes longer. */
const QUEUED = 10;

type Tensor = jax.Array;

/** What a step takes and gives: the weights and thresholds of all layers, and the rule's arrays of each. */
type Learned = { w: Tensor[]; state: Tensor[][]; t: Tensor };

/** An update rule for one array: its change, and its state after it. Each argument is used up. */
interface ArrayRule {
  /** Number of arrays of state. */
  readonly states: number;
  update(g: Tensor, state: Tensor[], t: Tensor): [change: Tensor, ...state: Tensor[]];
}

/** Opens jax-js on the faster of its backends: WebGPU where there is a GPU, else WebAssembly. */
export async function jaxProgram(): Promise<Program | Missing> {
  const adapter = await describeAdapter();
  const device = adapter === undefined || adapter.software ? "wasm" : "webgpu";
  const devices = await jax.init(device);
  if (!devices.includes(device)) {
    return { name: "jax-js", reason: `it can't start its ${device} backend here` };
  }
  jax.defaultDevice(device);
  const version = project.imports["@jax-js/jax"].split("@").at(-1);
  const threads = device === "wasm" ? `, ${plural(navigator.hardwareConcurrency, "thread")}` : "";
  return {
    name: `jax-js ${version} (${device})${threads}`,
    prepare: (task, { train, order, start }) => {
      const { batchSize } = task;
      const inputs = np.array(decoded(train)).reshape([train.count, train.inputs]);
      const labels = nn.oneHot(np.array(Int32Array.from(train.labels)), train.classes);
      const w = start.flatMap(({ fanIn, fanOut, weights, thresholds }) => [
        np.array(Float32Array.from(weights)).reshape([fanIn, fanOut]),
        np.array(Float32Array.from(thresholds)),
      ]);
      const rule = ruleOf(task);
      const state = w.map((array) =>
        Array.from({ length: rule.states }, () => np.zerosLike(array.ref))
      );
      let learned: Learned = { w, state, t: np.array(0) };
      const step = jax.jit(stepOf(rule));
      const lossOf = jax.jit(loss);
      const first = (all: Tensor) => all.ref.slice([0, batchSize]);

      return Promise.resolve({
        time: async (steps) => {
          const begin = performance.now();
          const chosen = np.array(Int32Array.from(order.subarray(0, steps * batchSize)));
          const [x, y] = [np.take(inputs.ref, chosen.ref, 0), np.take(labels.ref, chosen, 0)];
          for (let i = 0; i < steps; i++) {
            const part: [number, number] = [i * batchSize, (i + 1) * batchSize];
            learned = step(learned, x.ref.slice(part), y.ref.slice(part));
            if (i % QUEUED === QUEUED - 1) await jax.blockUntilReady(learned);
          }
          await jax.blockUntilReady(learned);
          jax.tree.dispose([x, y]);
          return (performance.now() - begin) / steps;
        },
        loss: async () => {
          const [value] = await lossOf(jax.tree.ref(learned.w), first(inputs), first(labels))
            .data();
          return value;
        },
        close: () => {
          jax.tree.dispose([inputs, labels]);
          jax.tree.dispose(learned);
          step.dispose();
          lossOf.dispose();
        },
      });
    },
  };
}

/** The mean cross-entropy of a mini-batch; the labels are unit vectors. */
function loss(w: Tensor[], x: Tensor, y: Tensor): Tensor {
  let units = x;
  for (let l = 0; l < w.length; l += 2) {
    const sums = np.matmul(units, w[l]).add(w[l + 1]);
    units = l + 2 < w.length ? nn.relu(sums) : sums;
  }
  return np.mean(np.sum(nn.logSoftmax(units).mul(y), -1)).neg();
}

/** A step of a rule: gradient and update of every array. */
function stepOf(rule: ArrayRule) {
  return ({ w, state, t }: Learned, x: Tensor, y: Tensor): Learned => {
    const [measured, gradient] = jax.valueAndGrad(loss)(jax.tree.ref(w), x, y);
    measured.dispose();
    const next = t.add(1);
    const updates = w.map((_, i) => rule.update(gradient[i], state[i], next.ref));
    return {
      w: w.map((array, i) => array.add(updates[i][0])),
      state: updates.map(([, ...state]) => state),
      t: next,
    };
  };
}

function ruleOf({ rule, hyper: { lr, momentum, beta1, beta2, eps } }: Task): ArrayRule {
  switch (rule) {
    case "sgd":
      return { states: 0, update: (g, _, t) => (t.dispose(), [g.mul(-lr)]) };
    case "momentum":
      return {
        states: 1,
        update: (g, [v], t) => {
          t.dispose();
          const next = v.mul(momentum).sub(g.mul(lr));
          return [next.ref, next];
        },
      };
    case "adagrad":
      return {
        states: 1,
        update: (g, [s], t) => {
          t.dispose();
          const next = s.add(np.square(g.ref));
          return [g.mul(-lr).div(np.sqrt(next.ref).add(eps)), next];
        },
      };
    case "adam":
      return {
        states: 2,
        update: (g, [m, v], t) => {
          const corrected = (array: Tensor, beta: number, steps: Tensor) =>
            array.div(np.exp(steps.mul(Math.log(beta))).neg().add(1));
          const nextM = m.mul(beta1).add(g.ref.mul(1 - beta1));
          const nextV = v.mul(beta2).add(np.square(g).mul(1 - beta2));
          const root = np.sqrt(corrected(nextV.ref, beta2, t.ref));
          return [corrected(nextM.ref, beta1, t).mul(-lr).div(root.add(eps)), nextM, nextV];
        },
      };
  }
  throw new RangeError(`Expected a rule that is written for jax-js but found ${rule}`);
}
