import assert from "node:assert/strict";
import { modulesFrom } from "./module_graph.ts";

/** What a figure loads before it begins: small packages that its declaration and its flags use. */
const AT_ONCE = ["acorn", "fastest-levenshtein", "jstat"];

const FIGURES = [
  "width_sweep",
  "unbalanced_sgd",
  "four_datasets",
  "modified_loss",
  "rmsprop_implicit_regularization",
];

const reproduce = await modulesFrom("benchmarks/reproduce.ts");

for (const name of FIGURES) {
  Deno.test(`${name} begins with three small packages loaded`, () => {
    assert.deepEqual(reproduce.packagesAtOnce(`benchmarks/${name}.ts`), AT_ONCE);
  });
}

Deno.test("reproduce loads no more than a single figure does", () => {
  assert.deepEqual(reproduce.packagesAtOnce("benchmarks/reproduce.ts"), AT_ONCE);
});

Deno.test("a Worker begins with the parser of rules alone", async () => {
  const worker = await modulesFrom("benchmarks/experiment/worker.ts");
  assert.deepEqual(worker.packagesAtOnce("benchmarks/experiment/worker.ts"), ["acorn"]);
});

Deno.test("engines, pages and archives bring their packages with them", () => {
  const later = reproduce.packages.filter((name) => !AT_ONCE.includes(name));
  assert.deepEqual(later, [
    "@tensorflow/tfjs",
    "@tensorflow/tfjs-backend-wasm",
    "@tensorflow/tfjs-backend-webgpu",
    "tar-stream",
    "vega",
    "vega-embed",
    "vega-lite",
    "wabt",
  ]);
});
