import assert from "node:assert/strict";
import { rule, scheduled } from "../../optimizers/mod.ts";
import { evaluate, FormulaError, parseFormula } from "../../optimizers/expression.ts";
import { toKernel, uniformTable } from "../../optimizers/kernel.ts";

function refuses(update: string, message: string, extra: { state?: string[] } = {}): void {
  assert.throws(
    () => rule({ name: "test", hyper: { lr: 0.1 }, update, ...extra }),
    (error: Error) => error instanceof FormulaError && error.message === message,
    message,
  );
}

Deno.test("rule() refuses what it can't run, with line and column", () => {
  refuses("w = w - lr * h", "Unknown name h (line 1, column 14)");
  refuses("\n   w = w - lr *\n", "Unexpected token (line 1, column 13)");
  refuses("w = w - lr * g\ng = 0", "g can't be assigned (line 2, column 1)");
  refuses("lr = 0.5\nw = w - lr * g", "lr can't be assigned (line 1, column 1)");
  refuses("w = g / 0", "Division by zero (line 1, column 9)");
  refuses("w = g / (1 - 1)", "Division by zero (line 1, column 10)");
  refuses("w = w - lr * g", "v is never assigned (line 1, column 1)", { state: ["v"] });
  refuses("v = g", "w is never assigned (line 1, column 1)", { state: ["v"] });
  refuses("w = w - g\nx = w", "x is assigned but never read (line 2, column 1)");
  refuses(
    "w = sin(g)",
    "Unknown function sin: expected one of sqrt, abs, exp, log, min, max (line 1, column 5)",
  );
  refuses("w = min(g)", "Expected 2 argument(s) of min but found 1 (line 1, column 5)");
  refuses("w = g % 2", "Expected one of + - * / ** but found % (line 1, column 5)");
  refuses("w = w > g", "Expected one of + - * / ** but found > (line 1, column 5)");
  refuses("w -= lr * g", "Expected a line of the form: name = formula (line 1, column 1)");
  refuses("if (1) w = g", "Expected a line of the form: name = formula (line 1, column 1)");
  refuses(
    "w = 'text'",
    "Expected numbers, names, + - * / ** and functions only (line 1, column 5)",
  );
  refuses("w = g.x", "Expected numbers, names, + - * / ** and functions only (line 1, column 5)");
});

Deno.test("rule() refuses names used twice and hyper-parameters that are not numbers", () => {
  assert.throws(
    () => rule({ name: "r", hyper: { w: 1 }, update: "w = g" }),
    new RangeError("Expected each name of rule r once but found w twice"),
  );
  assert.throws(
    () => rule({ name: "r", hyper: { lr: NaN }, update: "w = g" }),
    new RangeError("Expected lr of rule r to be a finite number but found NaN"),
  );
});

Deno.test("rule() refuses a name that is no line of text", () => {
  for (const name of ["", "two\nlines", "\x1b[2J", "a\u2028b", "x".repeat(101)]) {
    assert.throws(
      () => rule({ name, hyper: {}, update: "w = g" }),
      new RangeError(
        "Expected the name of a rule to be a line of 1 to 100 characters but found " +
          JSON.stringify(name),
      ),
    );
  }
});

Deno.test("formulas follow the usual precedence", () => {
  const value = (text: string) => evaluate(parseFormula(text), { a: 3, b: 2 });
  assert.equal(value("a - b * 2 ** 3 ** b / 4 + -a"), 3 - 2 * 2 ** 9 / 4 - 3);
  assert.equal(value("(a - b) * +2 - max(a, min(b, 9)) + abs(-a) + sqrt(4) + exp(0) + log(1)"), 5);
});

Deno.test("toKernel() takes out what is the same for all weights, each once", () => {
  const kernel = toKernel(rule({
    name: "adam-like",
    hyper: { lr: 0.1, beta: 0.9, eps: 1e-8 },
    state: ["m"],
    update: `
      m = beta * m + (1 - beta) * g
      correction = 1 - beta ** t
      w = w - lr / correction * m / (abs(m) + eps * 2) * (2 * 3) - (1 - beta) * g
    `,
  }));
  // beta, 1 − beta, lr / (1 − beta ** t), eps * 2
  assert.equal(kernel.uniforms.length, 4);
  assert.deepEqual(kernel.assignments.map(({ target }) => target), ["m", "w"]);
  const table = uniformTable(kernel, { lr: 0.1, beta: 0.9, eps: 1e-8 }, { first: 3, count: 2 });
  const expected = [3, 4].flatMap((t) => [0.9, 1 - 0.9, 0.1 / (1 - 0.9 ** t), 2e-8]);
  assert.deepEqual(table, Float32Array.from(expected));
});

Deno.test("scheduled() evaluates formulas in the epoch over the starting values", () => {
  const schedule = { lr: "lr * 0.99 ** epoch", momentum: "min(0.9, momentum + 0.02 * epoch)" };
  const at = (epoch: number) => scheduled({ lr: 0.1, momentum: 0.5 }, schedule, epoch);
  assert.deepEqual(at(0), { lr: 0.1, momentum: 0.5 });
  // N, Figure 1: after each epoch the step is multiplied by 0.99 and the momentum grows by 0.02 to 0.9
  let [lr, momentum] = [0.1, 0.5];
  for (let epoch = 0; epoch < 60; epoch++) {
    const found = at(epoch);
    assert(Math.abs(found.lr - lr) < 1e-15 && Math.abs(found.momentum - momentum) < 1e-12);
    lr *= 0.99;
    momentum = Math.min(0.9, momentum + 0.02);
  }
  assert.throws(
    () => scheduled({ lr: 1 }, { rate: "1" }, 0),
    new RangeError("Expected the schedule to name one of lr but found rate"),
  );
});
