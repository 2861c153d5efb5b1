import assert from "node:assert/strict";
import { workedExamples } from "../../../benchmarks/unbalanced_sgd/worked_examples.ts";
import type { SmallNetwork, WorkedExample } from "../../../reports/results.ts";

const [b, c] = workedExamples();

Deno.test("workedExamples() has the input, δ and step size of N's captions", () => {
  const { panel, input, delta, stepSize } = b;
  assert.deepEqual({ panel, input, delta, stepSize }, {
    panel: "b",
    input: [1],
    delta: [-1],
    stepSize: 1,
  });
  assert.deepEqual({ panel: c.panel, input: c.input, delta: c.delta, stepSize: c.stepSize }, {
    panel: "c",
    input: [1, 1],
    delta: [-1, -1],
    stepSize: 1,
  });
});

Deno.test("workedExamples() b is what a hand calculation gives", () => {
  // y = w₂ max(0, w₁ x) with x = 1: ∂L/∂w₁ = δ w₂ = −w₂ and ∂L/∂w₂ = δ w₁ = −w₁.
  //   SGD:      (w₁ + w₂, w₂ + w₁)
  //   Path-SGD: γ(w₁) = w₂² and γ(w₂) = w₁², so (w₁ + 1 / w₂, w₂ + 1 / w₁)
  checkStates(b, "balanced", {
    before: { weights: [[[1]], [[1]]], outputs: [1] },
    sgd: { weights: [[[2]], [[2]]], outputs: [4] },
    "path-sgd": { weights: [[[2]], [[2]]], outputs: [4] },
  });
  checkStates(b, "unbalanced", {
    before: { weights: [[[100]], [[0.01]]], outputs: [1] },
    sgd: { weights: [[[100.01]], [[100.01]]], outputs: [10002.0001] },
    "path-sgd": { weights: [[[200]], [[0.02]]], outputs: [4] },
  });
});

Deno.test("workedExamples() c is what a hand calculation gives", () => {
  // Balanced: hidden (1 + 2, 2 + 1) = (3, 3), outputs (3 · 2 + 3 · 1, 3 · 1 + 3 · 2) = (9, 9).
  // Every gradient of an upper weight is δ · 3 = −3, of a lower one −(2 + 1) = −3.
  //   SGD: every weight + 3; hidden (4 + 5, 5 + 4), outputs 9 · 5 + 9 · 4 = 81.
  //   Path-SGD: every γ is 1² + 2² = 5, every weight + 3/5; hidden 4.2, outputs 4.2 · 4.2.
  checkStates(c, "balanced", {
    before: { weights: [[[1, 2], [2, 1]], [[2, 1], [1, 2]]], outputs: [9, 9] },
    sgd: { weights: [[[4, 5], [5, 4]], [[5, 4], [4, 5]]], outputs: [81, 81] },
    "path-sgd": {
      weights: [[[1.6, 2.6], [2.6, 1.6]], [[2.6, 1.6], [1.6, 2.6]]],
      outputs: [17.64, 17.64],
    },
  });
  // The first hidden unit rescaled by 10, the second by 1/10: hidden (30, 0.3).
  // Gradients of the upper weights: −30 and −0.3; of the lower ones −(0.2 + 0.1) and −(10 + 20).
  //   SGD: hidden (30.6, 60.3);
  //     outputs 30.6 · 30.2 + 60.3 · 10.3 and 30.6 · 30.1 + 60.3 · 20.3.
  //   Path-SGD: γ of the lower weights 0.05 and 500, of the upper 500 and 0.05: the balanced
  //     network's update, rescaled.
  checkStates(c, "unbalanced", {
    before: { weights: [[[10, 0.2], [20, 0.1]], [[0.2, 0.1], [10, 20]]], outputs: [9, 9] },
    sgd: {
      weights: [[[10.3, 30.2], [20.3, 30.1]], [[30.2, 30.1], [10.3, 20.3]]],
      outputs: [1545.21, 2145.15],
    },
    "path-sgd": {
      weights: [[[16, 0.26], [26, 0.16]], [[0.26, 0.16], [16, 26]]],
      outputs: [17.64, 17.64],
    },
  });
});

/** Compares the states of one network, by name, with those expected. */
function checkStates(
  { networks }: WorkedExample,
  start: "balanced" | "unbalanced",
  expected: Readonly<Record<string, SmallNetwork>>,
): void {
  const { before, after } = networks.find((network) => network.start === start)!;
  const found: Record<string, SmallNetwork> = {
    before,
    ...Object.fromEntries(after.map((a) => [a.optimizer, a.network])),
  };
  assert.deepEqual(Object.keys(found), Object.keys(expected));
  for (const [state, { weights, outputs }] of Object.entries(expected)) {
    assertClose(found[state].weights.flat(2), weights.flat(2), state);
    assertClose(found[state].outputs, outputs, state);
  }
}

function assertClose(found: readonly number[], expected: readonly number[], what: string): void {
  assert.equal(found.length, expected.length, what);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(found[i] - value) <= 1e-12 * Math.abs(value), `${what}: ${found}`);
  }
}
