/** The programs of the speed benchmark do the same work. */

import assert from "node:assert/strict";
import { converse } from "../../../benchmarks/speed/conversation.ts";
import { PROGRAMS, type RuleName, RULES } from "../../../benchmarks/speed/programs.ts";
import { readMaterial, type Task, writeMaterial } from "../../../benchmarks/speed/task.ts";
import { openEngine } from "../../../network/engines/mod.ts";
import { builtin, type Rule, rule } from "../../../optimizers/mod.ts";
import { inFolder } from "../commands.ts";

/** Step sizes with which ten steps change the loss by far more than single precision does. */
const LR: Record<RuleName, number> = {
  "momentum": 0.1,
  "sgd": 0.3,
  "adagrad": 0.05,
  "adam": 0.02,
  "path-sgd": 0.3,
};

/** TensorFlow.js has AdaGrad with another ε, and elsewhere. */
const TFJS_ADAGRAD = rule({
  name: "tfjs-adagrad",
  hyper: { lr: 0.01, eps: 1e-7 },
  state: ["s"],
  update: `
    s = s + g * g
    w = w - lr * g / sqrt(s + eps)
  `,
});

function taskOf(name: RuleName, folder: string): Task {
  const hyper = { ...builtin[name].hyper, lr: LR[name] };
  return { folder, sizes: [12, 9, 7, 3], examples: 300, batchSize: 100, rule: name, hyper };
}

/** The loss of the first mini-batch before and after an epoch of three steps and one of two. */
async function referenceLosses(task: Task, rule: Rule): Promise<number[]> {
  const { train, order, start } = readMaterial(task);
  const first = {
    ...train,
    count: task.batchSize,
    pixels: train.pixels.subarray(0, task.batchSize * train.inputs),
    labels: train.labels.subarray(0, task.batchSize),
  };
  const { sizes, batchSize } = task;
  const trainer = await (await openEngine("reference")).trainer({
    sizes,
    loss: "truncated-cross-entropy",
    rule,
    batchSize,
    sets: { train, first },
  });
  await trainer.write(start);
  const before = await trainer.evaluate("first");
  const hyper = { ...rule.hyper, lr: task.hyper.lr };
  await trainer.epoch(order, hyper);
  await trainer.epoch(order.subarray(0, 2 * batchSize), hyper);
  return [before.loss, (await trainer.evaluate("first")).loss];
}

for (const { id, variants, rules } of PROGRAMS) {
  for (const variant of variants) {
    const title = variant.label === undefined ? id : `${id}, ${variant.label},`;
    Deno.test(`${title} trains as the reference engine does`, async (t) => {
      const conversation = await variant.start();
      const opened = "reason" in conversation
        ? conversation
        : await conversation.ask({ open: id }) as { name: string; reason?: string };
      if (opened.reason !== undefined) {
        console.log(`${opened.name} is not tested: ${opened.reason}`);
        if ("close" in conversation) conversation.close();
        return;
      }
      assert.ok("ask" in conversation);
      await inFolder(async (folder) => {
        writeMaterial(folder, taskOf("sgd", folder));
        for (const name of rules) {
          await t.step(name, async () => {
            const task = taskOf(name, folder);
            const isTfjs = id.startsWith("tfjs") && name === "adagrad";
            const expected = await referenceLosses(task, isTfjs ? TFJS_ADAGRAD : builtin[name]);
            assert.ok(Math.abs(expected[0] - expected[1]) > 1e-3, `${expected}`);

            await conversation.ask({ prepare: task });
            const before = await conversation.ask({ loss: true }) as number;
            await conversation.ask({ time: 3 });
            await conversation.ask({ time: 2 });
            const after = await conversation.ask({ loss: true }) as number;
            for (const [i, loss] of [before, after].entries()) {
              assert.ok(Math.abs(loss - expected[i]) < 1e-5, `${i}: ${loss}, ${expected[i]}`);
            }
          });
        }
      });
      conversation.close();
    });
  }
}

Deno.test("every rule that is timed is a built-in one", () => {
  for (const name of RULES) assert.equal(builtin[name].name, name);
});

Deno.test("a program that ends instead of answering is an error", async () => {
  const conversation = converse("deno", ["eval", ""]);
  await assert.rejects(conversation.ask({ open: "wasm" }), {
    message: "Expected an answer from deno but found that it had ended",
  });
});
