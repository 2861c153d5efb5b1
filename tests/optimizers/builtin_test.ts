import assert from "node:assert/strict";
import { stream } from "../../network/random.ts";
import { adagrad, adam, builtin, momentum, rmsprop, type Rule, sgd } from "../../optimizers/mod.ts";
import { applyRule } from "../../optimizers/reference.ts";

const STEPS = 50;

/** Gradients of 50 steps of one weight, over many sizes. */
function gradients(seed: number): number[] {
  const random = stream(seed, "gradients");
  return Array.from({ length: STEPS }, () => random.normal() * 10 ** (random.below(5) - 3));
}

/** The weight after each step from w = 1, by the rule's formula. */
function weights(rule: Rule, hyper: Record<string, number>, gradients: number[]): number[] {
  const w = Float64Array.of(1);
  const state = Object.fromEntries(rule.state.map((name) => [name, new Float64Array(1)]));
  return gradients.map((g, i) => {
    applyRule(rule, { weights: w, gradients: Float64Array.of(g), state }, {
      hyper: { ...rule.hyper, ...hyper },
      step: i + 1,
    });
    return w[0];
  });
}

/** Holds a rule against another way to write it, on a few sequences of gradients. */
function agrees(
  rule: Rule,
  hyper: Record<string, number>,
  other: (gradients: number[]) => number[],
): void {
  for (let seed = 0; seed < 5; seed++) {
    const sequence = gradients(seed);
    const expected = other(sequence);
    weights(rule, hyper, sequence).forEach((w, i) => {
      const distance = Math.abs(w - expected[i]);
      assert(distance <= 1e-13 * Math.max(1, Math.abs(expected[i])), `step ${i + 1}: ${distance}`);
    });
  }
}

/** The mean of past values with weights (1 − decay) decay^age, as a plain sum. */
function average(values: number[], decay: number): number {
  return values.reduce(
    (sum, value, i) => sum + (1 - decay) * decay ** (values.length - 1 - i) * value,
    0,
  );
}

/** w after each step, when step t (from 1) takes `step(gradients up to t)` off it. */
function descend(gradients: number[], step: (past: number[]) => number): number[] {
  let w = 1;
  return gradients.map((_, i) => w -= step(gradients.slice(0, i + 1)));
}

const last = (values: number[]) => values[values.length - 1];
const squares = (values: number[]) => values.map((value) => value * value);

Deno.test("sgd steps by −η g", () => {
  agrees(sgd, { lr: 0.3 }, (g) => descend(g, (past) => 0.3 * last(past)));
});

Deno.test("momentum is the heavy ball", () => {
  agrees(
    momentum,
    { lr: 0.1, momentum: 0.7 },
    (g) =>
      descend(
        g,
        (past) => past.reduce((sum, g, i) => sum + 0.1 * g * 0.7 ** (past.length - 1 - i), 0),
      ),
  );
});

Deno.test("momentum 0 is sgd", () => {
  const sequence = gradients(1);
  assert.deepEqual(
    weights(momentum, { lr: 0.1, momentum: 0 }, sequence),
    weights(sgd, { lr: 0.1 }, sequence),
  );
});

Deno.test("adagrad divides by the root of all past squares, ε outside", () => {
  agrees(
    adagrad,
    { lr: 0.1, eps: 1e-2 },
    (g) => descend(g, (past) => 0.1 * last(past) / (Math.hypot(...past) + 1e-2)),
  );
});

Deno.test("rmsprop divides by the root of the average square, ε outside", () => {
  agrees(
    rmsprop,
    { lr: 0.1, decay: 0.8, eps: 1e-2 },
    (g) => descend(g, (past) => 0.1 * last(past) / (Math.sqrt(average(squares(past), 0.8)) + 1e-2)),
  );
});

Deno.test("adam divides the averages by their weights' sums, ε outside", () => {
  agrees(adam, { lr: 0.1, beta1: 0.8, beta2: 0.95, eps: 1e-2 }, (g) =>
    descend(g, (past) => {
      const ones = past.map(() => 1);
      const mean = average(past, 0.8) / average(ones, 0.8);
      const square = average(squares(past), 0.95) / average(ones, 0.95);
      return 0.1 * mean / (Math.sqrt(square) + 1e-2);
    }));
});

Deno.test("the first step of adagrad and adam, and every step of rmsprop without memory, is ±η", () => {
  const cases = [
    { rule: adagrad, hyper: {}, steps: 1 },
    { rule: adam, hyper: {}, steps: 1 },
    { rule: rmsprop, hyper: { decay: 0 }, steps: STEPS },
  ];
  for (const { rule, hyper, steps } of cases) {
    for (let seed = 0; seed < 5; seed++) {
      const sequence = gradients(seed).slice(0, steps);
      let before = 1;
      weights(rule, { ...hyper, lr: 0.1, eps: 0 }, sequence).forEach((w, i) => {
        assert(Math.abs(before - w - 0.1 * Math.sign(sequence[i])) < 1e-14, `${rule.name} ${w}`);
        before = w;
      });
    }
  }
});

Deno.test("no rule moves a weight whose gradients are zero", () => {
  for (const rule of Object.values(builtin)) {
    assert.deepEqual(weights(rule, {}, [0, 0, 0]), [1, 1, 1], rule.name);
  }
});
