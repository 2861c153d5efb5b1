import assert from "node:assert/strict";
import {
  bestFitting,
  commonLoss,
  valueAtLoss,
} from "../../../reports/rmsprop_implicit_regularization/equal_loss.ts";
import { l2Norm } from "../../../reports/comparison/curves.ts";
import { methodOf, studies } from "../../../reports/rmsprop_implicit_regularization/study.ts";
import { noiseFigure, optimizerOf } from "../synthetic_noise.ts";

const decayed = { ...optimizerOf("adam", 0.001), hyper: { lr: 0.001, weight_decay: 0.1 } };
const switched = {
  ...optimizerOf("adam→sgd", 0.001),
  successor: { after: 10, rule: optimizerOf("sgd", 0.001) },
};

Deno.test("studies() tells S's methods, SGD's steps and variants apart by their specs", () => {
  const [study, ...others] = studies(noiseFigure({
    variants: [
      { optimizer: optimizerOf("momentum", 0.001) },
      { optimizer: switched },
      { optimizer: decayed },
      { optimizer: optimizerOf("adam", 0.001), sizes: [784, 256, 256, 10] },
      { sizes: [784, 64, 64, 64, 64, 10] },
    ],
  }));
  assert.equal(others.length, 0);
  const labels = ({ contenders }: typeof study.methods) => contenders.map(({ label }) => label);
  assert.deepEqual(labels(study.methods), ["SGD", "RMSProp", "Adam"]);
  assert.deepEqual(labels(study.steps), ["SGD, step 0.001", "SGD, step 0.1"]);
  const architectures = ["SGD, 4 × 256", "RMSProp, 4 × 256", "Adam, 4 × 256"];
  assert.deepEqual(
    study.variants.map(({ kind, comparison }) => [kind, ...labels(comparison)]),
    [
      ["momentum", "SGD", "SGD with momentum"],
      ["switch", "SGD", "Adam", "Adam → SGD"],
      ["weight-decay", "SGD", "RMSProp", "Adam", "Adam, λ = 0.1"],
      ["depth", ...architectures, "Adam, 2 × 256"],
      ["width", ...architectures, "SGD, 4 × 64"],
    ],
  );
  for (const { contenders } of [study.methods, study.steps]) {
    for (const { finished } of contenders) {
      assert.deepEqual(finished.map(({ spec }) => spec.seed), [1, 2, 3, 4, 5]);
    }
  }
});

Deno.test("studies() gives curves of one optimizer dashes of their own", () => {
  const [{ steps }] = studies(noiseFigure());
  assert.deepEqual(steps.contenders.map(({ dash }) => dash), [undefined, [4, 4]]);
});

Deno.test("studies() has seeds missing that no run of a method has", () => {
  const [study] = studies(noiseFigure({
    change: (run) => run.spec.optimizer.name === "adam" && run.spec.seed > 3 ? undefined : run,
  }));
  assert.deepEqual(methodOf(study, "adam")!.missing, [4, 5]);
  assert.deepEqual(methodOf(study, "sgd")!.missing, []);
});

Deno.test("valueAtLoss() interpolates where the loss first comes down to a level", () => {
  const figure = noiseFigure({ seeds: 1, epochs: 4 });
  const losses = [2, 1, 0.4, 0.8, 0.2];
  const run = {
    ...figure.runs[0],
    epochs: figure.runs[0].epochs.map((epoch, i) => ({
      ...epoch,
      train: { loss: losses[i], error: 0 },
      norms: { l2: 10 * i, path: 1, gamma: [1, 1] as const },
    })),
  };
  const at = (loss: number) => valueAtLoss(run, { quantity: l2Norm, loss });
  assert.deepEqual([2.5, 2, 1, 0.4].map(at), [0, 0, 10, 20]);
  assert.ok(Math.abs(at(0.7)! - 15) < 1e-12);
  assert.ok(Math.abs(at(0.3)! - (30 + 10 * 5 / 6)) < 1e-12); // after the rise to 0.8
  assert.equal(at(0.1), undefined);
});

Deno.test("bestFitting() takes the step whose worst seed comes down furthest", () => {
  const figure = noiseFigure({
    course: ({ optimizer: { hyper: { lr } }, seed }) =>
      lr === 0.1 && seed === 4 ? { decades: 0.1 } : {},
  });
  const [{ steps, methods }] = studies(figure);
  assert.equal(bestFitting(steps.contenders)!.label, "SGD, step 0.001");
  assert.equal(bestFitting([]), undefined);
  const [sgd, , adam] = methods.contenders;
  assert.ok(Math.abs(commonLoss([sgd, adam]) - 2.3 * 10 ** -0.3) < 1e-12);
});
