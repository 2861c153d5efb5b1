import assert from "node:assert/strict";
import { compareFlows } from "../../../benchmarks/modified_loss/compare_flows.ts";
import { compareRmsprop } from "../../../benchmarks/modified_loss/compare_rmsprop.ts";
import { compareSgd } from "../../../benchmarks/modified_loss/compare_sgd.ts";
import { flow } from "../../../benchmarks/modified_loss/flow.ts";
import {
  meanGradient,
  mostSwitched,
  problemOf,
} from "../../../benchmarks/modified_loss/problem.ts";
import { sgdEnds } from "../../../benchmarks/modified_loss/sgd.ts";
import { modifiedLoss } from "../../../benchmarks/modified_loss.ts";
import { DataError } from "../../../data/mod.ts";
import { average, combined, distance, length, moved } from "../../../network/vectors.ts";
import type { FlowDistance } from "../../../reports/results.ts";
import { examples } from "../../network/examples.ts";

const shape = { hidden: [5, 4], batches: 3, batchSize: 4, margin: 0.05 };
const set = examples({ count: 400, inputs: 6, classes: 3 });
const problem = problemOf(set, { shape, seed: 1 });

/** The power of the step size with which each distance falls, from twice the step size. */
function orders(
  coarse: readonly FlowDistance[],
  fine: readonly FlowDistance[],
): Record<string, number> {
  return Object.fromEntries(fine.map(({ steps, flow, distance, switched }, i) => {
    assert.deepEqual([switched, coarse[i].switched], [0, 0]);
    return [`${steps} ${flow}`, Math.log2(coarse[i].distance / distance)];
  }));
}

function assertOrders(found: Record<string, number>, expected: Record<string, number>): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  for (const [curve, order] of Object.entries(expected)) {
    assert.ok(Math.abs(found[curve] - order) < 0.05, `${curve}: ${found[curve]}, not ${order}`);
  }
}

Deno.test("the mean SGD iterate follows the modified loss if shuffled, its full-batch part if not", async () => {
  const found = orders(await compareSgd(problem, 2 ** -10), await compareSgd(problem, 2 ** -11));
  assertOrders(found, {
    "sgd-shuffled plain": 2,
    "sgd-shuffled full-batch": 2,
    "sgd-shuffled modified": 3,
    "sgd-independent plain": 2,
    "sgd-independent full-batch": 3,
    "sgd-independent modified": 2,
  });
});

for (const placement of ["outside", "inside"] as const) {
  Deno.test(`RMSProp with ε ${placement} the root follows its backward error and not S's term`, async () => {
    const found = orders(
      await compareRmsprop(problem, { placement, stepSize: 2 ** -18 }),
      await compareRmsprop(problem, { placement, stepSize: 2 ** -19 }),
    );
    assertOrders(found, {
      [`rmsprop-${placement} plain`]: 2,
      [`rmsprop-${placement} printed`]: 2,
      [`rmsprop-${placement} modified`]: 3,
    });
  });
}

Deno.test("sgdEnds() takes every order once, or every sequence", () => {
  for (const [sampling, count] of [["shuffled", 6], ["independent", 27]] as const) {
    const stepSize = 1e-3;
    const { all, mean } = sgdEnds(problem, { sampling, stepSize });
    assert.equal(all.length, count);
    assert.equal(new Set(all.map((end) => end[0].weights.join())).size, count);
    assert.deepEqual(mean, average(all));
    const step = {
      times: -3 * stepSize,
      direction: meanGradient(problem, { network: problem.start }),
    };
    const second = distance(mean, moved(problem.start, step));
    assert.ok(second < 1e-2 * distance(mean, problem.start), "three steps along the mean gradient");
  }
});

Deno.test("meanGradient() over mini-batches is the mean of theirs", () => {
  const network = problem.start;
  const each = [0, 1, 2].map((batch) => meanGradient(problem, { network, batches: [batch] }));
  const all = meanGradient(problem, { network });
  assert.ok(distance(all, average(each)) < 1e-14 * length(all));
  assert.ok(distance(all, each[0]) > 0.1 * length(all));
});

Deno.test("flow() integrates to the fourth order", async () => {
  const start = combined([problem.start], () => 1);
  const velocity = (network: typeof start) => Promise.resolve(combined([network], ([w]) => -w * w));
  const error = async (steps: number) => {
    const end = await flow(start, { velocity, time: 1, steps });
    return Math.abs(end[0].weights[0] - 1 / 2);
  };
  assert.ok(Math.abs(Math.log2(await error(8) / await error(16)) - 4) < 0.2);
});

Deno.test("problemOf() takes examples away from kinks, and the seed's start", () => {
  const indices = problem.batches.flat();
  assert.equal(new Set(indices).size, 12);
  assert.deepEqual(indices, [...indices].sort((a, b) => a - b));
  assert.deepEqual(problemOf(set, { shape, seed: 1 }), problem);
  assert.notDeepEqual(problemOf(set, { shape, seed: 2 }).start, problem.start);
  assert.throws(
    () => problemOf(set, { shape: { ...shape, margin: 10 }, seed: 1 }),
    new DataError(
      "Expected 12 examples that leave every hidden unit at least 10 away from its kink but found 0",
    ),
  );
});

Deno.test("mostSwitched() counts units that went over their kink", () => {
  const opposite = combined([problem.start], ([w]) => -w);
  assert.equal(mostSwitched(problem, [problem.start]), 0);
  // Every pre-activation of the first layer, 5 units on 12 examples, changes its sign.
  assert.ok(mostSwitched(problem, [problem.start, opposite]) >= 60);
});

Deno.test("compareFlows() ends where the signal comes", async () => {
  const { profiles: { smoke: settings } } = modifiedLoss;
  const spec = { name: "mnist", hash: "ab", transforms: [], train: 400, validation: 0, test: 400 };
  const signal = AbortSignal.abort();
  const sets = { ab: { train: set, test: set } };
  const found = await compareFlows({
    settings: { ...settings, ...shape },
    data: [spec],
    sets,
    runs: [],
    note: () => {},
    signal,
  });
  assert.deepEqual(found, { flows: [] });
});
