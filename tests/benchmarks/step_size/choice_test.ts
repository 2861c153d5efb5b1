import assert from "node:assert/strict";
import { stepSize, stepSizeChoices } from "../../../benchmarks/step_size/choice.ts";
import type { Outcome, RunResult } from "../../../reports/results.ts";
import { outcome, record, spec } from "../experiment/fixtures.ts";

const EXAMPLES = 10_000;

/** A run of the grid with these validation errors, in percent. */
function gridRun(
  alpha: number,
  percents: readonly number[],
  { kind = "epoch limit", ...changes }: Partial<RunResult> & { kind?: Outcome["kind"] } = {},
): RunResult {
  return {
    id: `run-${alpha}`,
    spec: {
      ...spec,
      data: { ...spec.data, validation: EXAMPLES },
      optimizer: {
        name: "sgd",
        update: "w = w - lr * g",
        hyper: { lr: stepSize(alpha) },
        schedule: {},
      },
    },
    epochs: percents.map((percent, epoch) => ({
      ...record(epoch),
      validation: { loss: 1, error: percent / 100 },
    })),
    outcome: { ...outcome, kind },
    ...changes,
  };
}

function choice(...runs: RunResult[]) {
  const choices = stepSizeChoices(runs);
  assert.equal(choices.length, 1);
  return choices[0];
}

Deno.test("stepSizeChoices() takes the step size that reaches the least error first", () => {
  const { chosen, grid, data, optimizer, initialization } = choice(
    gridRun(2, [90, 30, 20, 10]),
    gridRun(1, [90, 10, 10, 10]),
    gridRun(0, [90, 80, 80, 80]),
  );
  assert.equal(chosen, 1);
  assert.deepEqual(grid, [0, 1, 2].map((alpha) => ({ alpha, run: `run-${alpha}` })));
  assert.deepEqual({ data, optimizer, initialization }, {
    data: "mnist",
    optimizer: "sgd",
    initialization: "balanced",
  });
});

Deno.test("stepSizeChoices() counts an error within one standard error as the least", () => {
  // The standard error of 10 % on 10,000 examples is 0.3 points.
  const slow = gridRun(2, [90, 50, 10]);
  assert.equal(choice(gridRun(1, [90, 10.2, 10.2]), slow).chosen, 1);
  assert.equal(choice(gridRun(1, [90, 10.4, 10.4]), slow).chosen, 2);
  assert.equal(choice(gridRun(1, [90, 10.4, 10.4]), slow).target?.toFixed(6), "0.103000");
});

Deno.test("stepSizeChoices() takes the lesser error, then the larger step, of the equally fast", () => {
  assert.equal(choice(gridRun(1, [90, 10.2]), gridRun(2, [90, 10])).chosen, 2);
  assert.equal(choice(gridRun(3, [90, 10]), gridRun(2, [90, 10])).chosen, 2);
});

Deno.test("stepSizeChoices() keeps diverged runs in the grid and never takes them", () => {
  const { grid, chosen } = choice(
    gridRun(0, [90, 5], { kind: "diverged" }),
    gridRun(1, [90, 10]),
  );
  assert.deepEqual(grid.map(({ alpha }) => alpha), [0, 1]);
  assert.equal(chosen, 1);
});

Deno.test("stepSizeChoices() takes none where all diverged, or one has not ended", () => {
  const diverged = gridRun(0, [], { kind: "diverged" });
  const { outcome: _, ...unfinished } = gridRun(1, [90, 10]);
  for (const found of [choice(diverged), choice(unfinished, gridRun(2, [90, 20]))]) {
    assert.ok(!Object.hasOwn(found, "chosen") && !Object.hasOwn(found, "target"));
  }
});

Deno.test("stepSizeChoices() chooses for each start apart, and leaves retrained runs aside", () => {
  const unbalanced = { ...gridRun(2, [90, 10]).spec, initialization: "unbalanced" as const };
  const retrained = { ...unbalanced, data: { ...unbalanced.data, validation: 0 } };
  const choices = stepSizeChoices([
    gridRun(1, [90, 10]),
    gridRun(2, [90, 10], { spec: unbalanced }),
    gridRun(2, [], { spec: retrained }),
  ]);
  assert.deepEqual(
    choices.map(({ initialization, chosen }) => [initialization, chosen]),
    [["balanced", 1], ["unbalanced", 2]],
  );
});

Deno.test("stepSize() is the decimal number, for every α of N", () => {
  const texts = Array.from({ length: 11 }, (_, alpha) => String(stepSize(alpha)));
  assert.deepEqual(texts.slice(0, 8), [
    "1",
    "0.1",
    "0.01",
    "0.001",
    "0.0001",
    "0.00001",
    "0.000001",
    "1e-7",
  ]);
});
