import assert from "node:assert/strict";
import {
  jobsThatFit,
  runBytes,
  trainingBytes,
  workersFor,
} from "../../../benchmarks/experiment/memory.ts";
import type { Sets } from "../../../benchmarks/experiment/sets.ts";
import { layOut, PAGE } from "../../../network/engines/wasm/layout.ts";
import type { Examples } from "../../../network/examples.ts";
import { adam, momentum, type Rule, sgd } from "../../../optimizers/mod.ts";
import type { RunSpec } from "../../../reports/results.ts";
import { spec } from "./fixtures.ts";

/** Examples of which only the number counts. */
function examples(count: number, inputs: number): Examples {
  return { count, inputs, classes: 10, pixels: new Uint8Array(), labels: new Uint8Array() };
}

function runOf(sizes: number[], { name, update }: Rule): RunSpec {
  const optimizer = { ...spec.optimizer, name, update };
  return { ...spec, sizes, optimizer, batchSize: 100, engine: "wasm/simd" };
}

for (
  const { sizes, rule } of [
    { sizes: [784, 64, 10], rule: sgd },
    { sizes: [784, 4000, 4000, 10], rule: adam },
    { sizes: [3072, 65536, 10], rule: momentum },
  ]
) {
  Deno.test(`trainingBytes() is near what wasm takes for ${sizes.join("-")} with ${rule.name}`, () => {
    const [inputs] = sizes;
    const sets: Sets = {
      train: examples(50_000, inputs),
      validation: examples(10_000, inputs),
      test: examples(10_000, inputs),
    };
    const states = rule.state.length;
    const { pages } = layOut({ sizes, batchSize: 100, states, uniforms: 4, sets });
    const ratio = trainingBytes(runOf(sizes, rule), sets) / (pages * PAGE);
    assert.ok(ratio > 0.95 && ratio < 1.05, `${ratio}`);
  });
}

Deno.test("runBytes() counts the states of the rule that has more of them, and a rule of one's own", () => {
  const sets: Sets = { train: examples(10, 1000), test: examples(10, 1000) };
  const fresh = { sets, resumed: false };
  const sizes = [1000, 1000, 10];
  const [none, one, two] = [sgd, momentum, adam].map((rule) => runBytes(runOf(sizes, rule), fresh));
  const weights = 1001 * 1000 + 1001 * 10;
  // In the engine in single precision, in a checkpoint's numbers and in its file in double.
  assert.deepEqual([one - none, two - one], Array(2).fill((4 + 8 + 8) * weights));
  const plain = runOf(sizes, sgd);
  const { successor: _, ...rule } = runOf(sizes, adam).optimizer;
  const switching = { ...plain.optimizer, successor: { after: 1, rule } };
  assert.equal(runBytes({ ...plain, optimizer: switching }, fresh), two);
  const own = { ...plain.optimizer, name: "mine", state: ["a", "b"] };
  assert.equal(runBytes({ ...plain, optimizer: own }, fresh), two);
  const resumed = runBytes(runOf(sizes, adam), { sets, resumed: true });
  assert.equal(resumed - two, 2 * 3 * 8 * weights);
});

Deno.test("jobsThatFit() takes the runs that take the most, and leaves memory to others", () => {
  const bytes = [10, 40, 20, 30];
  const fitting = [49, 50, 87, 88, 112, 113, 124, 125, 1000].map((available) =>
    jobsThatFit(bytes, { jobs: 4, available })
  );
  assert.deepEqual(fitting, [1, 1, 1, 2, 2, 3, 3, 4, 4]);
  assert.equal(jobsThatFit(bytes, { jobs: 2, available: 1000 }), 2);
});

Deno.test("workersFor() says why there are fewer Workers than jobs", () => {
  const notes: string[] = [];
  const workers = (bytes: number, together = false) =>
    workersFor([1, 2, 3], {
      jobs: 2,
      together,
      bytesOf: () => bytes,
      note: (line) => notes.push(line),
    });
  assert.deepEqual([workers(1), workers(2 ** 60, true)], [2, 2]);
  assert.deepEqual(notes, []);
  assert.equal(workers(2 ** 60), 1);
  assert.equal(notes.length, 1);
  assert.match(
    notes[0],
    /^1 run side by side instead of 2: one may take 1073741824\.0 GiB and \d+\.\d GiB of memory are free\.$/,
  );
});
