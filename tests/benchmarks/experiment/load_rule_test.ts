import assert from "node:assert/strict";
import { join } from "node:path";
import {
  loadOptimizer,
  loadOptimizers,
  loadRule,
} from "../../../benchmarks/experiment/load_rule.ts";
import { adam, isSwitch, momentum, pathSgd, rulesOf, sgd } from "../../../optimizers/mod.ts";

const FLAG = { flag: "--optimizer" };
const RULE = new URL("../../../optimizers/rule.ts", import.meta.url).href;

/** Writes a module that has `rule` at hand and gives its path to the test. */
async function withModule(
  source: string,
  test: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "my_rule.ts");
    await Deno.writeTextFile(path, `import { rule } from "${RULE}";\n${source}`);
    await test(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const DESCENT = `rule({ name: "descent", hyper: { lr: 1 }, update: "w = w - lr * g" })`;

Deno.test("loadRule() gives a built-in rule by its name", async () => {
  assert.equal(await loadRule("momentum", FLAG), momentum);
});

for (const source of [`export default ${DESCENT};`, `export const mine = ${DESCENT};`]) {
  Deno.test(`loadRule() loads a module with ${source.slice(0, 14)}`, async () => {
    await withModule(source, async (path) => {
      const { name, update } = await loadRule(path, FLAG);
      assert.deepEqual({ name, update }, { name: "descent", update: "w = w - lr * g" });
    });
  });
}

Deno.test("loadRule() prefers the default export", async () => {
  const other = DESCENT.replace("descent", "other");
  await withModule(`export const other = ${other};\nexport default ${DESCENT};`, async (path) => {
    assert.equal((await loadRule(path, FLAG)).name, "descent");
  });
});

const REFUSED: { what: string; source: string; message: (path: string) => string }[] = [
  {
    what: "a formula that reads an unknown name",
    source: 'export default rule({ name: "x", hyper: { lr: 1 }, ' +
      "update: `\n  h = g * g\n  w = w - lr * h / root` });",
    message: (path) =>
      `Expected an update rule in ${path} but found an error in its formula: ` +
      "Unknown name root (line 2, column 18)",
  },
  {
    what: "a module that does not parse",
    source: "export const x = ;",
    message: (path) =>
      `Expected an update rule in ${path} but found an error: ` +
      "SyntaxError: Expression expected (line 2, column 18)",
  },
  {
    what: "a module without a rule",
    source: "export const x = 1;",
    message: (path) =>
      `Expected ${path} to export one update rule, or one as its default, but found 0`,
  },
  {
    what: "a module with two rules",
    source: `export const a = ${DESCENT};\nexport const b = ${DESCENT};`,
    message: (path) =>
      `Expected ${path} to export one update rule, or one as its default, but found 2`,
  },
  {
    what: "a rule with the name of conjugate gradient",
    source: `export default ${DESCENT.replace("descent", "conjugate-gradient")};`,
    message: (path) =>
      `Expected the rule in ${path} to have a name of its own but found conjugate-gradient, ` +
      "a built-in one",
  },
  {
    what: "a rule with a built-in name",
    source: `export default ${DESCENT.replace("descent", "sgd")};`,
    message: (path) =>
      `Expected the rule in ${path} to have a name of its own but found sgd, a built-in one`,
  },
];

for (const { what, source, message } of REFUSED) {
  Deno.test(`loadRule() refuses ${what}`, async () => {
    await withModule(source, async (path) => {
      await assert.rejects(() => loadRule(path, FLAG), {
        name: "UsageError",
        message: message(path),
      });
    });
  });
}

Deno.test("loadRule() refuses an unknown name and a missing file", async () => {
  await assert.rejects(() => loadRule("momentun", FLAG), {
    message: "Unknown --optimizer momentun: did you mean momentum?",
  });
  await assert.rejects(() => loadRule("./no_such_rule.ts", FLAG), {
    name: "UsageError",
    message:
      /^Expected an update rule in \.\/no_such_rule\.ts but found an error: Module not found /,
  });
});

Deno.test("loadOptimizer() gives a rule, or a switch between any two", async () => {
  assert.equal(await loadOptimizer("adam", FLAG), adam);
  assert.deepEqual(await loadOptimizer("adam-to-sgd", FLAG), {
    name: "adam→sgd",
    first: adam,
    second: sgd,
  });
  await withModule(`export default ${DESCENT};`, async (path) => {
    for (const text of [`${path}-to-path-sgd`, `path-sgd-to-${path}`, `${path}-to-${path}`]) {
      const optimizer = await loadOptimizer(text, FLAG);
      assert(isSwitch(optimizer));
      const expected = text.replaceAll(path, "descent").split("-to-");
      assert.deepEqual(rulesOf(optimizer).map(({ name }) => name), expected);
    }
  });
});

Deno.test("loadOptimizer() loads a module with -to- in its name", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "adam-to-sgd.ts");
    await Deno.writeTextFile(path, `import { rule } from "${RULE}";\nexport default ${DESCENT};`);
    assert.equal((await loadOptimizer(path, FLAG)).name, "descent");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("loadOptimizer() refuses a switch to what is no rule", async () => {
  await assert.rejects(() => loadOptimizer("adam-to-sdg", FLAG), {
    name: "UsageError",
    message: "Unknown --optimizer sdg: did you mean sgd?",
  });
});

Deno.test("loadOptimizers() gives the rules of a list, each once", async () => {
  const options = { flag: "--optimizer", hyper: "lr" };
  assert.deepEqual(await loadOptimizers("sgd,momentum,sgd", options), [sgd, momentum]);
  const [both] = await loadOptimizers("path-sgd-to-sgd", options);
  assert.deepEqual(rulesOf(both), [pathSgd, sgd]);
});

Deno.test("loadOptimizers() refuses a rule without the hyper-parameter, and a name used twice", async () => {
  const options = { flag: "--optimizer", hyper: "lr" };
  const still = 'rule({ name: "still", hyper: { rate: 1 }, update: "w = w - rate * g" })';
  await withModule(`export default ${still};`, async (path) => {
    await assert.rejects(() => loadOptimizers(path, options), {
      name: "UsageError",
      message: "Expected rule still to have the hyper-parameter lr but found rate",
    });
  });
  await withModule(`export default ${DESCENT};`, async (one) => {
    await withModule(`export default ${DESCENT};`, async (other) => {
      await assert.rejects(() => loadOptimizers(`${one},${other}`, options), {
        name: "UsageError",
        message: "Expected rules of different names but found descent twice",
      });
    });
  });
});

for (
  const text of [
    "https://example.com/rule.ts",
    "data:text/javascript,throw 1//.js",
    "npm:left-pad/rule.js",
    "node:fs/rule.js",
    "file:///rule.ts",
  ]
) {
  Deno.test(`loadRule() takes ${text} for a path, and fetches nothing`, async () => {
    const start = `Expected an update rule in ${text} but found an error: `;
    await assert.rejects(loadRule(text, FLAG), (error: Error) => {
      assert.ok(error.message.startsWith(start), error.message);
      assert.match(error.message, /Module not found "file:\/\/\//);
      return true;
    });
  });
}
