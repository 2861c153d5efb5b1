/** Random formulas for tests of what compiles them. */

import fc from "fast-check";
import { type Rule, rule } from "../../optimizers/rule.ts";

/** Formulas over w, g, t, states s and r, and a hyper-parameter, well away from poles and overflow. */
const formula: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom("w", "g", "s", "r", "a", "t", "0.5", "3"),
    fc.tuple(tie("node"), fc.constantFrom("+", "-", "*"), tie("node")).map(([x, o, y]) =>
      `(${x} ${o} ${y})`
    ),
    tie("node").map((x) => `(-${x})`),
    tie("node").map((x) => `sqrt(abs(${x}))`),
    tie("node").map((x) => `exp(-abs(${x}))`),
    tie("node").map((x) => `log(1 + abs(${x}))`),
    fc.tuple(tie("node"), tie("node")).map(([x, y]) => `min(${x}, ${y})`),
    fc.tuple(tie("node"), tie("node")).map(([x, y]) => `max(${x}, ${y})`),
    fc.tuple(tie("node"), tie("node")).map(([x, y]) => `(${x} / (1 + abs(${y})))`),
    fc.tuple(tie("node"), fc.constantFrom("2", "3", "0", "-1")).map(([x, y]) =>
      `((1 + abs(${x})) ** ${y})`
    ),
    tie("node").map((x) => `((1 + abs(${x})) ** -0.5)`),
    tie("node").map((x) => `((1 + abs(${x})) ** 0.3)`),
  ),
})).node;

/** Rules of three random formulas. */
export const randomRule: fc.Arbitrary<Rule> = fc.tuple(formula, formula, formula).map(
  ([first, second, third]) =>
    rule({
      name: "random",
      hyper: { a: 0.7 },
      state: ["s", "r"],
      update: `s = ${first}\nr = ${second}\nw = ${third}`,
    }),
);
