import assert from "node:assert/strict";
import { namesOf, settingsOf } from "../../../reports/difference/settings.ts";
import type { RunSpec } from "../../../reports/results.ts";
import { FIGURES } from "../every_report.ts";

const [{ spec }] = FIGURES["rmsprop-implicit-regularization"]({ seeds: 1 }).runs;

Deno.test("settingsOf() tells every change of an experiment, and none of what is not one", () => {
  const { data, optimizer } = spec;
  const rule = { ...optimizer, name: "adam" };
  const other: Partial<RunSpec>[] = [
    { data: { ...data, name: "svhn" } },
    { data: { ...data, train: 7 } },
    { data: { ...data, transforms: ["noise"] } },
    { sizes: [784, 7, 10] },
    { initialization: "unbalanced" },
    { loss: "truncated-cross-entropy" },
    { optimizer: rule },
    { optimizer: { ...optimizer, hyper: { lr: 7 } } },
    { optimizer: { ...optimizer, hyper: { ...optimizer.hyper, decay: 0.5 } } },
    { optimizer: { ...optimizer, schedule: { lr: "1 / epoch" } } },
    { optimizer: { ...optimizer, geometry: { p: 2 } } },
    { optimizer: { ...optimizer, successor: { after: 3, rule } } },
    { batchSize: 7 },
    { keep: 0.5 },
    { maxNorm: 3 },
    { epochs: 7 },
    { zeroErrorEpochs: 7 },
  ];
  const all = [{}, ...other].map((change) => settingsOf({ ...spec, ...change }));
  assert.equal(new Set(all.map((settings) => settings.join("\n"))).size, all.length);
  assert.equal(new Set(all.map((settings) => settings.length)).size, 1);
  const { norms: _n, terms: _t, ...unmeasured } = spec;
  const same = { ...unmeasured, seed: 7, engine: "other", data: { ...data, hash: "other" } };
  assert.deepEqual(settingsOf(same), settingsOf(spec));
});

Deno.test("namesOf() tells different settings apart with few words, and same ones not", () => {
  const runs = FIGURES["four-datasets"]({ seeds: 1 }).runs.slice(-6);
  assert.deepEqual(namesOf(runs.map((run) => settingsOf(run.spec))), [
    "mnist, SGD, balanced",
    "mnist, SGD, unbalanced",
    "mnist, AdaGrad, balanced",
    "mnist, AdaGrad, unbalanced",
    "mnist, Path-SGD, balanced",
    "mnist, Path-SGD, unbalanced",
  ]);
  assert.deepEqual(namesOf([settingsOf(spec), settingsOf(spec)]), ["mnist", "mnist"]);
  assert.deepEqual(namesOf([]), []);
});
